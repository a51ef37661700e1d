"""The history in the cache: filtered, searched by person and by number in any spelling (CALL-7)."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.calls import CallRecord, Direction, Outcome
from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.history import CallKind, CallQuery
from desktop.domain.numbers import Address, NumberId
from desktop.domain.outbox import Act, DeleteCalls, Intent, IntentId, RestoreCalls
from desktop.domain.wanted import digits_looked_for
from desktop.storage import contacts, history, numbers, outbox
from desktop.storage.database import Connection, Database
from tests.storage.made import BEGAN, HOME, WORK

THEO, ANNA, PARCEL, HIDDEN = (
    Address("+33612345678"), Address("+442079460123"), Address("LaPoste"), Address("")
)  # fmt: skip


def record(
    sequence: int,
    peer: Address = THEO,
    *,
    number: NumberId = WORK,
    direction: Direction = Direction.INCOMING,
    outcome: Outcome = Outcome.ANSWERED,
    seen: bool = True,
) -> CallRecord:
    at = BEGAN + timedelta(minutes=sequence)
    return CallRecord(f"c{sequence}", number, peer, direction, outcome, at, 1.0, None, seen, sequence)


def fill(db: Connection) -> None:
    out, missed = Direction.OUTGOING, Outcome.MISSED
    history.store_calls(
        db,
        [
            record(1),
            record(2, ANNA, number=HOME, direction=out),
            record(3, PARCEL, outcome=missed, seen=False),
            record(4, HIDDEN, outcome=missed),
            record(5, direction=out),
        ],
        generation=1,
    )
    contacts.store(db, Contact(ContactId("1"), "Théo Lambert", (ContactPhone(THEO, "mobile"),)))


def found(db: Connection, query: CallQuery) -> list[int]:
    return [each.sequence for each in history.load_calls(db, query, before=None, limit=50)]


@pytest.mark.parametrize(
    ("typed", "sequences"),
    [
        ("theo", [5, 1]),
        ("LAMB thé", [5, 1]),
        ("06 12 34", [5, 1]),
        ("+33 6 12", [5, 1]),
        ("0033612", [5, 1]),
        ("+33 (0)6 12 34 56 78", [5, 1]),
        ("٠٦١٢٣٤", [5, 1]),
        ("０６１２", [5, 1]),
        ("\u200e\u206606 12 34 56 78\u2069", [5, 1]),
        ("020 7946", [2]),
        ("345-678", [5, 1]),
        ("+1 612", []),
        ("poste", [3]),
        ("theo hugo", []),
        ("%", []),
        ("'; --", []),
    ],
)
async def test_calls_are_found_by_name_and_by_number_however_it_is_written(
    cache: Database, typed: str, sequences: list[int]
) -> None:
    await cache.write(fill)
    assert await cache.read(lambda db: found(db, CallQuery(search=typed))) == sequences


async def test_callers_without_a_number_are_found_by_what_they_are_called(cache: Database) -> None:
    await cache.write(fill)
    assert await cache.read(lambda db: found(db, CallQuery(search="hidd", hidden_too=True))) == [4]


async def test_filters_are_of_kind_and_number_together(cache: Database) -> None:
    await cache.write(fill)

    def look(db: Connection) -> list[list[int]]:
        kinds = [found(db, CallQuery(kind=kind)) for kind in CallKind]
        return [
            *kinds,
            found(db, CallQuery(WORK, CallKind.OUTGOING)),
            found(db, CallQuery(HOME, search="theo")),
        ]

    assert await cache.read(look) == [[5, 4, 3, 2, 1], [4, 3], [4, 3, 1], [5, 2], [5], []]


def intent(act: Act) -> Intent:
    return Intent(IntentId(str(uuid4())), act, BEGAN)


async def test_a_call_that_waits_to_be_deleted_is_not_shown_nor_counted(cache: Database) -> None:
    await cache.write(fill)
    deletion, taking_back = intent(DeleteCalls(("c3", "c5"))), intent(RestoreCalls(("c5",)))

    def look(db: Connection) -> tuple[list[int], int]:
        return found(db, CallQuery()), sum(each.missed_calls for each in numbers.unread(db).values())

    assert await cache.read(look) == ([5, 4, 3, 2, 1], 1)
    await cache.write(lambda db: outbox.add(db, deletion))
    assert await cache.read(look) == ([4, 2, 1], 0)
    await cache.write(lambda db: outbox.add(db, taking_back))
    assert await cache.read(look) == ([5, 4, 2, 1], 0)
    await cache.write(lambda db: outbox.remove(db, deletion.id))
    await cache.write(lambda db: outbox.remove(db, taking_back.id))
    assert await cache.read(look) == ([5, 4, 3, 2, 1], 1)


async def test_what_the_carrier_deleted_can_be_shown_again(cache: Database) -> None:
    await cache.write(fill)
    await cache.write(lambda db: history.set_calls_deleted(db, ["c1", "c5"]))
    assert await cache.read(lambda db: found(db, CallQuery())) == [4, 3, 2]
    await cache.write(lambda db: history.set_calls_restored(db, ["c1"]))
    await cache.write(lambda db: history.store_calls(db, [record(5)], generation=1))
    assert await cache.read(lambda db: found(db, CallQuery())) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("text", ["", "a", "+", "()", "06a", "\u202e", "½"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert digits_looked_for(text) == ""


async def test_a_hundred_thousand_calls_are_searched_and_filtered_at_once(cache: Database) -> None:
    def many(db: Connection) -> None:
        rare = Address("+33698765432")
        calls = (
            record(n, rare if n == 17 else Address(f"+3361{n % 800:07d}"), number=HOME if n % 3 else WORK)
            for n in range(100_000)
        )
        history.store_calls(db, calls, generation=1)
        outbox.add(db, intent(DeleteCalls(tuple(f"c{n}" for n in range(99_900, 100_000)))))

    await cache.write(many)
    for query in (
        CallQuery(),
        CallQuery(search="0698765"),
        CallQuery(search="+33"),
        CallQuery(WORK, CallKind.INCOMING, "0610000012"),
    ):
        times = []
        for _ in range(3):
            began = time.perf_counter()
            assert await cache.read(lambda db, q=query: found(db, q))  # type: ignore[misc]
            times.append(time.perf_counter() - began)
        assert sorted(times)[1] < 0.5, (query, times)


@given(st.text(max_size=120))
def test_whatever_is_typed_leads_to_a_part_of_an_address_or_to_none(text: str) -> None:
    assert re.fullmatch(r"[0-9]*", digits_looked_for(text))


@pytest.mark.parametrize(
    "typed", ["\x00", "\ud800", '"', "%' OR 1=1 --", "a" * 10_000, "٠" * 500, "🍎", "\\", "*"]
)
async def test_no_text_breaks_the_search(cache: Database, typed: str) -> None:
    await cache.write(fill)
    assert await cache.read(lambda db: found(db, CallQuery(search=typed))) == []
