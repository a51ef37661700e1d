"""Puts the screens of a signed-in person together: models, places, and what leads from one to another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget

from desktop.domain.calls import CallId
from desktop.domain.contacts import ContactId
from desktop.domain.messages import ThreadKey
from desktop.domain.session import Account
from desktop.phone import Phone
from ui import actions
from ui.actions import add_action, number_shortcut
from ui.i18n import Language, _
from ui.later import Later
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
from ui.screens.main import MainScreen, Place
from ui.screens.threads import ThreadsScreen
from ui.stopwatch import FirstPaint
from ui.tasks import Tasks
from ui.theme import ThemeChoice
from ui.widgets.call_bar import CallBar
from ui.widgets.empty import EmptyPlace
from ui.widgets.incoming_card import IncomingCards
from ui.window import Window

if TYPE_CHECKING:
    from ui.screens.call import CallPage
    from ui.screens.dialler import Dialler
    from ui.screens.history import CallRecordScreen
    from ui.screens.new_message import NewMessageScreen
    from ui.screens.people import PersonScreen
    from ui.screens.thread import ThreadScreen
    from ui.screens.voicemails import VoicemailPage

FIRST_PAUSE, PAUSE = 1500, 100
"""Milliseconds before the screens out of sight are made, and between one and the next."""
SETTLED_WITHIN = 0.5
"""Seconds for what was begun a moment ago: the draft that is being kept."""


class PhoneScreens:
    """What is in sight at the start is made at once. The rest is made, and its modules are loaded, when it is
    first opened, or in a quiet moment.
    """

    def __init__(
        self,
        phone: Phone,
        window: Window,
        tasks: Tasks,
        *,
        open_url: Callable[[str], None],
        choose_language: Callable[[Language], None],
        choose_theme: Callable[[ThemeChoice], None],
    ) -> None:
        self._phone = phone
        self._tasks = tasks
        self._window = window
        self._open_url = open_url
        self._choose_language = choose_language
        self._choose_theme = choose_theme
        store, start = phone.store, tasks.start
        self._shell = ShellModel(store)
        self._tabs = NumberTabsModel(store, phone.numbers, start)
        self._calls = CallsModel(store, phone.calls, start, levels=LevelsModel(store, phone.sound, start))
        self._dialler = DiallerModel(store, phone.calls, start)
        self._threads = ThreadsModel(store, phone.messages, start)
        self._thread = ThreadModel(store, phone.messages, start)
        self._recipient = RecipientModel(store)
        self._history = HistoryModel(store, phone.history, start)
        self._voicemails = VoicemailsModel(store, phone.history, start)
        self._people = PeopleModel(store, phone.contacts, start)
        self._settings = SettingsModel(store, phone.sessions, phone.sound, start)
        self.main = MainScreen(self._shell, self._tabs)
        self._listed: list[HistoryModel | VoicemailsModel | PeopleModel] = []
        """Those with a list that follows the chosen number; more come as their screens are made."""
        self._cards = IncomingCards(self._calls)
        self._actions: list[QAction] = []
        self._undo_offered = ""
        self._place_messages()
        self._place_calls()
        for section, make in (
            (Section.CALLS, self._make_history),
            (Section.VOICEMAIL, self._make_voicemail),
            (Section.PEOPLE, self._make_people),
            (Section.SETTINGS, self._make_settings),
        ):
            self.main.place_later(section, make)
        self._connect()
        self._add_actions()
        # Not a child of what is shown: that may be gone before `close`.
        self._quiet = QTimer(singleShot=True, interval=FIRST_PAUSE)
        self._quiet.timeout.connect(self._make_one)
        self.main.destroyed.connect(self._quiet.stop)

    def begin(self) -> None:
        """Load what is in sight first."""
        self._show_number()
        self._say_trouble()
        self.main.focus_list()
        self._quiet.start()

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
        self._quiet.stop()
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
        first = FirstPaint(
            self._list.list.viewport(), "conversations-painted", lambda: self._threads.rows.rowCount() > 0
        )
        first.seen.connect(self._window.in_use.set)
        self._no_conversation = EmptyPlace(
            "messages-square",
            lambda: _("No conversation is open"),
            lambda: _("Choose one from the list, or write to somebody new."),
            lambda: _("New message"),
        )
        self._no_conversation.pressed.connect(self._new_message)
        self._messages_detail = QStackedWidget(self.main)
        self._messages_detail.addWidget(self._no_conversation)
        self.main.place(Section.MESSAGES, self._list, self._messages_detail)
        self._list.thread_chosen.connect(self.open_thread)
        self._list.new_wanted.connect(self._new_message)
        self._recipient.chosen.connect(self.open_thread)
        self._conversation = Later(self._make_conversation)
        self._new_message_screen = Later(self._make_new_message)

    def _place_calls(self) -> None:
        bar = CallBar(self._calls, self.main)
        self.main.place_call_bar(bar)
        bar.call_opened.connect(self._open_call)
        self._call_page = Later(self._make_call_page)
        self.main.place_dialler_later(self._make_dialler)

    def _make_conversation(self) -> ThreadScreen:
        from ui.screens.thread import ThreadScreen

        screen = ThreadScreen(self._thread, self.main)
        self._messages_detail.addWidget(screen)
        screen.call_wanted.connect(self._calls.dial)
        screen.thread_changed.connect(self._list.choose)
        return screen

    def _make_new_message(self) -> NewMessageScreen:
        from ui.screens.new_message import NewMessageScreen

        screen = NewMessageScreen(self._recipient, self.main)
        self.main.add_detail(screen)
        screen.left.connect(self._leave_new_message)
        return screen

    def _make_dialler(self) -> Dialler:
        from ui.screens.dialler import Dialler

        screen = Dialler(self._dialler, self.main)
        screen.closed.connect(partial(self.main.open_dialler, False))
        return screen

    def _make_call_page(self) -> CallPage:
        from ui.screens.call import CallPage

        page = CallPage(self._calls, self.main)
        self.main.add_detail(page)
        return page

    def _make_history(self) -> Place:
        from ui.screens.history import CallRecordScreen, HistoryScreen

        calls, record = HistoryScreen(self._history, self.main), CallRecordScreen(self._history, self.main)
        calls.row_chosen.connect(partial(self._open_record, record))
        calls.dialler_wanted.connect(self.main.open_dialler)
        self._follow_number(self._history)
        return Place(calls, record)

    def _make_voicemail(self) -> Place:
        from ui.screens.voicemails import VoicemailPage, VoicemailScreen

        voicemails, page = (
            VoicemailScreen(self._voicemails, self.main),
            VoicemailPage(self._voicemails, self.main),
        )
        voicemails.row_chosen.connect(partial(self._open_voicemail, page))
        self._follow_number(self._voicemails)
        return Place(voicemails, page)

    def _make_people(self) -> Place:
        from ui.screens.people import PeopleScreen, PersonScreen

        people, person = PeopleScreen(self._people, self.main), PersonScreen(self._people, self.main)
        people.person_chosen.connect(partial(self._open_person, person))
        people.new_wanted.connect(partial(self._new_person, person))
        self._follow_number(self._people)
        return Place(people, person)

    def _make_settings(self) -> Place:
        from ui.screens.settings import SettingsScreen

        settings = SettingsScreen(self._settings, parent=self.main)
        settings.language_chosen.connect(self._choose_language)
        settings.theme_chosen.connect(self._choose_theme)
        return Place(settings, None)

    def _follow_number(self, model: HistoryModel | VoicemailsModel | PeopleModel) -> None:
        self._listed.append(model)
        model.show_number(self._tabs.chosen)

    def _make_one(self) -> None:
        """One screen that nobody has opened yet; the next one after a pause."""
        for screen in (self._conversation, self._call_page, self._new_message_screen):
            if screen.made is None:
                screen()
                break
        else:
            if not self.main.make_one():
                return
        self._quiet.start(PAUSE)

    def _connect(self) -> None:
        main = self.main
        self._tabs.chosen_changed.connect(self._show_number)
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
        main.language_changed.connect(self._calls.retranslate)
        main.account.settings_wanted.connect(partial(self._shell.open, Section.SETTINGS))
        main.account.sign_out_wanted.connect(self._settings.sign_out)
        self._settings.doubted.connect(partial(self._shell.open, Section.SETTINGS))

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
        self._messages_detail.setCurrentWidget(self._conversation())
        self.main.show_detail()
        self._conversation().focus_field()

    def _open_call(self, call_id: CallId) -> None:
        self._call_page().show_call(call_id)
        self.main.show_detail(self._call_page())

    def _leave_ended_call(self) -> None:
        page = self._call_page.made
        if page is not None and page.key is not None and self._calls.view(page.key) is None:
            page.show_call(None)
            self.main.leave_detail(page)

    def _open_record(self, record: CallRecordScreen, row: CallRow) -> None:
        record.show_row(row)
        self.main.show_detail()

    def _open_voicemail(self, page: VoicemailPage, row: VoicemailRow) -> None:
        page.show_row(row)
        self.main.show_detail()

    def _open_person(self, person: PersonScreen, contact_id: ContactId) -> None:
        self._people.choose(contact_id)
        person.show_person()
        self.main.show_detail()

    def _new_person(self, person: PersonScreen) -> None:
        person.edit()
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
        for model in self._listed:
            model.show_number(number_id)

    def _new_message(self) -> None:
        """Whom it goes to is asked where it will be written."""
        self._shell.open(Section.MESSAGES)
        self._recipient.begin(self._tabs.chosen)
        self.main.show_detail(self._new_message_screen())
        self._new_message_screen().setFocus()

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
