"""Voicemails: the list, listening to one, and answering it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QStandardPaths, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMenu, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.voicemail_player import STEP
from ui.models.voicemails import VoicemailRow, VoicemailsModel
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, IconButton
from ui.widgets.empty import EmptyPlace
from ui.widgets.list_frame import ListFrame
from ui.widgets.middle import in_the_middle
from ui.widgets.person_head import PersonHead
from ui.widgets.selection_bar import SelectionBar
from ui.widgets.voicemail_player import PlayerCard
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
        self.list.allow_several()
        self.list.installEventFilter(self)
        self.selection = SelectionBar(self)
        self.frame.add_foot(self.selection)
        for before, after in pairwise((self.frame.search, self.list, self.selection)):
            QWidget.setTabOrder(before, after)
        self.list.row_opened.connect(self.row_chosen)
        self.list.doubleClicked.connect(lambda index: model.toggle(model.rows.row(index.row())))
        self.list.menu_wanted.connect(self._menu)
        self.list.delete_wanted.connect(self._delete_chosen)
        self.selection.serve(self.list)
        self.frame.search_changed.connect(model.find)
        self.frame.language_changed.connect(model.retranslate)
        self.frame.retry_wanted.connect(lambda: model.show_number(model.number_id))
        model.changed.connect(self._show)
        for signal in (model.rows.rowsInserted, model.rows.rowsRemoved, model.rows.modelReset):
            signal.connect(self._show)
        self._show()

    def begin_search(self) -> None:
        self.frame.begin_search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """On the list, Space plays and the arrows seek; time runs left to right in every language."""
        if event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            return self._play_by_key(event)
        return super().eventFilter(watched, event)

    def _play_by_key(self, event: QKeyEvent) -> bool:
        index, player = self.list.currentIndex(), self._model.player
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = held == Qt.KeyboardModifier.ShiftModifier
        if not index.isValid() or (held and not shift):
            return False
        match event.key():
            case Qt.Key.Key_Space if not held:
                row = self._model.rows.row(index.row())
                self.row_chosen.emit(row)
                self._model.toggle(row)
            case Qt.Key.Key_Left | Qt.Key.Key_Right as key:
                forward = 1 if key == Qt.Key.Key_Right else -1
                if shift:
                    player.faster(forward)
                else:
                    player.step(forward * STEP)
            case _:
                return False
        return True

    def _menu(self, row: VoicemailRow, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Pause") if row.playing else _("Play"), lambda: self._model.toggle(row))
        fill_menu(menu, self._model, row, self.list.chosen_rows() or [row], self._delete_chosen)
        menu.popup(where)

    def _delete_chosen(self) -> None:
        self._model.delete(self.list.chosen_rows())

    def _show(self) -> None:
        model = self._model
        self._delegate.shows_edges = model.number_id is None
        self.frame.show_state(
            count=model.rows.rowCount(),
            loading=model.loading,
            problem=model.problem,
            searching=bool(model.search),
        )


def fill_menu(
    menu: QMenu,
    model: VoicemailsModel,
    row: VoicemailRow,
    chosen: list[VoicemailRow],
    delete: Callable[[], None],
) -> None:
    """What can be done about a voicemail, in the list and on its page; marks go for all `chosen`."""
    menu.addAction(_("Call back"), lambda: model.call_back(row)).setEnabled(row.can_call)
    menu.addAction(_("Message"), lambda: model.message(row)).setEnabled(row.can_message)
    if row.call_id:
        menu.addAction(_("Show the call"), lambda: model.show_record(row))
    words = _("Mark as not heard") if row.heard else _("Mark as heard")
    menu.addAction(words, lambda: model.mark(chosen, heard=not row.heard))
    menu.addSeparator()
    menu.addAction(_("Delete"), QKeySequence(QKeySequence.StandardKey.Delete), delete)


class VoicemailPage(QWidget):
    """One voicemail: listen, call back, answer by message, keep it, put it away."""

    def __init__(self, model: VoicemailsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._row: VoicemailRow | None = None
        self._folder = ""
        """Where something was saved last."""
        self._head = PersonHead(self)
        self.call_button = Button(lambda: _("Call back"), "answer", icon_name="phone", parent=self)
        self.message_button = Button(lambda: _("Message"), icon_name="message-square", parent=self)
        self.more_button = IconButton("ellipsis", lambda: _("More"), parent=self)
        for button in (self.call_button, self.message_button, self.more_button):
            self._head.add_action(button)
        self._head.end_actions()
        self.player = PlayerCard(model.player, self)
        self._problem = Banner("failure", parent=self)
        self._problem.pressed.connect(model.player.retry)
        nothing = EmptyPlace(
            "voicemail",
            lambda: _("Choose a voicemail"),
            lambda: _("Play it, call back, or answer in writing."),
        )
        page = QWidget(self)
        self.column = QVBoxLayout(page)
        """What belongs to a voicemail stands below its waveform."""
        self.column.setContentsMargins(
            tokens().space.xl, tokens().space.xxl, tokens().space.xl, tokens().space.xl
        )
        self.column.setSpacing(tokens().space.l)
        self.column.addWidget(self._head)
        self.column.addLayout(in_the_middle(self._problem))
        self.column.addLayout(in_the_middle(self.player))
        self.column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(nothing)
        self._pages.addWidget(scroll)
        self.call_button.clicked.connect(lambda: self._with_row(model.call_back))
        self.message_button.clicked.connect(lambda: self._with_row(model.message))
        self.more_button.clicked.connect(lambda: self._with_row(self._menu))
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self)
        delete.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.activated.connect(lambda: self._with_row(lambda row: model.delete([row])))
        model.changed.connect(self._refresh)
        model.player.changed.connect(self._say_problem)
        self.show_row(None)

    def add_below(self, widget: QWidget) -> None:
        """Below the waveform, as wide as it."""
        widget.setMaximumWidth(self.player.maximumWidth())
        self.column.insertLayout(self.column.count() - 1, in_the_middle(widget))

    def show_row(self, row: VoicemailRow | None) -> None:
        self._row = row
        self._pages.setCurrentIndex(0 if row is None else 1)
        if row is None:
            self._model.player.show(None)
            return
        lines = [row.number if row.number != row.name else "", f"{row.moment} · {row.length}"]
        if row.number_name:
            lines.append(_("on {number}").format(number=row.number_name))
        self._head.show_person(row.name, "\n".join(line for line in lines if line), row.initials, row.colour)
        self.call_button.setEnabled(row.can_call)
        self.message_button.setEnabled(row.can_message)
        self._model.player.show(row.key, row.seconds)
        self.player.show_colour(row.colour)

    def _with_row(self, act: Callable[[VoicemailRow], None]) -> None:
        if self._row is not None:
            act(self._row)

    def _menu(self, row: VoicemailRow) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Save as…"), lambda: self._save(row))
        fill_menu(menu, self._model, row, [row], lambda: self._model.delete([row]))
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def _save(self, row: VoicemailRow) -> None:
        music = QStandardPaths.StandardLocation.MusicLocation
        folder = self._folder or QStandardPaths.writableLocation(music)
        dialog = QFileDialog(self, _("Save as…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDirectory(folder)
        dialog.setNameFilters([_("FLAC sound") + " (*.flac)", _("WAV sound") + " (*.wav)"])
        dialog.setDefaultSuffix("flac")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.rsplit(".", 1)[-1][:-1]))
        dialog.selectFile(row.file_name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._save_to)
        dialog.open()

    def _save_to(self, path: str) -> None:
        self._folder = str(Path(path).parent)
        self._model.player.save(path)

    def _say_problem(self) -> None:
        problem = self._model.player.problem
        if problem:
            self._problem.tell(problem, button=lambda: _("Try again"))
        else:
            self._problem.clear()

    def _refresh(self) -> None:
        """Another name, mark or day. One that is filtered away stays open, a deleted one does not."""
        if self._row is not None:
            place = self._model.rows.place_of(self._row.key)
            if place >= 0:
                self.show_row(self._model.rows.row(place))
            elif self._model.is_gone(self._row):
                self.show_row(None)
