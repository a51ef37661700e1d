"""One conversation: who it is with, what was said, and where to write."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.domain.messages import MessageId, ThreadKey
from desktop.domain.numbers import Address
from ui import actions
from ui.i18n import _
from ui.models.later import LaterModel
from ui.models.links import Link
from ui.models.thread import ThreadModel
from ui.models.thread_acts import ThreadActs
from ui.models.thread_search import ThreadSearchModel
from ui.models.waiting import WaitingModel
from ui.tokens import tokens
from ui.widgets.avatar import Avatar
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton
from ui.widgets.composer import Composer
from ui.widgets.find_bar import FindBar
from ui.widgets.later_panel import LaterPanel
from ui.widgets.message_view import MessageView
from ui.widgets.one_line import OneLine
from ui.widgets.selection_bar import SelectionBar
from ui.widgets.thread_menu import fill_thread_menu
from ui.widgets.waiting_cards import WaitingCards
from ui.widgets.words import Hairline, Label


class ThreadScreen(QWidget):
    call_wanted = Signal(object, object)
    """Address and NumberId."""
    block_wanted = Signal(object, bool)
    """Addresses, and whether they are blocked or let through again."""
    write_wanted = Signal(object)
    """A ThreadKey: a number in a message was chosen."""
    copied = Signal()
    thread_changed = Signal(object)
    """The ThreadKey that is shown now: another number was chosen here."""
    group_wanted = Signal(object)
    """A GroupId: what became of it."""

    def __init__(
        self,
        model: ThreadModel,
        search: ThreadSearchModel | None = None,
        parent: QWidget | None = None,
        *,
        acts: ThreadActs | None = None,
    ) -> None:
        """Without `acts` nothing is deleted, pinned or muted here."""
        super().__init__(parent)
        self._model = model
        self._search = search
        self._acts = acts
        self._link: Link | None = None
        space = tokens().space
        self._avatar = Avatar(edge=36, parent=self)
        self._name = OneLine("", "heading", parent=self)
        self._number = OneLine("", "secondary", parent=self)
        self.call_button = IconButton("phone", lambda: _("Call"), parent=self)
        self.more_button = IconButton("ellipsis", lambda: _("More"), parent=self)
        self.messages = MessageView(self)
        self.messages.show_rows(model.rows)
        self._nothing = Label(
            lambda: _("Nothing is written here yet."), "secondary", parent=self.messages.viewport()
        )
        self._nothing.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        middle = QVBoxLayout(self.messages.viewport())
        middle.addWidget(self._nothing, 0, Qt.AlignmentFlag.AlignCenter)
        self.selection = SelectionBar(self, least=1)
        self.copy_button = self.selection.add_action("copy", lambda: _("Copy"))
        self.composer = Composer(model.composer, self)
        self._problem = Banner("failure", parent=self)
        self._leads = Banner("look", parent=self)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._number)
        head = QHBoxLayout()
        head.setContentsMargins(space.l, space.s + 2, space.m, space.s + 2)
        head.setSpacing(space.m)
        head.addWidget(self._avatar)
        head.addLayout(names, 1)
        head.addWidget(self.call_button)
        head.addWidget(self.more_button)
        banners = QVBoxLayout()
        banners.setContentsMargins(space.l, 0, space.l, 0)
        banners.addWidget(self._problem)
        banners.addWidget(self._leads)
        self._banners = banners
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Hairline(self))
        if search is not None:
            self.find_bar = FindBar(search, self)
            self.find_bar.left.connect(self.focus_field)
            search.changed.connect(self._mark_found)
            actions.add_action(self, actions.FIND, self.find_bar.begin).setShortcutContext(
                Qt.ShortcutContext.WindowShortcut
            )
            column.addWidget(self.find_bar)
        column.addWidget(self.messages, 1)
        column.addWidget(self.selection)
        column.addLayout(banners)
        column.addWidget(self.composer)

        self.call_button.clicked.connect(self._call)
        self.more_button.clicked.connect(self._menu)
        self.composer.number_chosen.connect(self._change_number)
        self.messages.older_wanted.connect(model.load_older)
        self.messages.newer_wanted.connect(model.load_newer)
        self.messages.newest_wanted.connect(model.go_to_newest)
        self.messages.oldest_wanted.connect(model.go_to_oldest)
        model.reached.connect(self.messages.go_to)
        self.messages.retry_wanted.connect(model.retry)
        self.messages.group_wanted.connect(self.group_wanted)
        self.messages.discard_wanted.connect(model.discard)
        self.messages.link_wanted.connect(self._ask_about)
        self.messages.delete_wanted.connect(self._delete)
        self.messages.chosen.changed.connect(lambda: self.selection.show_count(len(self.messages.chosen)))
        self.copy_button.clicked.connect(lambda: self.messages.copy(None))
        self.selection.delete_wanted.connect(self._delete_chosen)
        self.selection.left.connect(self._choose_none)
        self.messages.call_wanted.connect(self._call_number)
        self.messages.write_wanted.connect(self._write_to)
        self.messages.copied.connect(self.copied)
        self._leads.pressed.connect(self._follow)
        self._leads.closed.connect(self._leads.clear)
        self._problem.closed.connect(self._problem.clear)
        model.changed.connect(self._show)
        for signal in (model.rows.rowsInserted, model.rows.rowsRemoved, model.rows.modelReset):
            signal.connect(self._show_nothing)
        model.opened.connect(self._opened)
        self._say()
        self._show()

    def offer_later(self, later: LaterModel, waiting: WaitingModel) -> None:
        """What waits stands at the bottom; when to leave is chosen above what is written."""
        self.later_button = IconButton("clock", lambda: _("Send later"), parent=self)
        self.composer.add_before_send(self.later_button)
        self.waiting, self.later_panel = WaitingCards(waiting, self), LaterPanel(later, self)
        space = tokens().space
        lower = QVBoxLayout()
        lower.setContentsMargins(space.l, space.xs, space.l, space.xs)
        lower.setSpacing(space.xs)
        lower.addWidget(self.waiting)
        lower.addWidget(self.later_panel)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertLayout(column.indexOf(self.composer), lower)

        def show() -> None:
            self.later_button.setEnabled(self._model.composer.can_send)

        def begin() -> None:
            later.begin()
            self.later_panel.take_keyboard()

        self.later_button.clicked.connect(begin)
        self._model.composer.changed.connect(show)
        later.changed.connect(lambda: self.waiting.make_room(later.is_open))
        self.later_panel.keyboard_left.connect(self.focus_field)
        self.waiting.keyboard_left.connect(self.focus_field)
        show()

    def change_later(self, later: LaterModel, message_id: MessageId) -> None:
        later.begin_change(message_id)
        self.later_panel.take_keyboard()

    def add_above_composer(self, widget: QWidget) -> None:
        self._banners.addWidget(widget)

    def focus_field(self) -> None:
        self.composer.field.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self._model.retranslate()
            self._show()
        elif event.type() == QEvent.Type.ActivationChange:
            self._watch()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.watch(False)
        self._model.composer.keep()

    def _mark_found(self) -> None:
        assert self._search is not None
        self.messages.show_found(self._search.look)

    def _watch(self) -> None:
        self._model.watch(self.isVisible() and self.isActiveWindow())

    def _opened(self) -> None:
        self._leads.clear()
        self.messages.chosen.clear()
        self.messages.go_to_end()

    def _call(self) -> None:
        key = self._model.key
        if key is not None:
            self.call_wanted.emit(key.peer, key.number_id)

    def _call_number(self, address: Address) -> None:
        if self._model.key is not None:
            self.call_wanted.emit(address, self._model.key.number_id)

    def _write_to(self, address: Address) -> None:
        if self._model.key is not None:
            self.write_wanted.emit(ThreadKey(self._model.key.number_id, address))

    def _menu(self) -> None:
        key = self._model.key
        if key is None:
            return
        blocked = self._model.is_blocked
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = _("Unblock") if blocked else _("Block")
        block = menu.addAction(words, lambda: self.block_wanted.emit((key.peer,), not blocked))
        block.setEnabled(bool(key.peer))
        if self._acts is not None and self._model.conversation is not None:
            menu.addSeparator()
            fill_thread_menu(menu, self._acts, [self._model.conversation])
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def _delete(self, message_ids: Sequence[MessageId]) -> None:
        key = self._model.key
        if key is not None and self._acts is not None:
            self.messages.chosen.forget(message_ids)
            self._acts.delete_messages(key, message_ids)

    def _delete_chosen(self) -> None:
        self.messages.setFocus()  # the bar goes
        self._delete(self.messages.chosen.keys())

    def _choose_none(self) -> None:
        self.messages.chosen.clear()
        self.messages.setFocus()

    def _change_number(self, number_id: object) -> None:
        self._model.change_number(number_id)  # type: ignore[arg-type]
        self.thread_changed.emit(self._model.key)

    def _ask_about(self, link: Link) -> None:
        self._link = link
        self._leads.tell(
            lambda: _("This link leads to {host}").format(host=f"\u2066{link.host}\u2069"),
            button=lambda: _("Open"),
            details=link.url[:500],
            closable=True,
        )

    def _follow(self) -> None:
        if self._link is not None:
            QDesktopServices.openUrl(QUrl(self._link.url))
            self._leads.clear()

    def _show(self) -> None:
        model = self._model
        them = model.them
        self._name.say(them.name if them else "")
        number = them.number if them and them.number != them.name else ""
        if model.is_a_name:
            number = _("The sender's own name, not a contact")
        if model.is_blocked:
            number = " · ".join(part for part in (number, _("Blocked")) if part)
        self._number.say(number)
        self._number.setVisible(bool(number))
        self._avatar.show_person(them.initials if them else "", model.colour)
        self.call_button.setEnabled(model.can_call)
        self.messages.show_colour(model.colour)
        self._show_nothing()
        self.messages.show_end(model.at_newest)
        if model.problem:
            self._problem.tell(model.problem, closable=True)
        else:
            self._problem.clear()

    def _show_nothing(self) -> None:
        self._nothing.setVisible(not self._model.loading and not self._model.rows.rowCount())

    def _say(self) -> None:
        self.messages.setAccessibleName(_("Messages"))
        self.messages.viewport().setAccessibleName(_("Messages"))
