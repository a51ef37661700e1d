"""Conversations and messages are put aside, deleted, and taken back (MSG-1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.domain.errors import Mendable
from desktop.domain.messages import MessageId, ThreadKey
from desktop.domain.numbers import Address
from desktop.services.threads import Deletion
from tests.galleries.sample import KARIM, MARIE, PRIVATE, WORK, Sample, now
from tests.models.conftest import Until
from ui.models.thread import ThreadModel
from ui.models.thread_acts import ThreadActs
from ui.models.threads import ThreadsModel

Told = list[tuple[str, Callable[[], None] | None]]
OPEN, OTHER = ThreadKey(PRIVATE, MARIE), ThreadKey(WORK, KARIM)


@pytest.fixture
def told() -> Told:
    return []


@pytest.fixture
def acts(sample: Sample, told: Told) -> ThreadActs:
    acts = ThreadActs(sample.messages, sample.threads, sample.start)
    acts.told.connect(lambda text, undo: told.append((text, undo)))
    return acts


async def listed(sample: Sample, until: Until) -> ThreadsModel:
    model = ThreadsModel(sample.store, sample.messages, sample.start, clock=now)
    model.show_number(None)
    await until(lambda: not model.loading)
    return model


async def opened(sample: Sample, until: Until) -> ThreadModel:
    model = ThreadModel(sample.store, sample.messages, sample.start, clock=now)
    model.open(OPEN)
    await until(lambda: not model.loading and model.conversation)
    return model


async def test_a_deleted_conversation_goes_from_the_list_and_comes_back_to_its_place(
    sample: Sample, acts: ThreadActs, told: Told, until: Until
) -> None:
    model = await listed(sample, until)
    before = [row.key for row in model.rows.rows]
    left: list[frozenset[ThreadKey]] = []
    acts.leaving.connect(left.append)
    acts.delete_threads([OPEN, OTHER])
    assert left == [{OPEN, OTHER}]
    await until(lambda: [r.key for r in model.rows.rows] == [k for k in before if k not in (OPEN, OTHER)])
    text, undo = told[0]
    assert text == "2 conversations were deleted."
    assert undo is not None
    undo()
    await until(lambda: [row.key for row in model.rows.rows] == before)


async def test_deleted_messages_go_from_the_open_thread_and_come_back(
    sample: Sample, acts: ThreadActs, told: Told, until: Until
) -> None:
    model = await opened(sample, until)
    before = [row.key for row in model.rows.rows]
    acts.delete_messages(OPEN, before[-2:])
    await until(lambda: [row.key for row in model.rows.rows] == before[:-2])
    text, undo = told[0]
    assert text == "2 messages were deleted."
    assert undo is not None
    undo()
    await until(lambda: [row.key for row in model.rows.rows] == before)


async def test_what_is_marked_as_unread_says_so_until_it_is_opened_and_looked_at(
    sample: Sample, acts: ThreadActs, until: Until
) -> None:
    model = await listed(sample, until)
    acts.mark_unread([OPEN])
    await until(lambda: any(row.marked_unread for row in model.rows.rows))
    row = next(row for row in model.rows.rows if row.key == OPEN)
    assert "marked as unread" in row.spoken
    thread = await opened(sample, until)
    assert sample.messages.flags[OPEN].marked_unread
    thread.watch(True)
    await until(lambda: not any(row.marked_unread for row in model.rows.rows))


async def test_a_pinned_thread_moves_up_and_the_open_one_knows_it(
    sample: Sample, acts: ThreadActs, until: Until
) -> None:
    model, thread = await listed(sample, until), await opened(sample, until)
    last = model.rows.rows[-1].key
    acts.pin([last, OPEN], True)
    await until(lambda: [row.key for row in model.rows.rows[:2]] == [OPEN, last])
    await until(lambda: thread.conversation is not None and thread.conversation.pinned)
    acts.pin([last, OPEN], False)
    await until(lambda: model.rows.rows[-1].key == last)


async def test_what_can_not_be_kept_is_said(
    sample: Sample, acts: ThreadActs, told: Told, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> Deletion:
        raise Mendable("disk-full")

    monkeypatch.setattr(sample.threads, "delete_messages", refuse)
    acts.delete_messages(OPEN, [MessageId("m")])
    await until(lambda: told)
    assert told[0][0]
    assert told[0][1] is None


async def test_where_only_something_waits_to_leave_nothing_is_said_to_be_deleted(
    acts: ThreadActs, told: Told, until: Until
) -> None:
    acts.delete_threads([ThreadKey(WORK, Address("+33199000001"))])
    await until(lambda: told)
    assert told == [("What waits there to leave stays until it is cancelled.", None)]
