"""The place of messages: the conversations, the one that is open, and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.domain.messages import Message, ThreadKey
from desktop.domain.numbers import NumberId
from desktop.later import Later
from desktop.phone import Phone
from ui.i18n import _
from ui.models.listening import Start
from ui.models.shell import Section, ShellModel
from ui.models.thread_acts import ThreadActs
from ui.models.threads import ThreadsModel
from ui.screens.main import MainScreen
from ui.screens.threads import ThreadsScreen
from ui.stopwatch import FirstPaint
from ui.widgets.empty import EmptyPlace

if TYPE_CHECKING:
    from ui.models.recipient import RecipientModel
    from ui.models.search import SearchModel
    from ui.places.conversation import ConversationPlace
    from ui.places.groups import GroupsPlace
    from ui.screens.new_message import NewMessageScreen


class MessagesPlace(QObject):
    block_wanted = Signal(object, bool)
    """Addresses, and whether they are blocked or let through again."""
    call_wanted = Signal(object, object)
    """An Address, and the NumberId it goes out on."""
    voicemail_wanted = Signal(str)
    """The id of one that was found."""
    calls_wanted = Signal(str)
    """The call history of whoever is looked for."""
    painted = Signal()
    """The conversations stand on screen for the first time."""

    def __init__(self, phone: Phone, start: Start, main: MainScreen, shell: ShellModel) -> None:
        super().__init__()
        store = phone.store
        self._phone, self._start = phone, start
        self._main, self._shell = main, shell
        self._threads = ThreadsModel(store, phone.messages, start)
        self._search = Later(self._make_search)
        self._number_id: NumberId | None = None
        self._acts = ThreadActs(phone.messages, phone.threads, start, parent=self)
        self._acts.told.connect(lambda text, undo: main.toast.tell(text, undo=undo))
        self._acts.leaving.connect(self._close_one_of)
        self._list = ThreadsScreen(self._threads, self._search, main, acts=self._acts)
        first = FirstPaint(
            self._list.list.viewport(), "conversations-painted", lambda: self._threads.rows.rowCount() > 0
        )
        first.seen.connect(self.painted)
        nothing = EmptyPlace(
            "messages-square",
            lambda: _("No conversation is open"),
            lambda: _("Choose one from the list, or write to somebody new."),
            lambda: _("New message"),
        )
        nothing.pressed.connect(self.begin_new)
        self._detail = QStackedWidget(main)
        self._detail.addWidget(nothing)
        main.place(Section.MESSAGES, self._list, self._detail)
        self._list.thread_chosen.connect(self.open)
        self._list.new_wanted.connect(self.begin_new)
        self._list.message_chosen.connect(self.open_found)
        self._list.voicemail_chosen.connect(self.voicemail_wanted)
        self._list.calls_wanted.connect(lambda: self.calls_wanted.emit(self._search().search.text))
        self._recipient = Later(self._make_recipient)
        self.conversation = Later(self._make_conversation)
        self._groups = Later(self._make_groups)
        self._new_message = Later(self._make_new_message)

    @property
    def later(self) -> tuple[Later[Any], ...]:
        """To be made in a quiet moment."""
        return self.conversation().screen, self._new_message

    def open(self, thread: ThreadKey) -> None:
        self._shell.open(Section.MESSAGES)
        conversation = self.conversation()
        conversation.open(thread)
        self._list.choose(thread)
        screen = conversation.screen()
        if self._detail.indexOf(screen) < 0:
            self._detail.addWidget(screen)
        self._detail.setCurrentWidget(screen)
        self._main.show_detail()
        screen.focus_field()

    def open_found(self, message: Message) -> None:
        """At its place, with what was looked for marked, and the other hits of its conversation beside it."""
        self.open(message.thread)
        self.conversation().begin_search_at(message, self._search().search.text)

    def _close_one_of(self, threads: frozenset[ThreadKey]) -> None:
        """One that is deleted, or put aside to be read later, is not open any more."""
        place = self.conversation.made
        if place is not None and place.model.key in threads:
            place.model.open(None)
            self._detail.setCurrentIndex(0)
            self._main.show_list()

    def begin_new(self) -> None:
        """Whom it goes to is asked where it will be written."""
        self._shell.open(Section.MESSAGES)
        self._recipient().begin(self._number_id)
        self._main.show_detail(self._new_message())
        self._new_message().setFocus()

    def begin_new_to(self, number: str) -> None:
        """By a link; nothing is sent."""
        self.begin_new()
        self._recipient().fill(number)

    def begin_search(self) -> None:
        self._shell.open(Section.MESSAGES)
        self._list.begin_search()

    def show_number(self, number_id: NumberId | None) -> None:
        self._number_id = number_id
        if self._search.made is not None:
            self._search.made.show_number(number_id)
        self._threads.show_number(number_id)
        if self.conversation.made is not None:
            self.conversation.made.show_number(number_id)

    def keep(self) -> None:
        """What is being written, before the end."""
        for place in (self.conversation.made, self._groups.made):
            if place is not None:
                place.keep()

    def close(self) -> None:
        later = (self._search.made, self.conversation.made, self._recipient.made, self._groups.made)
        for each in (self._threads, *later):
            if each is not None:
                each.close()

    def _make_search(self) -> SearchModel:
        from ui.models.search import SearchModel

        search = SearchModel(self._phone.store, self._phone.finder, self._start)
        search.show_number(self._number_id)
        return search

    def _make_recipient(self) -> RecipientModel:
        from ui.models.recipient import RecipientModel

        recipient = RecipientModel(self._phone.store, region=self._phone.region)
        recipient.chosen.connect(self.open)
        return recipient

    def _make_groups(self) -> GroupsPlace:
        from ui.places.groups import GroupsPlace

        groups = GroupsPlace(self._phone, self._start, self._main, self.conversation().writing)
        groups.thread_wanted.connect(self.open)
        groups.left.connect(self._leave_new)
        return groups

    def _make_conversation(self) -> ConversationPlace:
        from ui.places.conversation import ConversationPlace

        place = ConversationPlace(self._phone, self._start, self._main, self._list, self._acts)
        place.call_wanted.connect(self.call_wanted)
        place.block_wanted.connect(self.block_wanted)
        place.thread_wanted.connect(self.open)
        place.group_wanted.connect(lambda group: self._groups().show_fate(group))
        place.left.connect(self._leave_new)
        place.show_number(self._number_id)
        return place

    def _make_new_message(self) -> NewMessageScreen:
        from ui.screens.new_message import NewMessageScreen

        screen = NewMessageScreen(self._recipient(), self._main)
        self._main.add_detail(screen)
        screen.left.connect(self._leave_new)
        screen.several_wanted.connect(lambda: self._groups().begin(self._number_id))
        return screen

    def _leave_new(self) -> None:
        self._main.show_detail(self._detail)
        self._main.show_list()
