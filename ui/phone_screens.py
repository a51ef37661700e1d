"""Puts the places of a signed-in person together, and what leads from one to another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction

from desktop.domain.numbers import Address
from desktop.domain.session import Account
from desktop.phone import Phone
from ui import actions
from ui.actions import add_action, number_shortcut
from ui.i18n import Language, _
from ui.models.blocking import BlockingModel
from ui.models.headset import HeadsetModel
from ui.models.number_tabs import NumberTabsModel
from ui.models.quiet import QuietModel
from ui.models.ringing import RingingModel
from ui.models.settings import SettingsModel
from ui.models.shell import Section, ShellModel
from ui.models.telephone_link import read_link
from ui.places.calls import CallsPlace
from ui.places.devices import DevicesPlace
from ui.places.messages import MessagesPlace
from ui.places.outside import OutsidePlace
from ui.places.people import PeoplePlace
from ui.places.sound_check import SoundCheckPlace
from ui.places.voicemail import VoicemailPlace
from ui.screens.main import MainScreen, Place
from ui.tasks import Tasks
from ui.theme import ThemeChoice
from ui.widgets.quiet_button import QuietButton
from ui.window import Window

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
        self._settings = SettingsModel(store, phone.sessions, phone.sound, start)
        self._headset = HeadsetModel(store)
        self._ringing = RingingModel(store, phone.ringing, start)
        self._do_not_disturb = QuietModel(store, phone.quiet, start)
        self._blocking = BlockingModel(store, phone.blocking, phone.numbers, start)
        self.main = main = MainScreen(self._shell, self._tabs)
        self._messages = MessagesPlace(phone, start, main, self._shell)
        self._calls = CallsPlace(phone, start, main)
        self._voicemail = VoicemailPlace(phone, start, main)
        self._people = PeoplePlace(phone, start, main)
        self._devices = DevicesPlace(phone, start, main)
        self._sound_check = SoundCheckPlace(phone, start, main)
        self._places = (self._messages, self._calls, self._voicemail, self._people)
        self._outside = OutsidePlace(
            phone,
            start,
            window,
            self._shell,
            calls=self._calls.calls,
            replies=self._calls.replies,
            quiet=self._do_not_disturb,
        )
        main.place_quiet(QuietButton(self._do_not_disturb, parent=main))
        main.account.offer_quiet(self._do_not_disturb)
        main.place_later(Section.SETTINGS, self._make_settings)
        self._actions: list[QAction] = []
        self._connect()
        self._add_actions()
        # Not a child of what is shown: that may be gone before `close`.
        self._quiet = QTimer(singleShot=True, interval=FIRST_PAUSE)
        self._quiet.timeout.connect(self._make_one)
        main.destroyed.connect(self._quiet.stop)

    def begin(self) -> None:
        """Load what is in sight first."""
        self._show_number()
        self.main.focus_list()
        self._quiet.start()

    def show_account(self, account: Account) -> None:
        self.main.account.show_account(account.name, account.email)

    def open_link(self, link: str) -> None:
        """Fill the dialler or a new message, or say what is wrong. Nothing is dialled or sent."""
        self._window.come_to_front()
        read = read_link(link)
        if read.is_message:
            self._messages.begin_new_to(read.number)
        elif read.number:
            self._calls.fill_from_link(read)
        if read.problem:
            self.main.toast.tell(read.problem)

    async def close(self) -> None:
        self._quiet.stop()
        for action in self._actions:
            self._window.removeAction(action)
        self._messages.keep()
        await self._tasks.settle(within=SETTLED_WITHIN)
        for each in (
            self._shell,
            self._tabs,
            self._settings,
            self._headset,
            self._ringing,
            self._outside,
            self._do_not_disturb,
            self._blocking,
            self._devices,
            self._sound_check,
            *self._places,
        ):
            each.close()

    def _make_settings(self) -> Place:
        from ui.models.phone_links import PhoneLinksModel
        from ui.screens.headset import HeadsetCard
        from ui.screens.notices import NoticesCard, RepliesCard
        from ui.screens.phone_links import PhoneLinksCard
        from ui.screens.settings import SettingsScreen
        from ui.widgets.blocked_numbers import BlockedNumbers

        settings = SettingsScreen(self._settings, self._ringing, self._do_not_disturb, parent=self.main)
        settings.language_chosen.connect(self._choose_language)
        settings.theme_chosen.connect(self._choose_theme)
        settings.add_card(lambda: _("Your voice"), self._sound_check.card())
        settings.add_card(lambda: _("Headset"), HeadsetCard(self._headset, parent=settings))
        links = PhoneLinksModel(self._phone.phone_links, self._tasks.start, parent=settings)
        settings.add_card(lambda: _("Notifications"), NoticesCard(self._outside.notices, parent=settings))
        settings.add_card(
            lambda: _("Declining with a message"), RepliesCard(self._calls.replies, parent=settings)
        )
        settings.add_card(lambda: _("Phone links"), PhoneLinksCard(links, parent=settings))
        settings.add_card(lambda: _("Blocked numbers"), BlockedNumbers(self._blocking, settings))
        self._devices.add_ring_check(settings)
        return Place(self._sound_check.behind(settings), None)

    def _make_one(self) -> None:
        """One screen that nobody has opened yet; the next one after a pause."""
        for screen in (*self._outside.later, *self._messages.later, *self._calls.later):
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
        self._messages.painted.connect(self._window.in_use.set)
        self._messages.call_wanted.connect(self._calls.calls.dial)
        self._messages.calls_wanted.connect(self._find_calls)
        self._calls.message_wanted.connect(self._messages.open)
        self._calls.microphone_wanted.connect(partial(self._shell.open, Section.SETTINGS))
        self._outside.message_wanted.connect(self._messages.open)
        for place in (self._voicemail, self._people):
            place.call_wanted.connect(self._calls.calls.dial)
            place.message_wanted.connect(self._messages.open)
        for blocker in (self._calls, self._messages, self._people):
            blocker.block_wanted.connect(self._blocking.set_blocked)
        self._blocking.told.connect(lambda text, undo: main.toast.tell(text, undo=undo))
        self._calls.person_wanted.connect(self._open_person)
        main.retry_wanted.connect(self._phone.sessions.try_now)
        main.account.settings_wanted.connect(partial(self._shell.open, Section.SETTINGS))
        main.account.sign_out_wanted.connect(self._settings.sign_out)
        self._settings.doubted.connect(partial(self._shell.open, Section.SETTINGS))

    def _add_actions(self) -> None:
        def add(shortcut: actions.Shortcut, do: Callable[[], object]) -> None:
            self._actions.append(add_action(self._window, shortcut, do))

        add(actions.DIALLER, self.main.open_dialler)
        add(actions.SEARCH, self._search)
        add(actions.ANSWER, self._calls.calls.answer_first)
        add(actions.DECLINE, self._calls.calls.decline_first)
        add(actions.DO_NOT_DISTURB, self._do_not_disturb.toggle)
        add(actions.MUTE, self._calls.calls.mute_current)
        add(actions.HOLD, self._calls.calls.hold_current)
        add(actions.KEYPAD, self._calls.calls.show_keypad)
        add(actions.TRANSFER, self._calls.calls.ask_for_transfer)
        add(actions.NEW_MESSAGE, self._messages.begin_new)
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

    def _show_number(self) -> None:
        for place in self._places:
            place.show_number(self._tabs.chosen)

    def _open_person(self, address: Address) -> None:
        self._shell.open(Section.PEOPLE)
        self._people.open_address(address)

    def _find_calls(self, text: str) -> None:
        self._shell.open(Section.CALLS)
        find = getattr(self.main.current_list, "find_calls", None)
        if find is not None:
            find(text)

    def _search(self) -> None:
        begin = getattr(self.main.current_list, "begin_search", None)
        (begin or self._messages.begin_search)()
