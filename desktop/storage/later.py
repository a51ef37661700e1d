"""Messages that leave later: the carrier's, with what is asked for here laid over them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from desktop.domain.later import (
    CancelScheduled,
    ChangeScheduled,
    Schedule,
    Scheduled,
    ScheduledState,
    SendScheduledNow,
    in_order,
)
from desktop.domain.messages import Draft, GroupId, MessageId, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.outbox import Intent, failure_of
from desktop.domain.wall_time import WallTime
from desktop.storage import attachments, drafts, outbox
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds

_COLUMNS = (
    "id, number_id, peer, text, wall, zone, second, due_at,"
    " state, revision, reason, settled_at, late, group_id, made_at"
)
_SETTLED_KEPT = timedelta(days=30)
_ACTS = (Schedule, ChangeScheduled, SendScheduledNow, CancelScheduled)


def store_all(db: Connection, scheduled: Iterable[Scheduled]) -> None:
    """Keep the carrier's list; what is not in it is settled long since."""
    db.execute("DELETE FROM scheduled_messages")
    for each in scheduled:
        store(db, each)


def store(db: Connection, each: Scheduled) -> None:
    """Keep what the carrier said, unless something newer is known."""
    known = db.execute("SELECT revision FROM scheduled_messages WHERE id = ?", (each.id,)).fetchone()
    if known is not None and known[0] > each.revision:
        return
    settled_at = None if each.settled_at is None else to_microseconds(each.settled_at)
    db.execute(
        f"INSERT OR REPLACE INTO scheduled_messages ({_COLUMNS})"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            each.id,
            each.thread.number_id,
            each.thread.peer,
            each.text,
            each.when.written,
            each.when.zone,
            int(each.when.second),
            to_microseconds(each.due_at),
            each.state.value,
            each.revision,
            None if each.reason is None else each.reason.value,
            settled_at,
            int(each.late.total_seconds()),
            each.group,
            None if each.made_at is None else to_microseconds(each.made_at),
        ),
    )
    if each.file is not None:
        attachments.store(db, each.id, [each.file])
    if settled_at is not None:
        oldest = settled_at - _SETTLED_KEPT // timedelta(microseconds=1)
        db.execute(
            "DELETE FROM scheduled_messages WHERE settled_at < ? AND state IN ('sent', 'cancelled')",
            (oldest,),
        )
    # Its intent has arrived, whatever became of the answer.
    db.execute("DELETE FROM outbox WHERE id = ? AND kind = 'schedule'", (each.id,))


def rescue_text(db: Connection, act: ChangeScheduled, at: datetime) -> Draft | None:
    """A text that came too late is a draft in its conversation, where nothing else is being written."""
    row = db.execute(
        "SELECT number_id, peer FROM scheduled_messages WHERE id = ?", (act.message_id,)
    ).fetchone()
    if row is None or not act.text:
        return None
    thread = ThreadKey(NumberId(row[0]), Address(row[1]))
    if drafts.load(db, thread):
        return None
    draft = Draft(thread, act.text, at)
    drafts.save(db, draft)
    return draft


def forget(db: Connection, message_id: MessageId) -> None:
    db.execute("DELETE FROM scheduled_messages WHERE id = ?", (message_id,))


def load(db: Connection) -> tuple[Scheduled, ...]:
    """What waits, was refused, or left late, the next to leave first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM scheduled_messages s WHERE state = 'waiting' OR state = 'refused'"
        " OR (state = 'sent' AND late > 0)"
    ).fetchall()
    found = {each.id: each for each in map(_scheduled, rows)}
    for intent in outbox.all_of(db, *_ACTS):
        _lay_over(found, intent)
    gone = _carried(db, [each.id for each in found.values() if each.state is not ScheduledState.SENT])
    left = [each for each in found.values() if each.id not in gone]
    files = attachments.load(db, [each.id for each in left])
    left = [replace(each, file=files[each.id][0]) if each.id in files else each for each in left]
    return tuple(sorted(left, key=in_order))


def find(db: Connection, message_id: MessageId) -> Scheduled | None:
    return next((each for each in load(db) if each.id == message_id), None)


def _lay_over(found: dict[MessageId, Scheduled], intent: Intent) -> None:
    act = intent.act
    if isinstance(act, Schedule):
        found[act.message_id] = Scheduled(
            id=act.message_id,
            thread=act.thread,
            text=act.text,
            when=act.when,
            due_at=act.when.instant(),
            state=ScheduledState.WAITING if intent.failure is None else ScheduledState.REFUSED,
            revision=1,
            reason=intent.failure,
            settled_at=None,
            group=act.group,
            made_at=intent.made_at,
            unanswered=intent.failure is None,
        )
        return
    assert isinstance(act, ChangeScheduled | SendScheduledNow | CancelScheduled)
    seen = found.get(act.message_id)
    if seen is None:
        return
    if isinstance(act, CancelScheduled):
        del found[act.message_id]
    elif isinstance(act, SendScheduledNow):
        found[act.message_id] = replace(
            seen, state=ScheduledState.WAITING, reason=None, leaving=True, unanswered=True
        )
    elif act.revision == seen.revision:
        when = act.when or seen.when
        found[act.message_id] = replace(
            seen,
            text=seen.text if act.text is None else act.text,
            when=when,
            due_at=when.instant(),
            state=ScheduledState.WAITING,
            reason=None,
            revision=seen.revision + 1,
            unanswered=True,
        )


def _carried(db: Connection, ids: list[MessageId]) -> frozenset[str]:
    """Those that have left: the message itself is shown."""
    return frozenset(
        each for each in ids if db.execute("SELECT 1 FROM messages WHERE id = ?", (each,)).fetchone()
    )


def _scheduled(row: Any) -> Scheduled:
    id_, number_id, peer, text, wall, zone, second, due_at, state, *rest = row
    revision, reason, settled, late, group, made_at = rest
    return Scheduled(
        id=MessageId(id_),
        thread=ThreadKey(NumberId(number_id), Address(peer)),
        text=text,
        when=WallTime(datetime.fromisoformat(wall).replace(fold=second), zone),
        due_at=from_microseconds(due_at),
        state=ScheduledState(state),
        revision=revision,
        reason=None if reason is None else failure_of(reason),
        settled_at=None if settled is None else from_microseconds(settled),
        late=timedelta(seconds=late),
        group=None if group is None else GroupId(group),
        made_at=None if made_at is None else from_microseconds(made_at),
    )
