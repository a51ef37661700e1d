"""Puts the screens of a signed-in person together: models, places, and what leads from one to another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.calls import CallId
from desktop.domain.contacts import ContactId
from desktop.domain.messages import ThreadKey
from desktop.domain.session import Account
from desktop.phone import Phone
from ui import actions
from ui.actions import add_action, number_shortcut
from ui.i18n import _
from ui.models.calls import CallsModel
from ui.models.dialler import DiallerModel
from ui.models.history import CallRow, HistoryModel
from ui.models.levels import LevelsModel
from ui.models.number_tabs import NumberTabsModel
from ui.models.people import PeopleModel
from ui.models.plain import isolated
from ui.models.recipient import RecipientModel
from ui.models.settings import SettingsModel
from ui.models.shell import Section, ShellModel
from ui.models.telephone_link import read_link
from ui.models.thread import ThreadModel
from ui.models.threads import ThreadsModel
from ui.models.voicemails import VoicemailRow, VoicemailsModel
from ui.screens.call import CallPage
from ui.screens.dialler import Dialler
from ui.screens.history import CallRecordScreen, HistoryScreen
from ui.screens.main import MainScreen
from ui.screens.new_message import NewMessageScreen
from ui.screens.people import PeopleScreen, PersonScreen
from ui.screens.settings import SettingsScreen
from ui.screens.thread import ThreadScreen
from ui.screens.threads import ThreadsScreen
from ui.screens.voicemails import VoicemailPage, VoicemailScreen
from ui.stopwatch import FirstPaint
from ui.tasks import Tasks
from ui.widgets.call_bar import CallBar
from ui.widgets.empty import EmptyPlace
from ui.widgets.incoming_card import IncomingCards
from ui.window import Window

SETTLED_WITHIN = 0.5
"""Seconds for what was begun a moment ago: the draft that is being kept."""


class PhoneScreens:
    def __init__(
        self, phone: Phone, window: Window, tasks: Tasks, *, open_url: Callable[[str], None]
    ) -> None:
        self._phone = phone
        self._tasks = tasks
        self._window = window
        self._open_url = open_url
        store, start = phone.store, tasks.start
        self._shell = ShellModel(store)
        self._tabs = NumberTabsModel(store, phone.numbers, start)
        self._calls = CallsModel(
            store, phone.calls, start, levels=LevelsModel(store, phone.sound, start)
        )
        self._dialler = DiallerModel(store, phone.calls, start)
        self._threads = ThreadsModel(store, phone.messages, start)
        self._thread = ThreadModel(store, phone.messages, start)
        self._recipient = RecipientModel(store)
        self._history = HistoryModel(store, phone.history, start)
        self._voicemails = VoicemailsModel(store, phone.history, start)
        self._people = PeopleModel(store, phone.contacts, start)
        self._settings = SettingsModel(store, phone.sessions, phone.sound, start)
        self.main = MainScreen(self._shell, self._tabs)
        self.settings = SettingsScreen(self._settings, parent=self.main)
        self._cards = IncomingCards(self._calls)
        self._actions: list[QAction] = []
        self._undo_offered = ""
        self._place_messages()
        self._place_calls()
        self._place_voicemail()
        self._place_people()
        self.main.place(Section.SETTINGS, self.settings)
        self._connect()
        self._add_actions()

    def begin(self) -> None:
        """Load what is in sight first."""
        self._show_number()
        self._say_trouble()
        self.main.focus_list()

    def show_account(self, account: Account) -> None:
        self.main.account.show_account(account.name, account.email)

    def open_link(self, link: str) -> None:
        """Fill the dialler, or say what is wrong with the link. Nothing is dialled."""
        self._window.come_to_front()
        read = read_link(link)
        if read.number:
            self.main.open_dialler()
            self._dialler.fill(read.number)
        if read.problem:
            self.main.toast.tell(read.problem)

    async def close(self) -> None:
        for action in self._actions:
            self._window.removeAction(action)
        self._cards.close()
        self._thread.composer.keep()
        await self._tasks.settle(within=SETTLED_WITHIN)
        for model in (
            self._shell,
            self._tabs,
            self._calls,
            self._dialler,
            self._threads,
            self._thread,
            self._recipient,
            self._history,
            self._voicemails,
            self._people,
            self._settings,
        ):
            model.close()

    # --- places -----------------------------------------------------------------------------------------
    def _place_messages(self) -> None:
        self._list = ThreadsScreen(self._threads, self.main)
        FirstPaint(
            self._list.list.viewport(), "conversations-painted", lambda: self._threads.rows.rowCount() > 0
        )
        self._conversation = ThreadScreen(self._thread, self.main)
        self._messages_detail = _Detail(
            EmptyPlace(
                "messages-square",
                lambda: _("No conversation is open"),
                lambda: _("Choose one from the list, or write to somebody new."),
                lambda: _("New message"),
            ),
            self._conversation,
            self.main,
        )
        self._messages_detail.empty.pressed.connect(self._new_message)
        self.main.place(Section.MESSAGES, self._list, self._messages_detail)
        self._list.thread_chosen.connect(self.open_thread)
        self._list.new_wanted.connect(self._new_message)
        self._new_message_screen = NewMessageScreen(self._recipient, self.main)
        self.main.add_detail(self._new_message_screen)
        self._recipient.chosen.connect(self.open_thread)
        self._new_message_screen.left.connect(self._leave_new_message)
        self._conversation.call_wanted.connect(self._calls.dial)
        self._conversation.thread_changed.connect(self._list.choose)

    def _place_calls(self) -> None:
        self._dialler_screen = Dialler(self._dialler, self.main)
        self.main.place_dialler(self._dialler_screen)
        bar = CallBar(self._calls, self.main)
        self.main.place_call_bar(bar)
        self._call_page = CallPage(self._calls, self.main)
        self.main.add_detail(self._call_page)
        bar.call_opened.connect(self._open_call)
        self._calls_list = HistoryScreen(self._history, self.main)
        self._record = CallRecordScreen(self._history, self.main)
        self.main.place(Section.CALLS, self._calls_list, self._record)
        self._calls_list.row_chosen.connect(self._open_record)
        self._calls_list.dialler_wanted.connect(self.main.open_dialler)

    def _place_voicemail(self) -> None:
        self._voicemail_list = VoicemailScreen(self._voicemails, self.main)
        self._voicemail_page = VoicemailPage(self._voicemails, self.main)
        self.main.place(Section.VOICEMAIL, self._voicemail_list, self._voicemail_page)
        self._voicemail_list.row_chosen.connect(self._open_voicemail)

    def _place_people(self) -> None:
        self._people_list = PeopleScreen(self._people, self.main)
        self._person = PersonScreen(self._people, self.main)
        self.main.place(Section.PEOPLE, self._people_list, self._person)
        self._people_list.person_chosen.connect(self._open_person)
        self._people_list.new_wanted.connect(self._new_person)

    def _connect(self) -> None:
        main = self.main
        self._tabs.chosen_changed.connect(self._show_number)
        self._dialler_screen.closed.connect(partial(main.open_dialler, False))
        self._dialler.message_wanted.connect(self.open_thread)
        self._dialler.dialled.connect(partial(main.open_dialler, False))
        for model in (self._history, self._voicemails, self._people):
            model.call_wanted.connect(self._calls.dial)
            model.message_wanted.connect(self.open_thread)
        self._people.changed.connect(self._offer_undo)
        self._calls.message_wanted.connect(self.open_thread)
        self._calls.changed.connect(self._leave_ended_call)
        self._calls.changed.connect(self._say_trouble)
        main.banner.closed.connect(self._calls.forget_problem)
        main.retry_wanted.connect(self._retry)
        main.language_changed.connect(self._read_anew)
        main.account.settings_wanted.connect(partial(self._shell.open, Section.SETTINGS))
        main.account.sign_out_wanted.connect(self._settings.sign_out)

    def _add_actions(self) -> None:
        add = self._add_action
        add(actions.DIALLER, self.main.open_dialler)
        add(actions.SEARCH, self._search)
        add(actions.ANSWER, self._calls.answer_first)
        add(actions.DECLINE, self._calls.decline_first)
        add(actions.NEW_MESSAGE, self._new_message)
        add(actions.QUIT, self._window.close)
        for shortcut, section in (
            (actions.CALLS, Section.CALLS),
            (actions.MESSAGES, Section.MESSAGES),
            (actions.VOICEMAIL, Section.VOICEMAIL),
            (actions.PEOPLE, Section.PEOPLE),
            (actions.SETTINGS, Section.SETTINGS),
        ):
            add(shortcut, partial(self._shell.open, section))
        for index in range(6):
            add(number_shortcut(index), partial(self._tabs.choose_at, index))
        add(actions.NEXT_NUMBER, partial(self._tabs.step, 1))
        add(actions.NUMBER_BEFORE, partial(self._tabs.step, -1))

    def _add_action(self, shortcut: actions.Shortcut, do: Callable[[], object]) -> None:
        self._actions.append(add_action(self._window, shortcut, do))

    # --- ways -------------------------------------------------------------------------------------------
    def open_thread(self, thread: ThreadKey) -> None:
        self._shell.open(Section.MESSAGES)
        self._thread.open(thread)
        self._list.choose(thread)
        self._messages_detail.show_content(True)
        self.main.show_detail()
        self._conversation.focus_field()

    def _open_call(self, call_id: CallId) -> None:
        self._call_page.show_call(call_id)
        self.main.show_detail(self._call_page)

    def _leave_ended_call(self) -> None:
        key = self._call_page.key
        if key is not None and self._calls.view(key) is None:
            self._call_page.show_call(None)
            self.main.leave_detail(self._call_page)

    def _open_record(self, row: CallRow) -> None:
        self._record.show_row(row)
        self.main.show_detail()

    def _open_voicemail(self, row: VoicemailRow) -> None:
        self._voicemail_page.show_row(row)
        self.main.show_detail()

    def _open_person(self, contact_id: ContactId) -> None:
        self._people.choose(contact_id)
        self._person.show_person()
        self.main.show_detail()

    def _new_person(self) -> None:
        self._person.edit()
        self.main.show_detail()

    def _offer_undo(self) -> None:
        """Somebody was deleted a moment ago: once for each, with the way back."""
        name = self._people.undoable
        if name and name != self._undo_offered:
            text = _("{name} was deleted.").format(name=isolated(name))
            self.main.toast.tell(text, undo=self._people.undo_delete)
        self._undo_offered = name

    def _show_number(self) -> None:
        number_id = self._tabs.chosen
        self._dialler.tab = number_id
        self._threads.show_number(number_id)
        self._history.show_number(number_id)
        self._voicemails.show_number(number_id)
        self._people.show_number(number_id)

    def _read_anew(self) -> None:
        self._calls.retranslate()
        self._show_number()
        key = self._thread.key
        if key is not None:
            self._thread.composer.keep()
            self._thread.open(None)
            self._thread.open(key)

    def _new_message(self) -> None:
        """Whom it goes to is asked where it will be written."""
        self._shell.open(Section.MESSAGES)
        self._recipient.begin(self._tabs.chosen)
        self.main.show_detail(self._new_message_screen)
        self._new_message_screen.setFocus()

    def _leave_new_message(self) -> None:
        self.main.show_detail(self._messages_detail)
        self.main.show_list()

    def _search(self) -> None:
        begin = getattr(self.main.current_list, "begin_search", None)
        if begin is None:
            self._shell.open(Section.MESSAGES)
            begin = self._list.begin_search
        begin()

    def _retry(self) -> None:
        self._phone.sessions.try_now()

    def _say_trouble(self) -> None:
        calls = self._calls
        if calls.problem:
            self.main.banner.tell(calls.problem, closable=True, kind="failure")
        elif calls.engine_words:
            self.main.banner.tell(calls.engine_words, kind="look")
        else:
            self.main.banner.clear()


class _Detail(QStackedWidget):
    """What is open, or the empty place that says how to open something."""

    def __init__(self, empty: EmptyPlace, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.empty = empty
        self._content = content
        self.addWidget(empty)
        self.addWidget(content)

    def show_content(self, shown: bool) -> None:
        self.setCurrentWidget(self._content if shown else self.empty)
