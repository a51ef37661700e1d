"""Signing in: what each answer of the carrier leads to, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.session import (
    Account,
    AccountLocked,
    CarrierAway,
    Device,
    DeviceId,
    DeviceLimitReached,
    EndOfSession,
    Plan,
    PremiumNeeded,
    PremiumRequired,
    SignedIn,
    SignedOut,
    SignInOutcome,
    TooManyAttempts,
    WrongCredentials,
)
from desktop.store import Store
from tests.models.conftest import Until
from ui.models.sign_in import LinkTo, SignInModel, Step, ended_words
from ui.tasks import Tasks

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
SIGNED_IN = SignedIn(Account("a@b.example", "A", Plan.PREMIUM), DeviceId("d1"))
DEVICE = Device(DeviceId("d9"), "Old laptop", "linux", NOW, NOW)


class Answers:
    """Sessions in memory: they answer in turn, and remember what was asked."""

    def __init__(self, *outcomes: SignInOutcome | Exception) -> None:
        self.outcomes = list(outcomes)
        self.asked: list[tuple[str, ...]] = []
        self.checks = 0

    async def sign_in(self, email: str, password: str) -> SignInOutcome:
        return self._answer("sign in", email, password)

    async def take_over(self, ticket: str, sign_out: DeviceId) -> SignInOutcome:
        return self._answer("take over", ticket, sign_out)

    async def allow_without_keyring(self) -> None:
        self.asked.append(("allow",))

    async def check_premium_again(self) -> None:
        self.checks += 1

    def _answer(self, *asked: str) -> SignInOutcome:
        self.asked.append(asked)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@pytest.fixture
def store() -> Store:
    return Store()


Make = Callable[..., tuple[SignInModel, Answers]]


@pytest.fixture
def make(store: Store, tasks: Tasks, until: Until) -> Make:
    del until

    def build(*outcomes: SignInOutcome | Exception) -> tuple[SignInModel, Answers]:
        answers = Answers(*outcomes)
        return SignInModel(store, answers, tasks.start, reset_url="https://c.example/reset"), answers

    return build


async def attempt(model: SignInModel, until: Until, *, email: str = "a@b.example") -> None:
    model.give_email(email)
    model.give_password("Secret7")
    await until(lambda: not model.busy)


@pytest.mark.parametrize("email", ["", "  ", "camille", "@", "a@", "@b.example", "a@b", "a b@c.example"])
async def test_what_is_no_e_mail_is_said_before_anything_is_sent(make: Make, email: str) -> None:
    model, answers = make()
    model.give_email(email)
    assert model.step is Step.EMAIL
    assert model.problem is not None
    assert not answers.asked


async def test_an_empty_password_is_not_sent(make: Make) -> None:
    model, answers = make()
    model.give_email("a@b.example")
    model.give_password("")
    assert model.problem is not None
    assert not answers.asked


async def test_spaces_around_an_e_mail_are_not_sent(make: Make, until: Until) -> None:
    model, answers = make(SIGNED_IN)
    await attempt(model, until, email="  a@b.example ")
    assert answers.asked == [("sign in", "a@b.example", "Secret7")]


async def test_wrong_credentials_offer_a_reset(make: Make, until: Until) -> None:
    model, _answers = make(WrongCredentials())
    await attempt(model, until)
    assert model.step is Step.PASSWORD
    assert model.problem is not None
    assert model.problem.link is LinkTo.RESET


async def test_a_locked_account_leads_to_the_carriers_reset_page(make: Make, until: Until) -> None:
    model, _answers = make(AccountLocked("https://c.example/unlock"))
    opened: list[str] = []
    model.open_link.connect(opened.append)
    await attempt(model, until)
    model.reset_password()
    assert opened == ["https://c.example/unlock"]


async def test_a_carrier_that_is_away_keeps_its_details_behind_the_fold(make: Make, until: Until) -> None:
    model, _answers = make(CarrierAway("connection refused"))
    await attempt(model, until)
    assert model.problem is not None
    assert "connection refused" not in model.problem.sentence
    assert model.problem.details == "connection refused"


async def test_a_captive_portal_is_not_called_a_broken_connection(make: Make, until: Until) -> None:
    model, _answers = make(CarrierAway("html", captive_portal=True), CarrierAway("x"))
    await attempt(model, until)
    portal = model.problem
    await attempt(model, until)
    assert portal is not None
    assert model.problem is not None
    assert portal.sentence != model.problem.sentence


async def test_being_told_to_wait_says_how_long(make: Make, until: Until) -> None:
    model, _answers = make(TooManyAttempts(12.2))
    await attempt(model, until)
    assert model.problem is not None
    assert "12 seconds" in model.problem.sentence


async def test_the_fourth_device_chooses_whose_place_it_takes(make: Make, until: Until) -> None:
    model, answers = make(DeviceLimitReached("ticket", (DEVICE,)), SIGNED_IN)
    await attempt(model, until)
    assert (model.step, [row.name for row in model.devices]) == (Step.DEVICES, ["Old laptop"])
    model.take_over(DeviceId("d9"))
    await until(lambda: not model.busy)
    assert answers.asked[-1] == ("take over", "ticket", "d9")
    assert model.step is Step.EMAIL, "forgotten once it is done"


async def test_a_ticket_that_ran_out_asks_for_the_password_again(make: Make, until: Until) -> None:
    model, _answers = make(DeviceLimitReached("ticket", (DEVICE,)), WrongCredentials())
    await attempt(model, until)
    model.take_over(DeviceId("d9"))
    await until(lambda: not model.busy)
    assert model.step is Step.PASSWORD
    assert model.problem is not None


@pytest.mark.parametrize("word", ["no-keyring", "keyring-locked"])
async def test_without_a_keyring_one_may_go_on_for_this_session(make: Make, until: Until, word: str) -> None:
    model, answers = make(Mendable(word), SIGNED_IN)
    await attempt(model, until)
    assert model.step is Step.NO_KEYRING
    assert model.keyring_is_locked is (word == "keyring-locked")
    model.go_on_without_keyring()
    await until(lambda: not model.busy)
    assert answers.asked[1:] == [("allow",), ("sign in", "a@b.example", "Secret7")]


async def test_a_starter_account_is_led_to_the_upgrade(make: Make, until: Until) -> None:
    model, _answers = make(PremiumRequired("https://c.example/premium"))
    opened: list[str] = []
    model.open_link.connect(opened.append)
    await attempt(model, until)
    assert model.step is Step.PREMIUM
    model.upgrade()
    assert opened == ["https://c.example/premium"]


async def test_checking_premium_again_says_when_nothing_has_changed(
    make: Make, store: Store, until: Until
) -> None:
    model, answers = make()
    store.apply(e.SessionChanged(PremiumNeeded("a@b.example", "https://c.example/premium")))
    assert model.step is Step.PREMIUM
    model.check_premium_again()
    await until(lambda: not model.busy)
    assert answers.checks == 1
    assert model.problem is not None


@pytest.mark.parametrize("reason", list(EndOfSession))
async def test_who_was_signed_out_is_told_why(make: Make, store: Store, reason: EndOfSession) -> None:
    model, _answers = make()
    store.apply(e.SessionChanged(SIGNED_IN))
    store.apply(e.SessionChanged(SignedOut(reason)))
    assert model.step is Step.EMAIL
    assert bool(ended_words(model.ended)) is (reason is not EndOfSession.BY_USER)


async def test_what_was_lost_with_the_session_is_said(make: Make, store: Store) -> None:
    model, _answers = make()
    store.apply(e.SessionChanged(SIGNED_IN))
    store.apply(e.SessionChanged(SignedOut(EndOfSession.BY_USER, unsent=2)))
    assert "2 messages" in model.farewell()


@pytest.mark.logs("_guard failed")
async def test_a_fault_of_ours_is_not_called_a_connection(make: Make, until: Until) -> None:
    model, _answers = make(RuntimeError("boom"))
    await attempt(model, until)
    assert model.problem is not None
    assert "connection" not in model.problem.sentence
    assert "boom" not in model.problem.sentence


async def test_pressing_twice_asks_once(make: Make, until: Until) -> None:
    model, answers = make(SIGNED_IN)
    model.give_email("a@b.example")
    model.give_password("Secret7")
    model.give_password("Secret7")
    await until(lambda: not model.busy)
    assert len(answers.asked) == 1
