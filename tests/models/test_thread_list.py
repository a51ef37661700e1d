"""The list of conversations follows what happens, row by row (MSG-1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from desktop.domain import events as e
from desktop.domain.calls import Direction
from desktop.domain.later import ScheduledState
from desktop.domain.messages import Message, MessageFailure, MessageId, MessageStatus, ThreadKey
from desktop.domain.numbers import Address, NumberId
from tests.fakes_later import due, waiting
from tests.galleries.sample import ANNA, KARIM, LONDON, PRIVATE, WORK, Sample, now
from tests.models.conftest import Until
from ui.models.plain import plain
from ui.models.threads import PAGE, ThreadsModel


async def shown(sample: Sample, until: Until, number: NumberId | None = None) -> ThreadsModel:
    model = ThreadsModel(sample.store, sample.messages, sample.start, clock=now)
    model.show_number(number)
    await until(lambda: not model.loading)
    return model


def arrival(key: ThreadKey, text: str = "Now") -> Message:
    at = now() + timedelta(minutes=1)
    return Message(
        MessageId(f"x-{key.peer}-{text}"), key, Direction.INCOMING, text, at, MessageStatus.RECEIVED, 900,
        None, read=False,
    )  # fmt: skip


async def test_all_numbers_shows_every_thread_newest_first(sample: Sample, until: Until) -> None:
    model = await shown(sample, until)
    assert [row.name for row in model.rows.rows][:2] == ["Marie Dupont", "Karim Benali"]


async def test_a_tab_shows_its_own_threads_only(sample: Sample, until: Until) -> None:
    model = await shown(sample, until, WORK)
    assert {row.key.number_id for row in model.rows.rows} == {WORK}


async def test_a_new_message_moves_its_thread_up_without_a_reset(sample: Sample, until: Until) -> None:
    model = await shown(sample, until)
    resets: list[bool] = []
    model.rows.modelReset.connect(lambda: resets.append(True))
    sample.messages.arrive(arrival(ThreadKey(LONDON, ANNA)))
    await until(lambda: model.rows.rows[0].key.peer == ANNA)
    assert model.rows.rows[0].unread == 1
    assert model.rows.rows[0].preview == "Now"
    assert not resets


async def test_a_message_on_another_number_is_not_for_this_tab(sample: Sample, until: Until) -> None:
    model = await shown(sample, until, WORK)
    loads = sample.messages.loads
    sample.messages.arrive(arrival(ThreadKey(PRIVATE, ANNA)))
    sample.messages.arrive(arrival(ThreadKey(WORK, ANNA)))
    await until(lambda: model.rows.rows[0].key == ThreadKey(WORK, ANNA))
    assert ThreadKey(PRIVATE, ANNA) not in [row.key for row in model.rows.rows]
    assert sample.messages.loads == loads  # one thread is read alone, not the list


async def test_reading_takes_the_count_away(sample: Sample, until: Until) -> None:
    model = await shown(sample, until)
    assert model.rows.rows[1].unread == 2
    await sample.messages.mark_read(ThreadKey(WORK, KARIM))
    await until(lambda: model.rows.rows[1].unread == 0)


async def test_a_draft_stands_in_its_row(sample: Sample, until: Until) -> None:
    model = await shown(sample, until)
    row = next(row for row in model.rows.rows if row.is_draft)
    assert row.preview == "On se voit lundi à"


async def test_a_new_name_is_shown_at_once(sample: Sample, until: Until) -> None:
    model = await shown(sample, until)
    sample.store.apply(e.ContactsChanged(()))
    assert "Marie Dupont" not in [row.name for row in model.rows.rows]


async def test_a_row_says_who_what_when_and_how_many(sample: Sample, until: Until) -> None:
    model = await shown(sample, until)
    spoken = model.rows.rows[1].spoken
    for part in ("Karim Benali", "Can you call me back", "Today", "2 unread", "Work"):
        assert part in spoken


async def test_a_failure_says_so_and_can_be_tried_again(sample: Sample, until: Until) -> None:
    async def broken(*_args: object, **_named: object) -> tuple[()]:
        raise OSError("disk")

    original = sample.messages.load_threads
    sample.messages.load_threads = broken  # type: ignore[method-assign]
    model = ThreadsModel(sample.store, sample.messages, sample.start, clock=now)
    model.show_number(None)
    await until(lambda: model.problem)
    sample.messages.load_threads = original  # type: ignore[method-assign]
    model.show_number(None)
    await until(lambda: model.rows.rows)
    assert model.problem == ""


async def test_where_only_something_waits_the_row_says_when_it_leaves(sample: Sample, until: Until) -> None:
    model = ThreadsModel(sample.store, sample.messages, sample.start, clock=now, zone=lambda: "UTC")
    model.show_number(None)
    await until(lambda: not model.loading)
    before = [row.key for row in model.rows.rows]
    key = ThreadKey(WORK, Address("+33199000001"))
    when = due((now() + timedelta(days=1)).replace(hour=9, minute=0))
    one = replace(waiting(key, "Good morning", when), made_at=now() + timedelta(seconds=1))
    sample.store.apply(e.ScheduledChanged((one,)))
    await until(lambda: model.rows.rows[0].key == key)
    row = model.rows.rows[0]
    assert plain(row.preview) == "Leaves tomorrow, 09:00"
    assert not row.is_draft
    assert "You:" not in row.spoken
    sample.store.apply(
        e.ScheduledChanged((replace(one, state=ScheduledState.REFUSED, reason=MessageFailure.NUMBER_OFF),))
    )
    await until(lambda: model.rows.rows[0].preview == "Not sent: the number is switched off.")
    sample.store.apply(e.ScheduledChanged(()))
    await until(lambda: [row.key for row in model.rows.rows] == before)


async def test_one_further_down_than_what_was_read_comes_with_its_page(sample: Sample, until: Until) -> None:
    for each in range(2 * PAGE):
        thread = ThreadKey(WORK, Address(f"+336330{each:05}"))
        message = replace(arrival(thread, "old"), created_at=now() - timedelta(days=30, minutes=each))
        sample.messages.kept[message.id] = message
    model = await shown(sample, until)
    assert len(model.rows.rows) == PAGE
    key = ThreadKey(WORK, Address("+33199000001"))
    one = replace(waiting(key, "Later", due(now() + timedelta(days=1))), made_at=now() - timedelta(days=90))
    sample.store.apply(e.ScheduledChanged((one,)))
    while not model._complete:
        model.load_more()
        await until(lambda: not model.loading)
    keys = [row.key for row in model.rows.rows]
    assert len(keys) == len(set(keys))
    assert keys[-1] == key
    assert len([each for each in keys if each.peer.startswith("+336330")]) == 2 * PAGE
