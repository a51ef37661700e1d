"""Calls in a row with the same person are one row, which opens to each of them (CALL-7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.calls import CallRecord, Direction, Outcome
from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.events import ContactsChanged, HistoryChanged
from desktop.domain.history import CallKind
from desktop.domain.numbers import Address, NumberId
from tests.galleries.sample import KARIM, MARIE, PRIVATE, WORK, Sample, account, now
from tests.models.conftest import Until
from ui.models.call_groups import LoadedCalls, grouped
from ui.models.history import HistoryModel


def record(
    place: int,
    peer: Address = MARIE,
    number: NumberId = PRIVATE,
    outcome: Outcome = Outcome.ANSWERED,
    *,
    days_ago: int = 0,
) -> CallRecord:
    at = now() - timedelta(days=days_ago, seconds=place)
    incoming = Direction.INCOMING
    return CallRecord(f"c{place}", number, peer, incoming, outcome, at, 61.0, None, True, 100_000 - place)


def with_calls(*records: CallRecord) -> tuple[Sample, HistoryModel]:
    sample = account()
    sample.history.records = list(records)
    model = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    model.show_number(None)
    return sample, model


MANY = (
    record(0, outcome=Outcome.MISSED),
    record(1, outcome=Outcome.MISSED),
    record(2),
    record(3, KARIM),
    record(4),
    record(5, number=WORK),
    record(6, days_ago=1, number=WORK),
)


async def test_a_row_stands_for_calls_in_a_row_with_one_person_on_one_number_and_day(until: Until) -> None:
    _, model = with_calls(*MANY)
    await until(lambda: model.rows.rows)
    assert [row.count for row in model.rows.rows] == [3, 1, 1, 1, 1]
    group = model.rows.row(0)
    assert group.many == "3 calls · 2 missed"
    assert "3 calls" in group.spoken
    assert [bool(row.day) for row in model.rows.rows] == [True, False, False, False, True]


async def test_a_group_opens_to_each_of_its_calls_and_closes_again(until: Until) -> None:
    _, model = with_calls(*MANY)
    await until(lambda: model.rows.rows)
    model.unfold(model.rows.row(0), True)
    assert [row.call_ids for row in model.rows.rows[1:4]] == [("c0",), ("c1",), ("c2",)]
    assert all(row.is_inner for row in model.rows.rows[1:4])
    assert len({row.key for row in model.rows.rows}) == len(model.rows.rows)
    model.unfold(model.rows.row(0), False)
    assert len(model.rows.rows) == 5


async def test_two_telephones_of_one_person_stand_together(until: Until) -> None:
    other = Address("+33611112222")
    sample, model = with_calls(record(0), record(1, other), record(2))
    await until(lambda: len(model.rows.rows) == 3)
    phones = (ContactPhone(MARIE, "mobile"), ContactPhone(other, "home"))
    sample.store.apply(ContactsChanged((Contact(ContactId("1"), "Marie", phones),)))
    assert [row.count for row in model.rows.rows] == [3]


async def test_a_new_call_joins_the_group_and_the_row_keeps_its_place(until: Until) -> None:
    sample, model = with_calls(record(1), record(2))
    await until(lambda: model.rows.rows)
    key = model.rows.row(0).key
    came = replace(record(0), sequence=100_001)
    sample.history.records.append(came)
    sample.store.apply(HistoryChanged((came,)))
    await until(lambda: model.rows.row(0).count == 3)
    assert model.rows.row(0).key == key


async def test_deleting_a_group_takes_all_its_calls_and_undo_brings_them_back(until: Until) -> None:
    sample, model = with_calls(*MANY)
    told: list[int] = []
    model.deleted.connect(told.append)
    await until(lambda: model.rows.rows)
    before = list(model.rows.rows)
    model.delete([model.rows.row(0), model.rows.row(1)])
    await until(lambda: told == [4])
    assert model.is_deleted(before[0])
    assert [row.call_ids for row in model.rows.rows] == [("c4",), ("c5",), ("c6",)]
    model.undo_delete()
    await until(lambda: model.rows.rows == before)
    model.undo_delete()  # a second time there is nothing to take back
    assert sample.history.deleted == set()


async def test_a_filter_that_folds_a_page_into_one_row_reads_on(until: Until) -> None:
    alike = [record(place) for place in range(120)]
    others = [record(place, Address(f"+3361{place:07d}")) for place in range(120, 180)]
    _, model = with_calls(*alike, *others)
    await until(lambda: len(model.rows.rows) > 25)
    assert model.rows.row(0).count == 120
    model.show_kind(CallKind.OUTGOING)
    await until(lambda: not model.rows.rows and not model.loading)
    assert model.is_narrowed


async def test_pages_that_are_read_later_join_below(until: Until) -> None:
    peers = (MARIE, MARIE, KARIM)
    _, model = with_calls(*(record(place, peers[place % 3]) for place in range(400)))
    await until(lambda: model.rows.rows)
    while sum(row.count for row in model.rows.rows) < 400:
        model.load_more()
        await until(lambda: not model.loading)
    calls = [call_id for row in model.rows.rows for call_id in row.call_ids]
    assert calls == [f"c{place}" for place in range(400)]
    assert {row.count for row in model.rows.rows} == {1, 2}


RUNS = st.lists(st.tuples(st.sampled_from([MARIE, KARIM]), st.sampled_from([PRIVATE, WORK])), max_size=40)


@given(RUNS, st.integers(1, 15), st.integers(0, 40))
def test_however_they_were_read_the_groups_are_the_same(
    made: list[tuple[Address, NumberId]], page: int, renewed: int
) -> None:
    records = [record(place, peer, number) for place, (peer, number) in enumerate(made)]

    def person(each: CallRecord) -> object:
        return each.peer

    loaded = LoadedCalls(person)
    for start in range(0, len(records), page):
        loaded.append(records[start : start + page])
    assert loaded.groups == grouped(records, person)
    head = [replace(each, seen=False) for each in records[:renewed]]
    loaded.renew(head, complete=False)
    if head:
        assert loaded.groups == grouped([*head, *records[renewed:]], person)
    gone = {each.id for each in records[::3]}
    loaded.start_over(records)
    loaded.remove(gone)
    assert loaded.groups == grouped([r for r in records if r.id not in gone], person)


async def test_news_above_a_long_history_changes_nothing_below(until: Until) -> None:
    peers = (MARIE, MARIE, KARIM, MARIE, KARIM)
    sample, model = with_calls(
        *(record(place, peers[place % 5], days_ago=place // 90) for place in range(1, 1300))
    )
    await until(lambda: model.rows.rows)
    while sum(row.count for row in model.rows.rows) < 1299:
        model.load_more()
        await until(lambda: not model.loading)
    deep = next(row for row in reversed(model.rows.rows) if row.count > 1)
    model.unfold(deep, True)
    below = model.rows.rows[-100:]
    came = replace(record(0), sequence=100_001)
    sample.history.records.append(came)
    sample.store.apply(HistoryChanged((came,)))
    await until(lambda: "c0" in model.rows.row(0).call_ids)
    assert all(now_ is before for now_, before in zip(model.rows.rows[-100:], below, strict=True))
    shown = list(model.rows.rows)
    model.retranslate()
    assert model.rows.rows == shown
