"""Voicemails: the list, playing one, and calling back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.voicemails import VoicemailRow, VoicemailsModel
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button
from ui.widgets.empty import EmptyPlace
from ui.widgets.list_frame import ListFrame
from ui.widgets.person_head import PersonHead
from ui.widgets.voicemail_rows import VoicemailRows


class VoicemailScreen(QWidget):
    row_chosen = Signal(object)
    """A VoicemailRow."""

    def __init__(self, model: VoicemailsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = VoicemailRows(self)
        self.frame = ListFrame(
            lambda: _("Voicemail"),
            lambda: _("Voicemails"),
            EmptyPlace(
                "voicemail",
                lambda: _("No voicemail"),
                lambda: _("Who reaches nobody can leave word, and you hear it here."),
            ),
            parent=self,
        )
        self.frame.fill(self)
        self.list = self.frame.list
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.show_rows(model.rows)
        self.list.row_opened.connect(self.row_chosen)
        self.list.doubleClicked.connect(lambda index: model.toggle(model.rows.row(index.row())))
        self.list.menu_wanted.connect(self._menu)
        self.frame.search_changed.connect(model.find)
        self.frame.language_changed.connect(model.retranslate)
        self.frame.retry_wanted.connect(lambda: model.show_number(model.number_id))
        model.changed.connect(self._show)
        for signal in (model.rows.rowsInserted, model.rows.rowsRemoved, model.rows.modelReset):
            signal.connect(self._show)
        self._show()

    def begin_search(self) -> None:
        self.frame.begin_search()

    def _menu(self, row: VoicemailRow, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Stop") if row.playing else _("Play"), lambda: self._model.toggle(row))
        menu.addAction(_("Call back"), lambda: self._model.call_back(row)).setEnabled(row.can_call)
        menu.addAction(_("Message"), lambda: self._model.message(row)).setEnabled(row.can_message)
        menu.popup(where)

    def _show(self) -> None:
        model = self._model
        self._delegate.shows_edges = model.number_id is None
        self.frame.show_state(
            count=model.rows.rowCount(),
            loading=model.loading,
            problem=model.problem,
            searching=bool(model.search),
        )


class VoicemailPage(QWidget):
    """One voicemail: play, call back, answer by message."""

    def __init__(self, model: VoicemailsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._row: VoicemailRow | None = None
        self._head = PersonHead(self)
        self.play_button = Button(lambda: _("Play"), "primary", icon_name="play", parent=self)
        self.call_button = Button(lambda: _("Call"), icon_name="phone", parent=self)
        self.message_button = Button(lambda: _("Message"), icon_name="message-square", parent=self)
        for button in (self.play_button, self.call_button, self.message_button):
            self._head.add_action(button)
        self._head.end_actions()
        self._problem = Banner("failure", parent=self)
        nothing = EmptyPlace(
            "voicemail",
            lambda: _("Choose a voicemail"),
            lambda: _("Play it, call back, or answer in writing."),
        )
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens().space.xl, 72, tokens().space.xl, tokens().space.xl)
        column.setSpacing(tokens().space.l)
        column.addWidget(self._head)
        column.addWidget(self._problem)
        column.addStretch(1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(nothing)
        self._pages.addWidget(page)
        self.play_button.clicked.connect(lambda: self._with_row(model.toggle))
        self.call_button.clicked.connect(lambda: self._with_row(model.call_back))
        self.message_button.clicked.connect(lambda: self._with_row(model.message))
        model.changed.connect(self._refresh)

    def _with_row(self, act: Callable[[VoicemailRow], None]) -> None:
        if self._row is not None:
            act(self._row)

    def show_row(self, row: VoicemailRow | None) -> None:
        self._row = row
        self._pages.setCurrentIndex(0 if row is None else 1)
        if row is None:
            return
        lines = [row.number if row.number != row.name else "", f"{row.moment} · {row.length}"]
        if row.number_name:
            lines.append(_("on {number}").format(number=row.number_name))
        self._head.show_person(row.name, "\n".join(line for line in lines if line), row.initials, row.colour)
        self.play_button.say((lambda: _("Stop")) if row.playing else (lambda: _("Play")))
        self.play_button.set_icon_name("square" if row.playing else "play")
        self.call_button.setEnabled(row.can_call)
        self.message_button.setEnabled(row.can_message)

    def _refresh(self) -> None:
        if self._model.problem:
            self._problem.tell(self._model.problem)
        else:
            self._problem.clear()
        if self._row is not None:
            place = self._model.rows.place_of(self._row.key)
            self.show_row(self._model.rows.row(place) if place >= 0 else None)
