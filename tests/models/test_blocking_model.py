"""Who is blocked, from everywhere where somebody is named, and in the settings (CALL-8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.domain.contacts import ContactId
from desktop.domain.errors import Mendable
from desktop.domain.numbers import Address
from tests.fakes_ui import MemoryBlocking, MemoryNumbers
from tests.galleries.sample import KARIM, MARIE, PRIVATE, Sample, now
from tests.models.conftest import Until
from ui.models.blocking import BlockingModel
from ui.models.history import HistoryModel
from ui.models.people import PeopleModel


def model_of(sample: Sample) -> tuple[BlockingModel, MemoryBlocking]:
    service = MemoryBlocking(sample.store)
    return BlockingModel(sample.store, service, MemoryNumbers(sample.store), sample.start), service


async def test_somebody_is_blocked_from_a_call_and_it_is_taken_back(sample: Sample, until: Until) -> None:
    model, _ = model_of(sample)
    history = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    history.show_number(None)
    history.block_wanted.connect(model.set_blocked)
    told: list[tuple[str, Callable[[], None]]] = []
    model.told.connect(lambda text, undo: told.append((text, undo)))
    await until(lambda: history.rows.rows)
    row = history.rows.row(0)
    history.set_blocked(row, True)
    await until(lambda: told)
    assert "Karim Benali" in told[0][0]
    assert history.rows.row(0).is_blocked
    assert [each.address for each in model.rows] == [KARIM]
    told[0][1]()
    await until(lambda: not model.rows)
    assert not history.rows.row(0).is_blocked
    assert len(told) == 1


async def test_a_hidden_caller_has_no_number_to_be_blocked_by(sample: Sample, until: Until) -> None:
    model, _ = model_of(sample)
    history = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    history.show_number(PRIVATE)
    history.block_wanted.connect(model.set_blocked)
    await until(lambda: history.rows.rows)
    hidden = next(row for row in history.rows.rows if not row.peer)
    history.set_blocked(hidden, True)
    model.set_blocked((Address(""),), True)
    assert not hidden.can_be_kept
    assert sample.store.state.blocked == {}


async def test_a_person_is_blocked_with_all_telephones(sample: Sample, until: Until) -> None:
    model, _ = model_of(sample)
    people = PeopleModel(sample.store, sample.contacts, sample.start)
    people.block_wanted.connect(model.set_blocked)
    people.choose(ContactId("2"))
    card = people.card
    assert card is not None
    assert not card.is_blocked
    people.set_blocked(card, True)
    await until(lambda: people.card is not None and people.card.is_blocked)
    assert set(sample.store.state.blocked) == {phone.address for phone in card.phones}


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("06 12 34 56 78", MARIE),
        ("+33 (0)6 12 34 56 78", MARIE),
        ("٠٦١٢٣٤٥٦٧٨", MARIE),
        ("LaPoste", "LaPoste"),
    ],
)
async def test_a_number_is_blocked_by_hand_in_any_spelling(
    sample: Sample, until: Until, typed: str, address: str
) -> None:
    model, _ = model_of(sample)
    model.add(typed)
    await until(lambda: model.rows)
    assert [each.address for each in model.rows] == [address]
    model.unblock(Address(address))
    await until(lambda: not model.rows)


@pytest.mark.parametrize("typed", ["12ab34567890123", "06 12", "\u202e", "112", "x", "+"])
async def test_what_is_no_number_is_said_to_be_none(sample: Sample, typed: str) -> None:
    model, _ = model_of(sample)
    model.add(typed)
    assert model.problem
    assert not model.rows
    model.forget_problem()
    assert not model.problem


async def test_why_a_number_cannot_be_blocked_is_said(sample: Sample, until: Until) -> None:
    model, service = model_of(sample)
    service.refuses = Mendable("own-number")
    model.add("06 12 34 56 78")
    await until(lambda: "your own" in model.problem)


async def test_hidden_callers_are_refused_by_number(sample: Sample, until: Until) -> None:
    model, _ = model_of(sample)
    assert not any(switch.refused for switch in model.switches)
    model.refuse_hidden(PRIVATE, True)
    await until(lambda: [each.number_id for each in model.switches if each.refused] == [PRIVATE])
