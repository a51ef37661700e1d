"""Messages that wait for their time: written, changed, sent now, cancelled, by any device (MSG-2).

The account's row is locked before anything else, as the job that sends them does (`leaving`): a change that
comes while the message leaves waits for that, and is then told so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from carrier.api import schemas
from carrier.clock import Clock
from carrier.files.attaching import hold, let_go
from carrier.files.blobs import Blobs
from carrier.later.limits import FURTHEST, GRACE, MOST_WAITING
from carrier.later.settling import leave, settle, tell
from carrier.later.wall_time import UnknownZone, WallTime, rules_version
from carrier.messages.sending import Sending, recipient_of
from carrier.numbering import capabilities
from carrier.problems import Refusal, not_found
from carrier.sessions.devices import lock_account
from carrier.sessions.staying import Caller
from carrier.sessions.tokens import digest_of_values
from carrier.signals import LATER
from carrier.store import shapes
from carrier.store.database import Database, announce
from carrier.store.owned import own_number, why_unusable
from carrier.store.tables import Message, ScheduledMessage

_LATE_TOLD = timedelta(days=1)
"""A message that left late is listed for so long."""
_State = schemas.ScheduledState


class Scheduling:
    def __init__(self, database: Database, blobs: Blobs, sending: Sending, clock: Clock) -> None:
        self._database = database
        self._blobs = blobs
        self._sending = sending
        self._clock = clock

    def scheduled(
        self, caller: Caller, *, number_id: UUID | None, after: UUID | None, limit: int
    ) -> schemas.ScheduledMessages:
        row = ScheduledMessage
        query = select(row).where(
            row.account_id == caller.account_id,
            or_(
                row.state.in_((_State.waiting, _State.refused)),
                and_(
                    row.state == _State.sent,
                    row.late_seconds > 0,
                    row.settled_at > self._clock() - _LATE_TOLD,
                ),
            ),
        )
        if number_id is not None:
            query = query.where(row.number_id == str(number_id))
        if after is not None:
            query = query.where(row.id > str(after))
        with self._database.read() as session:
            rows = session.scalars(query.order_by(row.id).limit(limit + 1)).all()
        page = rows[:limit]
        return schemas.ScheduledMessages(
            scheduled=[shapes.scheduled(each) for each in page],
            next=UUID(page[-1].id) if len(rows) > limit else None,
        )

    def one(self, caller: Caller, message_id: UUID) -> schemas.ScheduledMessage:
        with self._database.read() as session:
            row = session.get(ScheduledMessage, (caller.account_id, str(message_id)))
        if row is None:
            raise not_found()
        return shapes.scheduled(row)

    def schedule(
        self, caller: Caller, wanted: schemas.ScheduleMessage
    ) -> tuple[schemas.ScheduledMessage, bool]:
        """What waits, and whether it is new. Asked again with the same id and body, what became of it."""
        # What has no file is known by the digest that it had before there were any.
        body_digest = digest_of_values(
            wanted.model_dump_json(exclude={"file_id"} if wanted.file_id is None else None)
        )
        now = self._clock()
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            row = session.get(ScheduledMessage, (caller.account_id, str(wanted.id)))
            if row is not None:
                if row.body_digest != body_digest:
                    raise Refusal(422, "idempotency-conflict")
                return shapes.scheduled(row), False
            if session.get(Message, (caller.account_id, str(wanted.id))) is not None:
                raise Refusal(422, "idempotency-conflict")
            row = self._new_row(session, caller, wanted, now)
            row.body_digest = body_digest
            session.add(row)
            tell(session, row, now)
            announce(session, LATER)
            return shapes.scheduled(row), True

    def change(
        self, caller: Caller, message_id: UUID, wanted: schemas.ScheduledChange
    ) -> schemas.ScheduledMessage:
        """Another text, another time, or both. What was refused waits again."""
        now = self._clock()
        with self._database.write() as session:
            row = self._open_row(session, caller, message_id)
            if _is_so(row, wanted):  # asked again, after an answer that was lost
                return shapes.scheduled(row)
            if row.revision != wanted.revision:
                raise Refusal(409, "changed-elsewhere")
            if wanted.text is not None:
                if not wanted.text and row.file_id is None:
                    raise Refusal(422, "invalid-request", "a message without text or file")
                row.text = wanted.text
            if wanted.when is not None:
                _set_time(row, wanted.when, now)
            elif row.state == _State.refused:
                _set_time(row, shapes.scheduled(row).when, now)
            row.state, row.reason, row.settled_at = _State.waiting, None, None
            row.revision += 1
            tell(session, row, now)
            announce(session, LATER)
            return shapes.scheduled(row)

    def send_now(self, caller: Caller, message_id: UUID) -> schemas.ScheduledMessage:
        """Raises `Refusal` as an ordinary send does; the message stays as it was then."""
        now = self._clock()
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            row = _own(session, caller, message_id)
            if row.state == _State.cancelled:
                raise Refusal(409, "already-cancelled")
            if row.state != _State.sent:
                leave(session, row, self._sending)
                settle(session, row, _State.sent, now)
            return shapes.scheduled(row)

    def cancel(self, caller: Caller, message_id: UUID) -> schemas.ScheduledMessage:
        """Again is as good as once. A refusal that was read goes this way too. Its file goes with it."""
        blob: str | None = None
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            row = _own(session, caller, message_id)
            if row.state == _State.sent:
                raise Refusal(409, "already-sent")
            if row.state != _State.cancelled:
                if row.file_id is not None:
                    blob = let_go(session, caller.account_id, row.file_id)
                    row.file_id = None
                    set_committed_value(row, "file", None)
                settle(session, row, _State.cancelled, self._clock())
            cancelled = shapes.scheduled(row)
        self._blobs.drop([blob] if blob else [])
        return cancelled

    def _new_row(
        self, session: Session, caller: Caller, wanted: schemas.ScheduleMessage, now: datetime
    ) -> ScheduledMessage:
        number = own_number(session, caller.account_id, wanted.number_id)
        word = why_unusable(number)
        if word is not None and word != "number-off":  # one that is off now may be on by then
            raise Refusal(403, word)
        if "messages" not in capabilities(number.country):
            raise Refusal(403, "not-capable")
        if wanted.file_id is not None and "files" not in capabilities(number.country):
            raise Refusal(403, "not-capable")
        waiting = session.scalar(
            select(func.count())
            .select_from(ScheduledMessage)
            .where(ScheduledMessage.account_id == caller.account_id, ScheduledMessage.state == _State.waiting)
        )
        if (waiting or 0) >= MOST_WAITING:
            raise Refusal(422, "too-many-waiting", f"{MOST_WAITING} at most")
        row = ScheduledMessage(
            account_id=caller.account_id,
            id=str(wanted.id),
            number_id=number.id,
            peer=recipient_of(wanted.to, number.country),
            text=wanted.text,
            state=_State.waiting,
            late_seconds=0,
            created_at=now,
            revision=1,
            group_id=str(wanted.group_id) if wanted.group_id else None,
        )
        _set_time(row, wanted.when, now)
        if wanted.file_id is not None:
            file = hold(
                session,
                caller.account_id,
                wanted.file_id,
                message_id=wanted.id,
                group_id=wanted.group_id,
                now=now,
            )
            row.file_id = file.id
            set_committed_value(row, "file", file)
        else:
            set_committed_value(row, "file", None)
        return row

    def _open_row(self, session: Session, caller: Caller, message_id: UUID) -> ScheduledMessage:
        lock_account(session, caller.account_id)
        row = _own(session, caller, message_id)
        if row.state == _State.sent:
            raise Refusal(409, "already-sent")
        if row.state == _State.cancelled:
            raise Refusal(409, "already-cancelled")
        return row


def _own(session: Session, caller: Caller, message_id: UUID) -> ScheduledMessage:
    row = session.get(ScheduledMessage, (caller.account_id, str(message_id)))
    if row is None:
        raise not_found()
    return row


def _is_so(row: ScheduledMessage, wanted: schemas.ScheduledChange) -> bool:
    """Whether this very change was made before."""
    return (
        row.state == _State.waiting
        and row.revision == wanted.revision + 1
        and wanted.text in (None, row.text)
        and wanted.when in (None, shapes.scheduled(row).when)
    )


def _set_time(row: ScheduledMessage, when: schemas.When, now: datetime) -> None:
    try:
        due_at = WallTime.read(when.wall, when.zone, second=when.second).instant()
    except UnknownZone:
        raise Refusal(422, "unknown-zone") from None
    except ValueError:
        raise Refusal(422, "invalid-request", "There is no such day or time") from None
    if due_at < now - GRACE:
        raise Refusal(422, "due-in-the-past")
    if due_at > now + FURTHEST:
        raise Refusal(422, "too-far-ahead")
    row.wall, row.zone, row.second = when.wall, when.zone, when.second
    row.due_at, row.zone_rules = due_at, rules_version()
