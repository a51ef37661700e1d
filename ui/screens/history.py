"""The call history: the list with its filter, and one call with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.history import CallRow, HistoryModel
from ui.tokens import tokens
from ui.widgets.buttons import Button, Pill
from ui.widgets.empty import EmptyPlace
from ui.widgets.list_frame import ListFrame
from ui.widgets.list_rows import CallRows
from ui.widgets.person_head import PersonHead


class HistoryScreen(QWidget):
    row_chosen = Signal(object)
    """A CallRow."""
    dialler_wanted = Signal()

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = CallRows(self)
        self.frame = ListFrame(
            lambda: _("Calls"),
            lambda: _("Call history"),
            EmptyPlace(
                "phone",
                lambda: _("No calls yet"),
                lambda: _("Calls you make and receive are kept here."),
                lambda: _("Call a number"),
            ),
            parent=self,
        )
        self.frame.fill(self)
        self.list = self.frame.list
        self.list.setItemDelegate(self._delegate)
        self.list.show_rows(model.rows)
        self.dial_button = self.frame.add_action("grip", lambda: _("Dialler"), shortcut="Ctrl+D")
        self.dial_button.clicked.connect(self.dialler_wanted)
        self.frame.empty.pressed.connect(self.dialler_wanted)
        everything, missed = Pill(lambda: _("All")), Pill(lambda: _("Missed"))
        everything.setChecked(True)
        missed.toggled.connect(model.show_missed)
        self.frame.extra.addWidget(everything)
        self.frame.extra.addWidget(missed)
        self.frame.extra.addStretch(1)
        self.missed_pill = missed
        for before, after in pairwise((self.dial_button, self.frame.search, everything, missed, self.list)):
            QWidget.setTabOrder(before, after)
        self.list.row_opened.connect(self.row_chosen)
        self.list.doubleClicked.connect(lambda index: model.call_back(model.rows.row(index.row())))
        self.list.menu_wanted.connect(self._menu)
        self.list.more_wanted.connect(model.load_more)
        self.frame.search_changed.connect(model.find)
        self.frame.language_changed.connect(model.retranslate)
        self.frame.retry_wanted.connect(lambda: model.show_number(model.number_id))
        model.changed.connect(self._show)
        for signal in (model.rows.rowsInserted, model.rows.rowsRemoved, model.rows.modelReset):
            signal.connect(self._show)
        self._show()

    def begin_search(self) -> None:
        self.frame.begin_search()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.watch(False)

    def _menu(self, row: CallRow, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        call = menu.addAction(_("Call back"), lambda: self._model.call_back(row))
        call.setEnabled(row.can_call)
        message = menu.addAction(_("Message"), lambda: self._model.message(row))
        message.setEnabled(row.can_message)
        menu.popup(where)

    def _show(self) -> None:
        model = self._model
        self._delegate.shows_edges = model.number_id is None
        self.frame.show_state(
            count=model.rows.rowCount(),
            loading=model.loading,
            problem=model.problem,
            searching=bool(model.search) or model.missed_only,
        )


class CallRecordScreen(QWidget):
    """One call of the history."""

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._row: CallRow | None = None
        self._head = PersonHead(self)
        self.call_button = Button(lambda: _("Call"), "answer", icon_name="phone", parent=self)
        self.message_button = Button(lambda: _("Message"), icon_name="message-square", parent=self)
        self._head.add_action(self.call_button)
        self._head.add_action(self.message_button)
        self._head.end_actions()
        nothing = EmptyPlace(
            "history", lambda: _("Choose a call"), lambda: _("What is known about it is shown here.")
        )
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens().space.xl, 72, tokens().space.xl, tokens().space.xl)
        column.addWidget(self._head)
        column.addStretch(1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(nothing)
        self._pages.addWidget(page)
        self.call_button.clicked.connect(lambda: self._with_row(model.call_back))
        self.message_button.clicked.connect(lambda: self._with_row(model.message))
        model.changed.connect(self._refresh)

    def _with_row(self, act: Callable[[CallRow], None]) -> None:
        if self._row is not None:
            act(self._row)

    def show_row(self, row: CallRow | None) -> None:
        self._row = row
        self._pages.setCurrentIndex(0 if row is None else 1)
        if row is None:
            return
        lines = [row.number if row.number != row.name else "", row.words, row.moment]
        if row.number_name:
            lines.append(_("on {number}").format(number=row.number_name))
        self._head.show_person(row.name, "\n".join(line for line in lines if line), row.initials, row.colour)
        self.call_button.setEnabled(row.can_call)
        self.message_button.setEnabled(row.can_message)

    def _refresh(self) -> None:
        """Another language, day or name; a call that is filtered away stays open."""
        if self._row is not None:
            place = self._model.rows.place_of(self._row.key)
            if place >= 0:
                self.show_row(self._model.rows.row(place))
