"""Whom a call is handed on to, and what is said when it fails (CALL-6)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from desktop.domain import events as e
from desktop.domain.calls import CallId, EndOfCall, Phase
from desktop.domain.errors import Mendable
from desktop.domain.numbers import Address
from tests.galleries.calls import call
from tests.galleries.sample import KARIM, MARIE, OMAR, PRIVATE, WORK, Sample
from tests.models.conftest import Until
from ui.models.calls import CallsModel
from ui.models.transfer import TransferModel
from ui.words import why_transfer_failed


@dataclass(frozen=True)
class Talk:
    sample: Sample
    model: TransferModel
    calls: CallsModel
    marie: CallId


@pytest.fixture
def talk(sample: Sample) -> Talk:
    model = TransferModel(sample.store, sample.transfers, sample.start)
    calls = CallsModel(sample.store, sample.calls, sample.start, transfers=model)
    marie = call(sample, MARIE, PRIVATE)
    model.begin(marie)
    return Talk(sample, model, calls, marie)


async def test_a_number_is_typed_and_the_call_handed_on(talk: Talk, until: Until) -> None:
    assert not talk.model.can_transfer
    talk.model.type("0698765432")
    assert talk.model.typed == "06 98 76 54 32"
    talk.model.transfer()
    await until(lambda: talk.sample.transfers.asked == [(talk.marie, KARIM)])
    view = talk.calls.view(talk.marie)
    assert view is not None
    assert view.is_handed_on
    assert view.words == "Being transferred to \u2068Karim Benali\u2069…"
    talk.sample.store.apply(e.TransferRang(talk.marie))
    view = talk.calls.view(talk.marie)
    assert view is not None
    assert view.words == "It rings at \u2068Karim Benali\u2069…"


async def test_enter_on_a_name_picks_the_person_and_hands_nothing_on(talk: Talk) -> None:
    talk.model.type("kar")

    def address() -> Address | None:
        return talk.model.address

    assert address() is None
    talk.model.choose_first()
    assert (talk.model.typed, address()) == ("Karim Benali", KARIM)
    assert talk.sample.transfers.asked == []
    talk.model.type("karl")
    assert address() is None


async def test_whoever_is_handed_on_is_not_among_the_people_found(talk: Talk) -> None:
    talk.model.type("marie")
    assert talk.model.suggestions
    assert all(person.address != MARIE for person in talk.model.suggestions)


@pytest.mark.parametrize("typed", ["0899123456", "hello", "112", "‮"])
async def test_what_cannot_be_called_cannot_take_it(talk: Talk, typed: str) -> None:
    talk.model.type(typed)
    assert not talk.model.can_transfer
    assert not talk.model.can_ask


async def test_somebody_is_asked_and_takes_it(talk: Talk, until: Until) -> None:
    begun: list[bool] = []
    talk.model.begun.connect(lambda: begun.append(True))
    talk.model.type("0698765432")
    talk.model.ask_first()
    await until(lambda: len(talk.calls.views) == 2)
    asked = talk.calls.views[-1].key
    assert begun
    await talk.sample.calls.answer(asked)
    view = talk.calls.view(asked)
    assert view is not None
    assert (view.asks_for, view.note) == (talk.marie, "Asked for \u2068Marie Dupont\u2069")
    talk.calls.put_through(asked)
    await until(lambda: talk.sample.transfers.asked == [(talk.marie, asked)])
    assert all(view.phase is Phase.ENDED for view in talk.calls.views)


async def test_nobody_more_is_asked_when_there_are_three_calls(talk: Talk) -> None:
    call(talk.sample, KARIM, WORK, phase=Phase.HELD)
    call(talk.sample, OMAR, WORK, phase=Phase.HELD)
    assert [view.name for view in talk.model.others] == ["Karim Benali", "عمر الفاسي"]
    talk.model.type("0645678901")
    assert talk.model.can_transfer
    assert not talk.model.can_ask


async def test_a_failure_says_to_whom_why_and_who_is_there_now(talk: Talk) -> None:
    talk.sample.store.apply(e.TransferFailed(talk.marie, KARIM, EndOfCall.BUSY))
    back = "Transfer to \u2068Karim Benali\u2069 failed: busy. You are back with \u2068Marie Dupont\u2069."
    assert talk.calls.problem == back
    talk.calls.forget_problem()
    call(talk.sample, OMAR, WORK)
    talk.sample.store.apply(e.TransferFailed(talk.marie, KARIM, EndOfCall.NO_ANSWER))
    assert talk.calls.problem.endswith("\u2068Marie Dupont\u2069 is still on hold.")


async def test_what_the_phone_cannot_do_is_said_where_it_was_asked(talk: Talk, until: Until) -> None:
    talk.sample.transfers.refuses = Mendable("cannot-transfer")
    talk.model.type("0698765432")
    talk.model.transfer()
    await until(lambda: talk.model.words == "This call can't be transferred right now.")
    talk.model.type("06987654")
    assert "transferred" not in talk.model.words


async def test_what_was_handed_on_leaves_by_itself(
    talk: Talk, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.models.calls.STAYS", 0)
    talk.sample.store.apply(e.CallEnded(talk.marie, EndOfCall.TRANSFERRED))
    await until(lambda: not talk.sample.store.state.calls)


async def test_a_call_that_is_handed_on_is_neither_joined_nor_asked_about(talk: Talk) -> None:
    karim = call(talk.sample, KARIM, WORK)
    talk.sample.store.apply(e.TransferBegan(karim, Address("+33645678901")))
    assert not talk.calls.can_join(talk.marie)
    assert talk.model.others == ()
    wanted: list[object] = []
    talk.calls.transfer_wanted.connect(wanted.append)
    talk.calls.look_at(karim)
    talk.calls.ask_for_transfer()
    talk.calls.look_at(talk.marie)
    talk.calls.ask_for_transfer()
    assert wanted == [talk.marie]


def test_every_reason_has_words_that_stand_in_a_sentence() -> None:
    for end in EndOfCall:
        words = why_transfer_failed(end)
        assert words[0].islower()
        assert not words.endswith(".")
