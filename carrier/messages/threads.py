"""Reading messages: pages, threads, and how far a person has read."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, or_, select, update

from carrier.api import schemas
from carrier.clock import Clock
from carrier.messages.flags import find_flags, tell_flags
from carrier.problems import not_found
from carrier.sessions.staying import Caller
from carrier.store import shapes
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.owned import own_number
from carrier.store.tables import Account, Message
from carrier.store.thread_tables import Deletion


class Threads:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def message(self, caller: Caller, message_id: UUID) -> schemas.Message:
        with self._database.read() as session:
            row = session.get(Message, (caller.account_id, str(message_id)))
        if row is None:
            raise not_found()
        return shapes.message(row)

    def messages(
        self,
        caller: Caller,
        *,
        number_id: UUID | None,
        peer: str | None,
        before: int | None,
        limit: int,
        with_deleted: bool,
    ) -> schemas.Messages:
        """Newest first, `with_deleted` those too that can still be taken back."""
        query = select(Message).where(Message.account_id == caller.account_id)
        if with_deleted:
            kept = select(Deletion.id).where(Deletion.account_id == caller.account_id)
            query = query.where(or_(Message.deletion_id.is_(None), Message.deletion_id.in_(kept)))
        else:
            query = query.where(Message.deletion_id.is_(None))
        if number_id is not None:
            query = query.where(Message.number_id == str(number_id))
        if peer is not None:
            query = query.where(Message.peer == peer)
        if before is not None:
            query = query.where(Message.sequence < before)
        with self._database.read() as session:
            rows = session.scalars(query.order_by(Message.sequence.desc()).limit(limit + 1)).all()
        page = rows[:limit]
        return schemas.Messages(
            messages=[shapes.message(row) for row in page],
            next=page[-1].sequence if len(rows) > limit else None,
        )

    def conversations(
        self, caller: Caller, *, number_id: UUID | None, before: int | None, limit: int
    ) -> schemas.Conversations:
        """Threads by their newest message, newest first; `before` is that message's sequence."""
        newest = func.max(Message.sequence)
        unread = func.count().filter(Message.read.is_(False))
        query = (
            select(newest.label("newest"), unread.label("unread"))
            .where(Message.account_id == caller.account_id, Message.deletion_id.is_(None))
            .group_by(Message.number_id, Message.peer)
        )
        if number_id is not None:
            query = query.where(Message.number_id == str(number_id))
        if before is not None:
            query = query.having(newest < before)
        threads = query.order_by(newest.desc()).limit(limit + 1).subquery()
        with self._database.read() as session:
            rows = session.execute(
                select(Message, threads.c.unread)
                .join(threads, threads.c.newest == Message.sequence)
                .where(Message.account_id == caller.account_id)
                .order_by(Message.sequence.desc())
            ).all()
        page = rows[:limit]
        return schemas.Conversations(
            conversations=[
                schemas.Conversation(
                    number_id=UUID(row.number_id),
                    peer=row.peer,
                    last_message=shapes.message(row),
                    unread=count,
                )
                for row, count in page
            ],
            next=page[-1][0].sequence if len(rows) > limit else None,
        )

    def mark_read(self, caller: Caller, number_id: UUID, peer: str, *, up_to: int) -> None:
        """Everything in the thread up to this sequence was seen, and a mark to read it again is gone.

        An event where that is news.
        """
        now = self._clock()
        with self._database.write() as session:
            own_number(session, caller.account_id, number_id)
            session.get_one(Account, caller.account_id, with_for_update=True)
            seen = session.scalars(
                update(Message)
                .where(
                    Message.account_id == caller.account_id,
                    Message.number_id == str(number_id),
                    Message.peer == peer,
                    Message.sequence <= up_to,
                    Message.read.is_(False),
                )
                .values(read=True)
                .returning(Message.sequence)
                .execution_options(synchronize_session=False)
            ).all()
            if seen:
                append_event(
                    session,
                    caller.account_id,
                    schemas.ConversationRead(number_id=number_id, peer=peer, up_to=max(seen)),
                    now,
                )
            flags = find_flags(session, caller.account_id, number_id, peer)
            if flags is not None and flags.marked_unread:
                flags.marked_unread = False
                tell_flags(session, flags, self._clock)
