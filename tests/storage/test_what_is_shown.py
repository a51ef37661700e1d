"""What is shown is the carrier's truth with waiting intents laid over it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from desktop.domain.later import Schedule
from desktop.domain.messages import Draft, MessageFailure, MessageId, MessageStatus, ThreadKey
from desktop.domain.outbox import Intent, IntentId, SendMessage
from desktop.domain.wall_time import WallTime
from desktop.storage import drafts, messages, outbox, threads
from desktop.storage.database import Connection, Database, IntegrityError
from tests.storage.made import BEGAN, MARIE, PAUL, message, to_mark_read, to_send


async def test_a_waiting_message_stands_last_and_a_thread_shows_it(cache: Database) -> None:
    intent = to_send("J'arrive")

    def write(db: Connection) -> None:
        messages.store(db, [message(1), message(2)], generation=1)
        outbox.add(db, intent)
        threads.refresh(db, [MARIE])

    await cache.write(write)
    shown = await cache.read(lambda db: messages.load(db, MARIE, before=None, limit=10))
    assert [m.status for m in shown] == [
        MessageStatus.RECEIVED,
        MessageStatus.RECEIVED,
        MessageStatus.WAITING,
    ]
    thread = await cache.read(lambda db: threads.find(db, MARIE))
    assert thread is not None
    assert (thread.last_text, thread.last_status, thread.unread) == ("J'arrive", MessageStatus.WAITING, 2)


async def test_the_carriers_word_about_a_message_ends_its_intent(cache: Database) -> None:
    intent = to_send("Une fois")

    def write(db: Connection) -> None:
        outbox.add(db, intent)
        messages.store(db, [message(7, "Une fois", incoming=False, message_id=intent.id)], generation=1)
        threads.refresh(db, [MARIE])

    await cache.write(write)
    shown = await cache.read(lambda db: messages.load(db, MARIE, before=None, limit=10))
    assert [(m.id, m.status) for m in shown] == [(MessageId(intent.id), MessageStatus.SENT)]
    assert await cache.read(outbox.waiting_messages) == 0


async def test_a_refused_message_stays_with_its_reason_and_holds_up_nobody(cache: Database) -> None:
    first, second = to_send("un"), to_send("deux")

    def write(db: Connection) -> None:
        outbox.add(db, first)
        outbox.add(db, second)
        outbox.set_failed(db, first.id, MessageFailure.NO_CREDIT)

    await cache.write(write)
    shown = await cache.read(lambda db: messages.load(db, MARIE, before=None, limit=10))
    assert [(m.status, m.failure) for m in shown] == [
        (MessageStatus.FAILED, MessageFailure.NO_CREDIT),
        (MessageStatus.WAITING, None),
    ]
    assert [i.id for i in await cache.read(outbox.first_of_each_lane)] == [second.id]


async def test_a_waiting_mark_makes_messages_read_at_once(cache: Database) -> None:
    def write(db: Connection) -> None:
        messages.store(db, [message(1), message(2), message(3)], generation=1)
        outbox.add(db, to_mark_read(2))
        threads.refresh(db, [MARIE])

    await cache.write(write)
    shown = await cache.read(lambda db: messages.load(db, MARIE, before=None, limit=10))
    assert [m.read for m in shown] == [True, True, False]
    thread = await cache.read(lambda db: threads.find(db, MARIE))
    assert thread is not None
    assert thread.unread == 1


async def test_messages_of_one_thread_leave_in_order_and_threads_do_not_wait_for_each_other(
    cache: Database,
) -> None:
    intents = [to_send("a"), to_send("b"), to_send("c", thread=PAUL)]

    def write(db: Connection) -> None:
        for intent in intents:
            outbox.add(db, intent)

    await cache.write(write)
    first = await cache.read(outbox.first_of_each_lane)
    assert [i.id for i in first] == [intents[0].id, intents[2].id]
    assert first[0] == intents[0]


async def test_an_intent_can_not_be_changed(cache: Database) -> None:
    intent = to_send("dit")
    await cache.write(lambda db: outbox.add(db, intent))
    with pytest.raises(IntegrityError, match="never changes"):
        await cache.write(lambda db: db.execute("UPDATE outbox SET text = 'autre'") and None)
    kept = await cache.read(lambda db: outbox.find(db, IntentId(intent.id)))
    assert kept == intent


async def test_pages_of_a_thread_follow_each_other_without_gap_or_repetition(cache: Database) -> None:
    written = [message(n, str(n)) for n in range(1, 101)]
    await cache.write(lambda db: messages.store(db, written, generation=1) and None)
    seen: list[str] = []
    before: int | None = None
    while page := await cache.read(lambda db, b=before: messages.load(db, MARIE, before=b, limit=30)):  # type: ignore[misc]
        seen = [m.text for m in page] + seen
        before = page[0].sequence
    assert seen == [m.text for m in written]


async def test_a_conversation_that_was_only_begun_is_shown_with_its_draft(cache: Database) -> None:
    await cache.write(lambda db: drafts.save(db, Draft(PAUL, "Dear", BEGAN)))
    (thread,) = await cache.read(lambda db: threads.load(db, None, before=None, limit=10))
    assert (thread.key, thread.draft, thread.last_text) == (PAUL, "Dear", "")
    await cache.write(lambda db: drafts.save(db, Draft(PAUL, "", BEGAN)))
    assert await cache.read(lambda db: threads.load(db, None, before=None, limit=10)) == ()


async def test_what_a_newer_program_wrote_holds_up_nobody(cache: Database) -> None:
    intent = to_send()
    await cache.write(lambda db: outbox.add(db, intent))
    await cache.write(
        lambda db: (
            db.execute(
                "INSERT INTO outbox (id, kind, lane, body, made_at) VALUES ('f', 'send-fax', 'fax', '{}', 0)"
            )
            and None
        )
    )
    assert await cache.read(outbox.first_of_each_lane) == (intent,)


async def test_what_is_being_written_comes_to_the_top(cache: Database) -> None:
    def write(db: Connection) -> list[ThreadKey]:
        messages.store(db, [message(1, thread=MARIE), message(5, thread=PAUL)], generation=0)
        threads.refresh(db, [MARIE, PAUL])
        drafts.save(db, Draft(MARIE, "Half a", BEGAN + timedelta(minutes=9)))
        return [each.key for each in threads.load(db, None, before=None, limit=9)]

    assert await cache.write(write) == [MARIE, PAUL]

    def take_back(db: Connection) -> list[tuple[ThreadKey, datetime]]:
        drafts.save(db, Draft(MARIE, "", BEGAN + timedelta(minutes=10)))
        return [(each.key, each.last_at) for each in threads.load(db, None, before=None, limit=9)]

    assert await cache.write(take_back) == [
        (PAUL, BEGAN + timedelta(minutes=5)),
        (MARIE, BEGAN + timedelta(minutes=1)),
    ]


async def test_what_was_read_and_then_replaced_under_the_same_id_does_not_leave(cache: Database) -> None:
    """It was about to be asked for when the person changed it: the carrier must not hear the old words."""
    moment = datetime(2026, 11, 26, 18, 0)  # noqa: DTZ001 (a wall time)
    before = Schedule(MessageId("one"), MARIE, "Before", WallTime(moment, "Europe/Paris"))
    one = Intent(IntentId("one"), before, BEGAN)
    second = timedelta(microseconds=1)
    for act in (replace(before, text="After"), SendMessage(MessageId("one"), MARIE, "Before")):
        for made_at in (BEGAN + second, BEGAN):  # a clock may be coarse, or be set back
            await cache.write(lambda db: outbox.add(db, one))
            (read,) = await cache.read(outbox.first_of_each_lane)
            assert await cache.write(lambda db: outbox.take_back(db, one.id))
            await cache.write(partial(outbox.add, intent=Intent(one.id, act, made_at)))
            (instead,) = await cache.read(outbox.first_of_each_lane)
            assert not await cache.write(partial(outbox.set_begun, intent=read, begun=True))
            assert await cache.write(partial(outbox.set_begun, intent=instead, begun=True))
            await cache.write(lambda db: outbox.remove(db, one.id))
