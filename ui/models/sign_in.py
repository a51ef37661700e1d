"""Signing in, step by step, and what each refusal lets the person do (ACC-2 to ACC-5, ACC-9)."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Protocol, assert_never

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.errors import Bug, FivelineError, Mendable
from desktop.domain.session import (
    AccountLocked,
    CarrierAway,
    Device,
    DeviceId,
    DeviceLimitReached,
    EndOfSession,
    PremiumNeeded,
    PremiumRequired,
    SignedIn,
    SignedOut,
    SignInOutcome,
    TooManyAttempts,
    WrongCredentials,
)
from desktop.domain.state import State
from desktop.store import Store
from ui.i18n import _, ngettext
from ui.models.device_rows import DeviceRow, device_row
from ui.models.listening import Start, listen
from ui.words import sentence_for


class SigningIn(Protocol):
    """The part of the sessions that this needs."""

    async def sign_in(self, email: str, password: str) -> SignInOutcome: ...

    async def take_over(self, ticket: str, sign_out: DeviceId) -> SignInOutcome: ...

    async def allow_without_keyring(self) -> None: ...

    async def check_premium_again(self) -> None: ...


class Step(Enum):
    EMAIL = "email"
    PASSWORD = "password"  # noqa: S105 (a step, not a password)
    DEVICES = "devices"
    PREMIUM = "premium"
    NO_KEYRING = "no-keyring"


class LinkTo(Enum):
    NOWHERE = "nowhere"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it did not go on, where it happened."""

    sentence: str
    details: str = ""
    link: LinkTo = LinkTo.NOWHERE


class SignInModel(QObject):
    changed = Signal()
    open_link = Signal(str)

    def __init__(
        self,
        store: Store,
        sessions: SigningIn,
        start: Start,
        *,
        reset_url: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.step = Step.EMAIL
        self.email = ""
        self.busy = False
        self.problem: Problem | None = None
        self.ended: EndOfSession | None = None
        """Why somebody is here who was signed in a moment ago."""
        self.unsent = 0
        """Messages that still waited here, and are lost."""
        self.devices: tuple[DeviceRow, ...] = ()
        self.keyring_is_locked = False
        self._devices: tuple[Device, ...] = ()
        self._password = ""
        """Kept only while a step in between (keyring) needs it to go on."""
        self._ticket = ""
        self._waiting_for: DeviceId | None = None
        self._upgrade_url = ""
        self._reset_url = reset_url
        self._store, self._sessions, self._start = store, sessions, start
        self._unsubscribe = listen(store, self._hear)
        self._look(store.state)

    def close(self) -> None:
        self._unsubscribe()

    # --- what the person does ---------------------------------------------------------------------------
    def give_email(self, email: str) -> None:
        email = email.strip()
        self.email = email
        name, at, domain = email.rpartition("@")
        if not at or not name or "." not in domain.strip(".") or " " in email:
            self._fail(_("This is not an e-mail address. It looks like name@example.com."))
            return
        self._go(Step.PASSWORD)

    def give_password(self, password: str) -> None:
        if not password:
            self._fail(_("Type your password."))
            return
        self._password = password
        self._run(self._sign_in())

    def back(self) -> None:
        """To the e-mail; what was typed for the password is forgotten."""
        self._password = ""
        self.ended, self.unsent = None, 0
        self._go(Step.EMAIL)

    def take_over(self, device_id: DeviceId) -> None:
        self._waiting_for = device_id
        self._run(self._take_over(device_id))

    def go_on_without_keyring(self) -> None:
        self._run(self._without_keyring())

    def try_keyring_again(self) -> None:
        self._run(self._sign_in())

    def farewell(self) -> str:
        """Why the last session ended, and what was lost with it; empty where there is nothing to say."""
        lost = ngettext(
            "One message had not left yet and was lost.",
            "{count} messages had not left yet and were lost.",
            self.unsent,
        ).format(count=self.unsent)
        return " ".join(part for part in (ended_words(self.ended), lost if self.unsent else "") if part)

    def reset_password(self) -> None:
        self.open_link.emit(self._reset_url)

    def upgrade(self) -> None:
        if self._upgrade_url:
            self.open_link.emit(self._upgrade_url)

    def check_premium_again(self) -> None:
        self._run(self._check_premium())

    def retranslate(self) -> None:
        self.problem = None
        self._show_devices()
        self.changed.emit()

    # --- inside -----------------------------------------------------------------------------------------
    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        if self.busy:
            work.close()
            return
        self.busy = True
        self.problem = None
        self.changed.emit()
        self._start(self._guard(work))

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Mendable as error:
            if error.word in ("no-keyring", "keyring-locked"):
                self.keyring_is_locked = error.word == "keyring-locked"
                self.step = Step.NO_KEYRING
            else:
                self.problem = Problem(sentence_for(error), str(error))
        except FivelineError as error:
            self.problem = Problem(sentence_for(error), str(error))
        except Exception as error:
            self.problem = Problem(sentence_for(Bug(str(error))))
            raise
        finally:
            self.busy = False
            self.changed.emit()

    async def _sign_in(self) -> None:
        self._outcome(await self._sessions.sign_in(self.email, self._password))

    async def _take_over(self, device_id: DeviceId) -> None:
        self._outcome(await self._sessions.take_over(self._ticket, device_id))

    async def _without_keyring(self) -> None:
        await self._sessions.allow_without_keyring()
        if self._waiting_for is not None:
            await self._take_over(self._waiting_for)
        else:
            await self._sign_in()

    async def _check_premium(self) -> None:
        await self._sessions.check_premium_again()
        if isinstance(self._store.state.session, PremiumNeeded):
            self.problem = Problem(_("The account is not Premium yet. A payment can take a minute."))

    def _outcome(self, outcome: SignInOutcome) -> None:
        match outcome:
            case SignedIn():
                self._forget()
            case WrongCredentials():
                self._password = ""
                if self.step is not Step.PASSWORD:
                    # The ticket of the device list has run out.
                    self.step = Step.PASSWORD
                    self.problem = Problem(_("That took too long. Type your password again."))
                    return
                self.problem = Problem(_("The e-mail or the password is wrong."), link=LinkTo.RESET)
            case AccountLocked(reset_url):
                self._password = ""
                self._reset_url = reset_url or self._reset_url
                self.step = Step.PASSWORD
                self.problem = Problem(
                    _(
                        "Too many wrong passwords: the account is locked. Reset the password by e-mail to "
                        "open it again."
                    ),
                    link=LinkTo.RESET,
                )
            case PremiumRequired(upgrade_url):
                self._password = ""
                self._upgrade_url = upgrade_url
                self.step = Step.PREMIUM
            case DeviceLimitReached(ticket, devices):
                self._password = ""
                self._ticket = ticket
                self._devices = devices
                self._waiting_for = None
                self._show_devices()
                self.step = Step.DEVICES
            case CarrierAway(detail, captive_portal):
                sentence = (
                    _("This network wants you to sign in first. Open a web page to do so.")
                    if captive_portal
                    else _("The carrier can't be reached. Check your connection and try again.")
                )
                self.problem = Problem(sentence, detail)
            case TooManyAttempts(retry_after):
                seconds = max(1, round(retry_after))
                self.problem = Problem(
                    ngettext(
                        "Too many attempts. Wait {count} second and try again.",
                        "Too many attempts. Wait {count} seconds and try again.",
                        seconds,
                    ).format(count=seconds)
                )
            case _:
                assert_never(outcome)

    def _show_devices(self) -> None:
        now = datetime.now(UTC)
        self.devices = tuple(device_row(device, now=now) for device in self._devices)

    def _go(self, step: Step) -> None:
        self.step = step
        self.problem = None
        self.changed.emit()

    def _fail(self, sentence: str) -> None:
        self.problem = Problem(sentence)
        self.changed.emit()

    def _forget(self) -> None:
        self._password = self._ticket = self.email = ""
        self._devices, self.devices = (), ()
        self._waiting_for = None
        self.ended, self.unsent = None, 0
        self.step = Step.EMAIL

    def _hear(self, event: e.Event, state: State) -> None:
        if isinstance(event, e.SessionChanged):
            self._look(state)
            self.changed.emit()

    def _look(self, state: State) -> None:
        match state.session:
            case SignedIn():
                self._forget()
            case PremiumNeeded(email, upgrade_url):
                self.email = email
                self._upgrade_url = upgrade_url
                self.step = Step.PREMIUM
            case SignedOut(reason, unsent):
                self.ended, self.unsent = reason, unsent
                if self.step is Step.PREMIUM or reason is not None:
                    self.step = Step.EMAIL
                    self.problem = None
            case _:
                assert_never(state.session)


def ended_words(reason: EndOfSession | None) -> str:
    """Why somebody was signed out; empty where they did it themselves, or never were signed in."""
    match reason:
        case None | EndOfSession.BY_USER:
            return ""
        case EndOfSession.FROM_ELSEWHERE:
            return _("You were signed out from another of your devices. What was kept here has been removed.")
        case EndOfSession.PASSWORD_CHANGED:
            return _("Your password was changed, so every device was signed out. Sign in with the new one.")
        case EndOfSession.PREMIUM_ENDED:
            return _("Premium has ended for this account. Sign in again once it is back.")
        case EndOfSession.TOKEN_REUSED:
            return _(
                "An old sign-in of this device was used somewhere else. To be safe it was ended. Sign in "
                "again, and change your password if this was not you."
            )
        case EndOfSession.EXPIRED:
            return _("You were away for a long time and have been signed out. Sign in again.")
        case EndOfSession.ACCOUNT_DELETED:
            return _("This account was deleted.")
        case _:
            assert_never(reason)
