"""Deleted messages stand aside: neither shown, counted nor found, until they come back (MSG-1)."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from desktop.domain.found import Search
from desktop.domain.messages import DeletionId, Message, MessageId, MessageStatus, ThreadFlags, ThreadKey
from desktop.domain.outbox import Act, ChangeThread, DeleteMessages, Intent, IntentId, UndoDeletion
from desktop.storage import deletions, messages, numbers, outbox, search, thread_flags, threads
from desktop.storage.database import Connection, Database
from tests.storage.made import BEGAN, MARIE, PAUL, message, to_mark_read, to_send


def intend(db: Connection, act: Act) -> None:
    intent_id = act.deletion_id if isinstance(act, DeleteMessages) else str(uuid4())
    outbox.add(db, Intent(IntentId(intent_id), act, BEGAN))
    threads.refresh(db, [MARIE])


def deletion(*ids: str, up_to: int | None = None) -> DeleteMessages:
    return DeleteMessages(DeletionId(str(uuid4())), MARIE, tuple(MessageId(each) for each in ids), up_to)


def written(count: int = 4) -> list[Message]:
    return [message(n, f"mot{n}", message_id=f"m{n}") for n in range(1, count + 1)]


async def kept(cache: Database, *listed: Message, generation: int = 1) -> None:
    def write(db: Connection) -> None:
        messages.store(db, listed, generation=generation)
        threads.refresh(db, {each.thread for each in listed})

    await cache.write(write)


async def shown(cache: Database, thread: ThreadKey = MARIE) -> list[str]:
    found = await cache.read(lambda db: messages.load(db, thread, before=None, limit=100))
    return [each.id for each in found]


async def unread(cache: Database) -> int:
    return sum(each.messages for each in (await cache.read(numbers.unread)).values())


async def found(cache: Database, word: str) -> list[str]:
    page = await cache.read(lambda db: search.find_messages(db, Search(word), below=None, limit=10))
    return [each.id for each in page.messages]


async def test_what_waits_to_be_deleted_is_shown_counted_and_found_no_more(cache: Database) -> None:
    await kept(cache, *written())

    await cache.write(lambda db: intend(db, deletion("m1", "m3")))
    assert await shown(cache) == ["m2", "m4"]
    assert await unread(cache) == 2
    assert await found(cache, "mot3") == []
    assert await found(cache, "mot2") == ["m2"]


async def test_a_thread_that_waits_to_be_deleted_takes_what_is_listed_later_along(cache: Database) -> None:
    await kept(cache, *written()[2:])
    await cache.write(lambda db: intend(db, deletion(up_to=4)))
    assert await cache.read(lambda db: threads.find(db, MARIE)) is None
    await kept(cache, *written()[:2], message(5, "neu", message_id="m5"))
    assert await shown(cache) == ["m5"]
    assert await unread(cache) == 1


async def test_the_answer_puts_them_aside_and_the_undo_brings_them_back_as_they_were(cache: Database) -> None:
    await kept(cache, *written())
    before = await cache.read(lambda db: messages.load(db, MARIE, before=None, limit=100))
    act = deletion("m2", up_to=1)

    def settle(db: Connection) -> None:
        intend(db, act)
        outbox.remove(db, IntentId(act.deletion_id))
        deletions.set_deleted(db, act.deletion_id, MARIE, act.message_ids, act.up_to)
        threads.refresh(db, [MARIE])

    await cache.write(settle)
    assert await shown(cache) == ["m3", "m4"]
    assert await found(cache, "mot2") == []

    def undo(db: Connection) -> None:
        deletions.bring_back(db, act.deletion_id)
        intend(db, UndoDeletion(act.deletion_id, MARIE))

    await cache.write(undo)
    assert await cache.read(lambda db: messages.load(db, MARIE, before=None, limit=100)) == before
    assert await found(cache, "mot2") == ["m2"]
    # The event of the deletion itself may come after the undo was asked for.
    await cache.write(lambda db: deletions.set_deleted(db, act.deletion_id, MARIE, act.message_ids, 1))
    assert await shown(cache) == ["m1", "m2", "m3", "m4"]
    await cache.write(lambda db: deletions.set_restored(db, act.deletion_id))
    assert await shown(cache) == ["m1", "m2", "m3", "m4"]


async def test_two_devices_that_delete_the_same_at_once_agree_whose_it_was(cache: Database) -> None:
    """Ours was answered first, but the other's came first at the carrier: its undo brings them back."""
    await kept(cache, *written(3))
    ours, theirs = deletion("m1", "m2"), deletion("m2", "m3")
    await cache.write(lambda db: intend(db, ours))
    await cache.write(lambda db: deletions.move_some(db, ours))
    await cache.write(lambda db: outbox.remove(db, IntentId(ours.deletion_id)))
    for act in (theirs, ours):
        await cache.write(
            lambda db, a=act: deletions.set_deleted(db, a.deletion_id, MARIE, a.message_ids, None)  # type: ignore[misc]
        )
    assert await shown(cache) == []
    await cache.write(lambda db: deletions.set_restored(db, theirs.deletion_id))
    assert await shown(cache) == ["m2", "m3"]
    await cache.write(lambda db: deletions.set_restored(db, ours.deletion_id))
    assert await shown(cache) == ["m1", "m2", "m3"]


async def test_a_long_thread_goes_and_comes_back_bit_by_bit(cache: Database) -> None:
    await kept(cache, *written(7))
    act = deletion(up_to=7)
    await cache.write(lambda db: intend(db, act))
    while await cache.write(lambda db: deletions.move_some(db, act, limit=3)):
        assert await shown(cache) == []
    await cache.write(lambda db: outbox.remove(db, IntentId(act.deletion_id)))
    assert await shown(cache) == []
    below = await cache.write(lambda db: deletions.bring_back(db, act.deletion_id, limit=3))
    assert await shown(cache) == ["m5", "m6", "m7"]
    while below is not None:
        below = await cache.write(
            lambda db, b=below: deletions.bring_back(db, act.deletion_id, below=b, limit=3)  # type: ignore[misc]
        )
    assert len(await shown(cache)) == 7
    assert await found(cache, "mot1") == ["m1"]
    while await cache.write(lambda db: deletions.restore_some(db, act.deletion_id, limit=3)):
        pass
    assert len(await shown(cache)) == 7


async def test_an_undo_that_the_carrier_refuses_shows_the_truth_again(cache: Database) -> None:
    await kept(cache, *written())
    act = deletion("m2")
    await cache.write(lambda db: deletions.set_deleted(db, act.deletion_id, MARIE, act.message_ids, None))
    await cache.write(lambda db: deletions.bring_back(db, act.deletion_id))
    assert len(await shown(cache)) == 4
    await cache.write(lambda db: deletions.send_away(db, act.deletion_id))
    assert await shown(cache) == ["m1", "m3", "m4"]


async def test_an_event_of_before_does_not_bring_back_what_was_deleted_but_a_new_listing_does(
    cache: Database,
) -> None:
    first = message(1, "mot1", message_id="m1", incoming=False)
    await kept(cache, first)
    act = deletion("m1")
    await cache.write(lambda db: deletions.set_deleted(db, act.deletion_id, MARIE, act.message_ids, None))
    await kept(cache, replace(first, status=MessageStatus.DELIVERED))
    assert await shown(cache) == []
    await cache.write(lambda db: deletions.set_restored(db, act.deletion_id))
    (back,) = await cache.read(lambda db: messages.load(db, MARIE, before=None, limit=9))
    assert back.status is MessageStatus.DELIVERED
    await cache.write(lambda db: deletions.set_deleted(db, act.deletion_id, MARIE, act.message_ids, None))
    await kept(cache, first, generation=2)
    assert await shown(cache) == ["m1"]


async def test_what_is_listed_as_deleted_is_put_aside_and_can_come_back(cache: Database) -> None:
    gone = DeletionId("d1")
    await kept(cache, *(replace(each, deletion=gone) for each in written(2)), message(3, message_id="m3"))
    assert await shown(cache) == ["m3"]
    await cache.write(lambda db: deletions.set_restored(db, gone))
    assert await shown(cache) == ["m1", "m2", "m3"]
    await cache.write(lambda db: messages.forget_older(db, 2))
    assert await shown(cache) == []


async def test_a_deletion_survives_a_rebuilt_cache_with_the_outbox(cache: Database) -> None:
    """What is derived from the outbox is derived anew where its rows are written anew."""
    act = deletion("m1", up_to=2)
    waiting = to_send("noch nicht")

    def write(db: Connection) -> None:
        outbox.add(db, waiting)
        intend(db, act)
        db.execute("DELETE FROM going_messages")
        db.execute("DELETE FROM going_threads")
        columns = "id, kind, lane, number_id, peer, text, up_to, body, made_at, begun"
        rows = db.execute(f"SELECT {columns} FROM outbox ORDER BY position").fetchall()
        db.execute("DELETE FROM outbox")
        marks = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
        db.executemany(f"INSERT INTO outbox ({columns}) VALUES ({marks})", rows)

    await cache.write(write)
    await kept(cache, *written(3))
    assert await shown(cache) == ["m3", waiting.id]
    assert (await cache.read(lambda db: outbox.find(db, IntentId(act.deletion_id)))) == Intent(
        IntentId(act.deletion_id), act, BEGAN
    )


async def test_flags_that_wait_are_laid_over_the_carriers_in_their_order(cache: Database) -> None:
    await kept(cache, *written(1))

    def flags(db: Connection) -> ThreadFlags:
        return thread_flags.find(db, MARIE)

    await cache.write(lambda db: thread_flags.store(db, [ThreadFlags(MARIE, muted=True)]))
    await cache.write(lambda db: intend(db, ChangeThread(MARIE, pinned=True, marked_unread=True)))
    assert await cache.read(flags) == ThreadFlags(MARIE, muted=True, pinned=True, marked_unread=True)
    await cache.write(lambda db: outbox.add(db, to_mark_read(1)))
    assert not (await cache.read(flags)).marked_unread
    await cache.write(lambda db: intend(db, ChangeThread(MARIE, muted=False, marked_unread=True)))
    assert await cache.read(flags) == ThreadFlags(MARIE, pinned=True, marked_unread=True)
    assert await cache.read(thread_flags.muted) == frozenset()
    await cache.write(lambda db: intend(db, ChangeThread(PAUL, muted=True)))
    assert await cache.read(thread_flags.muted) == {PAUL}
