"""Signing in, and every refusal."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.session import (
    AccountLocked,
    CarrierAway,
    DeviceId,
    DeviceLimitReached,
    EndOfSession,
    PremiumNeeded,
    SignedOut,
    SignInOutcome,
    TooManyAttempts,
    WrongCredentials,
)
from desktop.store import Store
from tests.galleries import entry, made_up
from ui.models.sign_in import SignInModel
from ui.screens.sign_in import SignInScreen

SIZE = (860, 640)


@dataclass
class Answers:
    """Sessions that always answer the same."""

    outcome: SignInOutcome | Exception

    async def sign_in(self, email: str, password: str) -> SignInOutcome:
        del email, password
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    async def take_over(self, ticket: str, sign_out: DeviceId) -> SignInOutcome:
        del ticket, sign_out
        return WrongCredentials()

    async def allow_without_keyring(self) -> None: ...

    async def check_premium_again(self) -> None: ...


def screen(outcome: SignInOutcome | Exception | None = None, store: Store | None = None) -> SignInScreen:
    model = SignInModel(
        store or Store(),
        Answers(outcome or WrongCredentials()),
        made_up.start,
        reset_url="https://example.com/reset",
    )
    made = SignInScreen(model)
    model.setParent(made)
    if outcome is not None:
        model.give_email("camille.martin@example.com")
        model.give_password("Secret7")
    return made


@entry("sign-in/email", size=SIZE)
def email() -> QWidget:
    return screen()


@entry("sign-in/not-an-e-mail", size=SIZE)
def not_an_email() -> QWidget:
    made = screen()
    made._model.give_email("camille at example")
    return made


@entry("sign-in/password", size=SIZE)
def password() -> QWidget:
    made = screen()
    made._model.give_email("camille.martin@example.com")
    return made


@entry("sign-in/wrong-password", size=SIZE)
def wrong() -> QWidget:
    return screen(WrongCredentials())


@entry("sign-in/locked", size=SIZE)
def locked() -> QWidget:
    return screen(AccountLocked("https://example.com/reset"))


@entry("sign-in/carrier-away", size=SIZE)
def away() -> QWidget:
    return screen(CarrierAway("connection refused"))


@entry("sign-in/captive-portal", size=SIZE)
def captive() -> QWidget:
    return screen(CarrierAway("HTML", captive_portal=True))


@entry("sign-in/too-many-attempts", size=SIZE)
def too_many() -> QWidget:
    return screen(TooManyAttempts(12))


@entry("sign-in/three-devices", size=SIZE)
def three_devices() -> QWidget:
    first, *others = made_up.DEVICES
    elsewhere = replace(first, platform="windows", is_this_one=False)
    return screen(DeviceLimitReached("ticket", (*others, elsewhere)))


@entry("sign-in/no-keyring", size=SIZE)
def no_keyring() -> QWidget:
    return screen(Mendable("no-keyring"))


@entry("sign-in/keyring-locked", size=SIZE)
def keyring_locked() -> QWidget:
    return screen(Mendable("keyring-locked"))


@entry("sign-in/premium", size=SIZE)
def premium() -> QWidget:
    store = Store()
    store.apply(e.SessionChanged(PremiumNeeded("camille.martin@example.com", "https://example.com/premium")))
    return screen(store=store)


def ended(reason: EndOfSession) -> QWidget:
    store = Store()
    store.apply(e.SessionChanged(SignedOut(reason)))
    return screen(store=store)


@entry("session-ended/from-elsewhere", size=SIZE)
def from_elsewhere() -> QWidget:
    return ended(EndOfSession.FROM_ELSEWHERE)


@entry("session-ended/token-reused", size=SIZE)
def token_reused() -> QWidget:
    return ended(EndOfSession.TOKEN_REUSED)


@entry("sign-in/link-waits", size=SIZE)
def link_waits() -> QWidget:
    made = screen()
    made.tell_of_link("tel:+33199000001", region="FR")
    return made


@entry("sign-in/link-for-help", size=SIZE)
def link_for_help() -> QWidget:
    made = screen()
    made.tell_of_link("tel:112", region="FR")
    return made
