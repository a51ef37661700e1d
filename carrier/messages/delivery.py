"""The delivery job: what is queued leaves, what comes in is put into its account, each exactly once.

All it knows is in the database, so it goes on after a kill at any point. A message between two numbers of
this carrier moves in one transaction; one to the SMS network bears a reference that it takes only once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from carrier.account.blocking import is_blocked
from carrier.api import schemas
from carrier.clock import Clock
from carrier.crash import crash_point
from carrier.files.blobs import Blobs
from carrier.files.received import files_of, keep_parts, within_limits
from carrier.jobs import keep_at
from carrier.messages.incoming import keep_incoming
from carrier.messages.segments import measure
from carrier.messages.settling import become
from carrier.messages.sms import OutgoingText, Part, SmsNetwork, Taken, Undelivered
from carrier.numbering import capabilities
from carrier.signals import WORK, Signals
from carrier.store import shapes
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.owned import next_sequence, why_unusable
from carrier.store.sms_tables import IncomingText
from carrier.store.tables import Account, Message, Number

logger = logging.getLogger(__name__)

_BATCH = 100
_POLL_SECONDS = 1.0
_RETRY_AFTER = timedelta(seconds=5)

MessageKey = tuple[str, str]
"""Account id and message id."""
Thread = tuple[str, str]
"""Number id and the other side: what is written there arrives in the order of its writing."""


class StoredInbox:
    """`Inbox` over the database."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs

    async def put(
        self,
        *,
        origin: str,
        sender: str,
        recipient: str,
        text: str,
        due_at: datetime,
        parts: Sequence[Part] = (),
    ) -> None:
        await asyncio.to_thread(self._put, origin, sender, recipient, text, due_at, within_limits(parts))

    def _put(
        self, origin: str, sender: str, recipient: str, text: str, due_at: datetime, parts: Sequence[Part]
    ) -> None:
        kept = keep_parts(self._blobs, origin, parts)
        with self._database.write() as session:
            if kept and session.get(IncomingText, origin) is not None:
                self._blobs.drop(part.blob for part in kept)
                return
            keep_incoming(
                session, origin=origin, sender=sender, recipient=recipient, text=text, due_at=due_at
            )
            session.add_all(kept)


class Delivery:
    def __init__(self, database: Database, signals: Signals, network: SmsNetwork, clock: Clock) -> None:
        self._database = database
        self._signals = signals
        self._network = network
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled. Woken by a commit, and by a slow poll for what falls due."""
        with self._signals.listen(WORK) as work:
            await keep_at(self._turn, work, name="delivery", again_seconds=_POLL_SECONDS)

    async def _turn(self) -> float:
        return 0.0 if await self.deliver_due() else _POLL_SECONDS

    async def deliver_due(self) -> bool:
        """Everything that is due now; whether there was anything."""
        arrived = await asyncio.to_thread(self._take_incoming)
        due = await asyncio.to_thread(self._due)
        stumbled: set[Thread] = set()
        for key, thread in due:
            if thread in stumbled:
                continue
            try:
                await self._deliver(key)
            except Exception:  # one that can't be delivered holds up those behind it, and no other thread
                logger.exception("message %s stumbled and is tried again", key[1])
                stumbled.add(thread)
                await asyncio.to_thread(self._postpone, key)
        return bool(arrived or due)

    def _due(self) -> list[tuple[MessageKey, Thread]]:
        """What may leave now, and its thread: none that has one before it that was postponed."""
        now, unsent = self._clock(), Message.status.in_(("queued", "sent"))
        thread = (Message.account_id, Message.number_id, Message.peer)
        with self._database.read() as session:
            postponed = (
                select(*thread, func.min(Message.sequence).label("first"))
                .where(unsent, Message.due_at > now)
                .group_by(*thread)
                .subquery()
            )
            same = and_(*(column == postponed.c[column.key] for column in thread))
            rows = session.execute(
                select(Message.account_id, Message.id, Message.number_id, Message.peer)
                .outerjoin(postponed, same)
                .where(unsent, Message.due_at <= now)
                .where(or_(postponed.c.first.is_(None), Message.sequence < postponed.c.first))
                .order_by(Message.created_at, Message.sequence)
                .limit(_BATCH)
            )
            return [((account, message), (number, peer)) for account, message, number, peer in rows]

    async def _deliver(self, key: MessageKey) -> None:
        text = await asyncio.to_thread(self._begin, key)
        if text is None:
            return
        crash_point("delivery.begun")
        outcome = await self._network.send(text)
        if isinstance(outcome, Taken):
            await asyncio.to_thread(self._leave, key)
            return
        failure = outcome.word if isinstance(outcome, Undelivered) else None
        await asyncio.to_thread(self._finish, key, failure)
        crash_point("delivery.committed")

    def _begin(self, key: MessageKey) -> OutgoingText | None:
        """Mark it sent. One between two of our numbers is delivered here; another is returned."""
        with self._database.write() as session:
            row = self._claimed(session, key)
            if row is None:
                return None
            if row.status == schemas.MessageStatus.queued:
                become(session, row, schemas.MessageStatus.sent, self._clock())
            sender = session.get_one(Number, row.number_id)
            recipient = session.scalars(select(Number).where(Number.e164 == row.peer)).one_or_none()
            if recipient is None:
                return OutgoingText(f"{row.account_id}/{row.id}", sender.e164, row.peer, row.text)
            ours = (sender.e164, recipient.id)
        crash_point("delivery.begun")
        self._hand_over(key, *ours)
        crash_point("delivery.committed")
        return None

    def _hand_over(self, key: MessageKey, sender: str, number_id: str) -> None:
        with self._database.write() as session:
            recipient = session.get(Number, number_id)
            accounts = {key[0]} | ({recipient.account_id} if recipient else set())
            for account_id in sorted(accounts):  # always in this order, so that two deliveries can't lock
                session.get_one(Account, account_id, with_for_update=True)
            row = self._claimed(session, key)
            if row is None:
                return
            if (
                recipient is None
                or why_unusable(recipient)
                or "messages" not in capabilities(recipient.country)
            ):
                become(session, row, schemas.MessageStatus.failed, self._clock(), failure="unreachable")
                return
            self._receive(session, recipient, sender, row.text, origin=f"message:{row.account_id}/{row.id}")
            become(session, row, schemas.MessageStatus.delivered, self._clock())

    def _finish(self, key: MessageKey, failure: str | None) -> None:
        with self._database.write() as session:
            row = self._claimed(session, key)
            if row is None:
                return
            status = schemas.MessageStatus.delivered if failure is None else schemas.MessageStatus.failed
            become(session, row, status, self._clock(), failure=failure)

    def _leave(self, key: MessageKey) -> None:
        """The network has it: it stays "sent" until the network says more, which it may have done by now."""
        with self._database.write() as session:
            row = self._claimed(session, key)
            if row is not None:
                row.due_at = None

    def _postpone(self, key: MessageKey) -> None:
        with self._database.write() as session:
            row = self._claimed(session, key)
            if row is not None:
                row.due_at = self._clock() + _RETRY_AFTER

    def _claimed(self, session: Session, key: MessageKey) -> Message | None:
        """The message, locked, unless it is done with."""
        session.get_one(Account, key[0], with_for_update=True)
        row = session.get(Message, key, with_for_update=True)
        return row if row is not None and row.due_at is not None else None

    def _take_incoming(self) -> int:
        now = self._clock()
        with self._database.read() as session:
            origins = session.scalars(
                select(IncomingText.origin)
                .where(IncomingText.done.is_(False), IncomingText.due_at <= now)
                .order_by(IncomingText.due_at)
                .limit(_BATCH)
            ).all()
        for origin in origins:
            try:
                self._take(origin)
            except Exception:  # one that can't be taken does not hold up the others
                logger.exception("an incoming text stumbled and is tried again")
                with self._database.write() as session:
                    session.get_one(IncomingText, origin).due_at = self._clock() + _RETRY_AFTER
        return len(origins)

    def _take(self, origin: str) -> None:
        with self._database.write() as session:
            text = session.get_one(IncomingText, origin, with_for_update=True)
            number = session.scalars(select(Number).where(Number.e164 == text.recipient)).one_or_none()
            if not text.done and number is not None and why_unusable(number) is None:
                self._receive(session, number, text.sender, text.text, origin=origin)
            text.done = True

    def _receive(self, session: Session, number: Number, sender: str, text: str, *, origin: str) -> None:
        """Whoever is blocked is not told so: the message counts as delivered, and is put nowhere."""
        if is_blocked(session, number.account_id, sender):
            return
        now = self._clock()
        message_id = str(uuid5(NAMESPACE_URL, origin))
        files = []
        if "files" in capabilities(number.country):
            files = files_of(
                session,
                origin,
                account_id=number.account_id,
                number_id=number.id,
                message_id=message_id,
                now=now,
            )
        row = Message(
            account_id=number.account_id,
            id=message_id,
            number_id=number.id,
            peer=sender,
            direction=schemas.Direction.incoming,
            text=text,
            created_at=now,
            status=schemas.MessageStatus.received,
            failure=None,
            segments=measure(text).segments,
            sequence=next_sequence(session, number.account_id),
            read=False,
            origin=origin,
            due_at=None,
        )
        session.add_all([row, *files])
        set_committed_value(row, "files", files)
        append_event(session, number.account_id, schemas.MessageChanged(message=shapes.message(row)), now)
