"""The list of conversations follows what happens, row by row (MSG-1)."""

from __future__ import annotations

from datetime import timedelta

from desktop.domain import events as e
from desktop.domain.calls import Direction
from desktop.domain.messages import Message, MessageId, MessageStatus, ThreadKey
from desktop.domain.numbers import NumberId
from tests.galleries.sample import ANNA, KARIM, LONDON, PRIVATE, WORK, Sample, now
from tests.models.conftest import Until
from ui.models.threads import ThreadsModel


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
