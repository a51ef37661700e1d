"""The call history: the list with its filters, and one call with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QMenu, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from desktop.domain.history import CallKind
from ui.i18n import _
from ui.models.call_report import CallReportModel
from ui.models.call_row import CallRow
from ui.models.history import HistoryModel
from ui.models.quality import RecordQualityModel
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton, Pill
from ui.widgets.call_quality import RecordQuality
from ui.widgets.call_report import CallReportCard
from ui.widgets.call_rows import CallRows
from ui.widgets.empty import EmptyPlace
from ui.widgets.list_frame import ListFrame
from ui.widgets.middle import in_the_middle
from ui.widgets.person_head import PersonHead
from ui.widgets.selection_bar import SelectionBar
from ui.widgets.words import Words

_KINDS: tuple[tuple[CallKind, Words], ...] = (
    (CallKind.ALL, lambda: _("All")),
    (CallKind.MISSED, lambda: _("Missed")),
    (CallKind.INCOMING, lambda: _("Incoming")),
    (CallKind.OUTGOING, lambda: _("Outgoing")),
)


class HistoryScreen(QWidget):
    row_chosen = Signal(object)
    """A CallRow."""
    dialler_wanted = Signal()

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
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
            height_of=CallRows.height_of,
            parent=self,
        )
        self.frame.fill(self)
        self.list = self.frame.list
        self.list.setItemDelegate(self._delegate)
        self.list.show_rows(model.rows)
        self.list.allow_several()
        self.dial_button = self.frame.add_action("grip", lambda: _("Dialler"), shortcut="Ctrl+D")
        self.dial_button.clicked.connect(self.dialler_wanted)
        self.frame.empty.pressed.connect(self.dialler_wanted)
        self.pills: dict[CallKind, Pill] = {}
        for kind, words in _KINDS:
            pill = self.pills[kind] = Pill(words)
            pill.setChecked(kind is CallKind.ALL)
            pill.toggled.connect(lambda on, kind=kind: model.show_kind(kind) if on else None)
            self.frame.extra.addWidget(pill)
        self.frame.extra.addStretch(1)
        self.selection = SelectionBar(self)
        self.frame.add_foot(self.selection)
        for before, after in pairwise(
            (self.dial_button, self.frame.search, *self.pills.values(), self.list, self.selection)
        ):
            QWidget.setTabOrder(before, after)
        self.list.row_opened.connect(self.row_chosen)
        self._delegate.call_wanted.connect(model.call_back)
        self.list.menu_wanted.connect(self._menu)
        self.list.more_wanted.connect(model.load_more)
        self.list.delete_wanted.connect(self._delete_chosen)
        self.list.unfold_wanted.connect(model.unfold)
        self._delegate.unfold_wanted.connect(model.unfold)
        self.selection.serve(self.list, count_of=lambda row: row.count)
        self.frame.search_changed.connect(model.find)
        self.frame.language_changed.connect(model.retranslate)
        self.frame.retry_wanted.connect(lambda: model.show_number(model.number_id))
        model.changed.connect(self._show)
        for signal in (model.rows.rowsInserted, model.rows.rowsRemoved, model.rows.modelReset):
            signal.connect(self._show)
        self._show()

    def find_calls(self, text: str) -> None:
        self.frame.search.setText(text)

    def begin_search(self) -> None:
        self.frame.begin_search()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.watch(False)

    def _menu(self, row: CallRow, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_menu(menu, self.model, row, self._delete_chosen)
        menu.popup(where)

    def _delete_chosen(self) -> None:
        self.model.delete(self.list.chosen_rows())

    def _show(self) -> None:
        model = self.model
        self._delegate.shows_edges = model.number_id is None
        self.frame.show_state(
            count=model.rows.rowCount(),
            loading=model.loading,
            problem=model.problem,
            searching=model.is_narrowed,
        )


def fill_menu(menu: QMenu, model: HistoryModel, row: CallRow, delete: Callable[[], None]) -> None:
    """What can be done about a call, in a list and on its page."""
    call = menu.addAction(_("Call back"), lambda: model.call_back(row))
    call.setEnabled(row.can_call)
    if row.voicemail_id is not None:
        menu.addAction(_("Open the voicemail"), lambda: model.show_voicemail(row))
    message = menu.addAction(_("Message"), lambda: model.message(row))
    message.setEnabled(row.can_message)
    words = _("Open the card") if row.is_known else _("Add to people")
    person = menu.addAction(words, lambda: model.show_person(row))
    person.setEnabled(row.can_be_kept)
    words = _("Unblock") if row.is_blocked else _("Block")
    block = menu.addAction(words, lambda: model.set_blocked(row, not row.is_blocked))
    block.setEnabled(row.can_be_kept)
    menu.addSeparator()
    menu.addAction(_("Delete"), QKeySequence(QKeySequence.StandardKey.Delete), delete)


class CallRecordScreen(QWidget):
    """One call of the history."""

    def __init__(
        self,
        model: HistoryModel,
        report: CallReportModel,
        parent: QWidget | None = None,
        *,
        quality: RecordQualityModel | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._report = report
        self._quality = quality
        self._row: CallRow | None = None
        self._head = PersonHead(self)
        self.call_button = Button(lambda: _("Call"), "answer", icon_name="phone", parent=self)
        self.message_button = Button(lambda: _("Message"), icon_name="message-square", parent=self)
        self.voicemail_button = Button(
            lambda: _("Listen"),
            icon_name="voicemail",
            spoken=lambda: _("Listen to the voicemail"),
            parent=self,
        )
        self.more_button = IconButton("ellipsis", lambda: _("More"), parent=self)
        for button in (self.call_button, self.message_button, self.voicemail_button, self.more_button):
            self._head.add_action(button)
        self._head.end_actions()
        nothing = EmptyPlace(
            "history", lambda: _("Choose a call"), lambda: _("What is known about it is shown here.")
        )
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens().space.xl, 72, tokens().space.xl, tokens().space.xl)
        column.addWidget(self._head)
        column.addSpacing(tokens().space.l)
        column.addLayout(in_the_middle(CallReportCard(report, page)))
        if quality is not None:
            column.addSpacing(tokens().space.m)
            column.addLayout(in_the_middle(RecordQuality(quality, page)))
        column.addStretch(1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(nothing)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        self._pages.addWidget(scroll)
        self.call_button.clicked.connect(lambda: self._with_row(model.call_back))
        self.message_button.clicked.connect(lambda: self._with_row(model.message))
        self.voicemail_button.clicked.connect(lambda: self._with_row(model.show_voicemail))
        self.more_button.clicked.connect(lambda: self._with_row(self._menu))
        model.changed.connect(self._refresh)

    def _with_row(self, act: Callable[[CallRow], None]) -> None:
        if self._row is not None:
            act(self._row)

    def _menu(self, row: CallRow) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_menu(menu, self._model, row, lambda: self._model.delete([row]))
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def show_row(self, row: CallRow | None) -> None:
        self._row = row
        self._pages.setCurrentIndex(0 if row is None else 1)
        if row is None:
            return
        self._report.show(row.call_ids[0], row.number_id)
        if self._quality is not None:
            self._quality.show(row.call_ids[0])
        lines = [row.number if row.number != row.name else "", row.many, row.words, row.moment]
        if row.number_name:
            lines.append(_("on {number}").format(number=row.number_name))
        self._head.show_person(row.name, "\n".join(line for line in lines if line), row.initials, row.colour)
        self.call_button.setEnabled(row.can_call)
        self.message_button.setEnabled(row.can_message)
        self.voicemail_button.setVisible(row.voicemail_id is not None)

    def _refresh(self) -> None:
        """Another language, day or name. A call that is filtered away stays open, a deleted one does not."""
        if self._row is not None:
            place = self._model.rows.place_of(self._row.key)
            if place >= 0:
                self.show_row(self._model.rows.row(place))
            elif self._model.is_deleted(self._row):
                self.show_row(None)
