"""From nobody to somebody signed in and back: the page in sight, and what is kept of language and look."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from desktop.domain.errors import FivelineError, Mendable
from desktop.domain.events import Event, SessionChanged
from desktop.domain.session import DeviceLimitReached, SignedIn, SignInOutcome
from desktop.domain.state import State
from desktop.later import Later
from desktop.phone import Phone
from ui.demo import DemoAccount
from ui.i18n import Language, speak
from ui.phone_screens import PhoneScreens
from ui.tasks import Tasks
from ui.theme import ThemeChoice, theme
from ui.window import Window

if TYPE_CHECKING:
    from ui.screens.sign_in import SignInScreen

log = logging.getLogger(__name__)


class Sitting:
    def __init__(
        self,
        phone: Phone,
        window: Window,
        tasks: Tasks,
        *,
        carrier_url: str,
        open_url: Callable[[str], None],
        demo: bool,
    ) -> None:
        self._phone = phone
        self._window = window
        self._tasks = tasks
        self._open_url = open_url
        self._link = ""
        self._signing_in_by_itself = demo
        self._screens: PhoneScreens | None = None
        self._reset_url = f"{carrier_url.rstrip('/')}/reset"
        self._sign_in = Later(self._make_sign_in)
        self._unsubscribe = phone.store.subscribe(self._hear)

    def open_link(self, link: str) -> None:
        """`tel:` and the like fill the dialler, now or once somebody is signed in; they never dial."""
        if not link:
            return
        self._link = link
        if self._screens is not None:
            self._screens.open_link(link)
            self._link = ""
        elif self._sign_in.made is not None:
            self._tell_of_link()

    async def sign_in_to_demo(self, accounts: tuple[DemoAccount, ...]) -> None:
        """As the first account, unless the last start's session goes on."""
        try:
            if accounts and not isinstance(self._phone.store.state.session, SignedIn):
                await self._sign_in_as(accounts[0])
        finally:
            self._signing_in_by_itself = False
            if not isinstance(self._phone.store.state.session, SignedIn):
                self._show_sign_in()

    async def _sign_in_as(self, first: DemoAccount) -> None:
        sessions = self._phone.sessions
        try:
            try:
                outcome = await sessions.sign_in(first.email, first.password)
            except Mendable as error:
                log.info("the demonstration goes on without a keyring: %s", error.word)
                await sessions.allow_without_keyring()
                outcome = await sessions.sign_in(first.email, first.password)
            await self._make_room(outcome)
        except FivelineError as error:
            log.error("the demonstration could not sign in: %s", error)

    async def close(self) -> None:
        self._unsubscribe()
        if self._screens is not None:
            await self._screens.close()

    async def _make_room(self, outcome: SignInOutcome) -> None:
        """Demonstrations that were killed left their places behind: the oldest one is taken."""
        if isinstance(outcome, DeviceLimitReached):
            oldest = min(outcome.devices, key=lambda device: device.last_seen_at)
            await self._phone.sessions.take_over(outcome.ticket, oldest.id)

    # --- inside -----------------------------------------------------------------------------------------
    def _hear(self, event: Event, state: State) -> None:
        if not isinstance(event, SessionChanged):
            return
        if isinstance(state.session, SignedIn):
            self._show_phone(state.session)
        elif not self._signing_in_by_itself:
            self._show_sign_in()

    def _show_phone(self, session: SignedIn) -> None:
        if self._screens is None:
            self._screens = PhoneScreens(
                self._phone,
                self._window,
                self._tasks,
                open_url=self._open_url,
                choose_language=self._choose_language,
                choose_theme=self._choose_theme,
            )
            self._window.show_page(self._screens.main)
            self._screens.begin()
        self._screens.show_account(session.account)
        if self._link:
            self.open_link(self._link)

    def _make_sign_in(self) -> SignInScreen:
        from ui.models.sign_in import SignInModel
        from ui.screens.sign_in import SignInScreen

        model = SignInModel(
            self._phone.store, self._phone.sessions, self._tasks.start, reset_url=self._reset_url
        )
        model.open_link.connect(self._open_url)
        screen = SignInScreen(model)
        screen.language_chosen.connect(self._choose_language)
        return screen

    def _tell_of_link(self) -> None:
        if self._link and not self._sign_in().tell_of_link(self._link, region=self._phone.region):
            self._link = ""

    def _show_sign_in(self) -> None:
        self._window.show_page(self._sign_in())
        self._sign_in().forget_link()
        self._tell_of_link()
        self._sign_in().focus_first()
        self._window.in_use.set()
        screens, self._screens = self._screens, None
        if screens is not None:
            self._window.drop_page(screens.main)
            self._tasks.start(screens.close())

    def _choose_language(self, chosen: Language) -> None:
        speak(chosen)
        self._keep(language=chosen.value)

    def _choose_theme(self, chosen: ThemeChoice) -> None:
        theme().choose(chosen)
        self._keep(theme=chosen.value)

    def _keep(self, **changes: str) -> None:
        settings = self._phone.settings
        settings.change(msgspec.structs.replace(settings.now, **changes))
