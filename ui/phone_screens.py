"""Puts the screens of a signed-in person together, and what leads from one to another."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction

from desktop.domain.session import Account
from desktop.domain.voicemail import VoicemailId
from desktop.later import Later
from desktop.phone import Phone
from ui import actions
from ui.actions import add_action, number_shortcut
from ui.i18n import Language
from ui.models.number_tabs import NumberTabsModel
from ui.models.quiet import QuietModel
from ui.models.shell import Section, ShellModel
from ui.places.messages import MessagesPlace
from ui.screens.main import MainScreen
from ui.tasks import Tasks
from ui.theme import ThemeChoice
from ui.widgets.quiet_button import QuietButton
from ui.window import Window

if TYPE_CHECKING:
    from ui.places.others import OtherPlaces

FIRST_PAUSE, PAUSE = 1500, 100
"""Milliseconds before the screens out of sight are made, and between one and the next."""
SETTLED_WITHIN = 0.5
"""Seconds for what was begun a moment ago: the draft that is being kept."""


class PhoneScreens:
    """What is in sight at the start is made at once. The other places follow as soon as it is painted, their
    screens when they are first opened, or in a quiet moment; modules are loaded with what needs them.
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
        self._tabs = NumberTabsModel(store, phone.numbers, start, names_countries=False)
        self._do_not_disturb = QuietModel(store, phone.quiet, start)
        self.main = main = MainScreen(self._shell, self._tabs)
        self._messages = MessagesPlace(phone, start, main, self._shell)
        self._others = Later(self._make_others)
        main.place_quiet(QuietButton(self._do_not_disturb, parent=main))
        main.account.offer_quiet(self._do_not_disturb)
        main.place_dialler_later(lambda: self._others().calls.dialler())
        for section, place in (
            (Section.CALLS, lambda: self._others().calls.place()),
            (Section.VOICEMAIL, lambda: self._others().voicemail.place()),
            (Section.PEOPLE, lambda: self._others().people.place()),
            (Section.SETTINGS, lambda: self._others().settings.place()),
        ):
            main.place_later(section, place)
        self._actions: list[QAction] = []
        self._connect()
        self._add_actions()
        # Not a child of what is shown: that may be gone before `close`.
        self._quiet = QTimer(singleShot=True, interval=FIRST_PAUSE)
        self._quiet.timeout.connect(self._make_one)
        self._gone = False
        main.destroyed.connect(self._quiet.stop)

    def begin(self) -> None:
        """Load what is in sight first."""
        self._show_number()
        self.main.focus_list()
        self._tasks.start(self._follow())
        self._quiet.start()

    def show_account(self, account: Account) -> None:
        self.main.account.show_account(account.name, account.email)

    def open_link(self, link: str) -> None:
        """Fill the dialler or a new message, or say what is wrong. Nothing is dialled or sent."""
        from ui.models.telephone_link import read_link

        self._window.come_to_front()
        read = read_link(link)
        if read.is_message:
            self._messages.begin_new_to(read.number)
        elif read.number:
            self._others().calls.fill_from_link(read)
        if read.problem:
            self.main.toast.tell(read.problem)

    async def close(self) -> None:
        self._gone = True
        self._quiet.stop()
        for action in self._actions:
            self._window.removeAction(action)
        self._messages.keep()
        await self._tasks.settle(within=SETTLED_WITHIN)
        for each in (self._shell, self._tabs, self._do_not_disturb, self._messages, self._others.made):
            if each is not None:
                each.close()

    def _make_one(self) -> None:
        """One screen that nobody has opened yet; the next one after a pause."""
        for screen in (*self._others().later, *self._messages.later):
            if screen.made is None:
                screen()
                break
        else:
            if not self.main.make_one():
                return
        self._quiet.start(PAUSE)

    async def _follow(self) -> None:
        """The other places, once the first is in sight: their modules aside, so that the window lives on."""
        await self._window.wait_until_in_use()
        for name in ("ui.places.others", "ui.places.conversation"):
            await asyncio.to_thread(importlib.import_module, name)
        if not self._gone:
            self._others()
            self._tabs.name_countries()

    def _make_others(self) -> OtherPlaces:
        from ui.places.others import OtherPlaces

        others = OtherPlaces(
            self._phone,
            self._tasks.start,
            self._window,
            self.main,
            self._shell,
            messages=self._messages,
            quiet=self._do_not_disturb,
        )
        others.language_chosen.connect(self._choose_language)
        others.theme_chosen.connect(self._choose_theme)
        others.show_number(self._tabs.chosen)
        return others

    def _connect(self) -> None:
        self._tabs.chosen_changed.connect(self._show_number)
        self._messages.painted.connect(self._window.in_use.set)
        self._messages.calls_wanted.connect(self._find_calls)
        self._messages.voicemail_wanted.connect(
            lambda found: self._others().voicemail.open(VoicemailId(found))
        )
        self.main.retry_wanted.connect(self._phone.sessions.try_now)

    def _add_actions(self) -> None:
        def add(shortcut: actions.Shortcut, do: Callable[[], object]) -> None:
            self._actions.append(add_action(self._window, shortcut, do))

        add(actions.DIALLER, self.main.open_dialler)
        add(actions.SEARCH, self._search)
        add(actions.ANSWER, lambda: self._others().calls.calls.answer_first())
        add(actions.DECLINE, lambda: self._others().calls.calls.decline_first())
        add(actions.DO_NOT_DISTURB, self._do_not_disturb.toggle)
        add(actions.MUTE, lambda: self._others().calls.calls.mute_current())
        add(actions.HANG_UP, lambda: self._others().calls.calls.hang_up_current())
        add(actions.HOLD, lambda: self._others().calls.calls.hold_current())
        add(actions.KEYPAD, lambda: self._others().calls.calls.show_keypad())
        add(actions.TRANSFER, lambda: self._others().calls.calls.ask_for_transfer())
        add(actions.NEW_MESSAGE, self._messages.begin_new)
        add(actions.QUIT, self._window.close)
        for shortcut, section in (
            (actions.CALLS, Section.CALLS),
            (actions.MESSAGES, Section.MESSAGES),
            (actions.VOICEMAIL, Section.VOICEMAIL),
            (actions.PEOPLE, Section.PEOPLE),
            (actions.SETTINGS, Section.SETTINGS),
        ):
            add(shortcut, partial(self.main.go_to, section))
        for index in range(6):
            add(number_shortcut(index), partial(self._tabs.choose_at, index))
        add(actions.NEXT_NUMBER, partial(self._tabs.step, 1))
        add(actions.NUMBER_BEFORE, partial(self._tabs.step, -1))

    def _show_number(self) -> None:
        self._messages.show_number(self._tabs.chosen)
        if self._others.made is not None:
            self._others.made.show_number(self._tabs.chosen)

    def _find_calls(self, text: str) -> None:
        self._shell.open(Section.CALLS)
        find = getattr(self.main.current_list, "find_calls", None)
        if find is not None:
            find(text)

    def _search(self) -> None:
        begin = getattr(self.main.current_list, "begin_search", None)
        (begin or self._messages.begin_search)()
