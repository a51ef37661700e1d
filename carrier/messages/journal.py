"""The outgoing journal: each part of a text, before the network sees it, and what became of it.

At most once: a part that was handed over and not answered is "handed" and never handed over again. A receipt
tells what became of it, or else its writer is told that nobody knows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from carrier.clock import Clock
from carrier.messages.settling import UNCONFIRMED, settle_delivered, settle_failed, settle_unconfirmed
from carrier.messages.sms import OutgoingText
from carrier.store.database import Database
from carrier.store.sms_tables import EarlyReceipt, OutgoingPart

DELIVERED = "delivered"
_BATCH = 100
_LOCK = 5155
"""Of PostgreSQL, for whoever settles parts."""
_RECEIPT_WAITS = timedelta(seconds=30)
"""A receipt that nothing claims by its id by then may belong to a part that was never answered."""
_FIRST_ASKED_AGAIN = timedelta(minutes=10)
_LAST_ASKED = timedelta(days=3)

Pair = tuple[str, str]
"""Sender and recipient: in between them texts keep their order."""


@dataclass(frozen=True, slots=True)
class Part:
    id: int
    reference: str
    part: int
    parts: int
    sender: str
    recipient: str
    coding: int
    body: bytes
    network_id: str | None
    first_id: int
    """Of the first part of the same text."""

    @property
    def pair(self) -> Pair:
        return self.sender, self.recipient


class Journal:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def put(self, text: OutgoingText, coding: int, bodies: Sequence[bytes]) -> None:
        """Durable when it returns; a known reference is left alone."""
        now = self._clock()
        with self._database.write() as session:
            if session.scalar(select(OutgoingPart.id).where(OutgoingPart.reference == text.reference)):
                return
            for number, body in enumerate(bodies, start=1):
                session.add(
                    OutgoingPart(
                        reference=text.reference,
                        part=number,
                        parts=len(bodies),
                        sender=text.sender,
                        recipient=text.recipient,
                        coding=coding,
                        body=body,
                        state="waiting",
                        made_at=now,
                        due_at=now,
                    )
                )
                session.flush()  # in this order

    def due(self, *, busy: Collection[Pair], limit: int) -> list[Part]:
        """The first that waits of each pair that is not busy, where it is due."""
        first = (
            select(func.min(OutgoingPart.id))
            .where(OutgoingPart.state == "waiting")
            .group_by(OutgoingPart.sender, OutgoingPart.recipient)
        )
        query = (
            select(OutgoingPart)
            .where(OutgoingPart.id.in_(first), OutgoingPart.due_at <= self._clock())
            .order_by(OutgoingPart.id)
            .limit(limit + len(busy))
        )
        with self._database.read() as session:
            rows = [row for row in session.scalars(query) if (row.sender, row.recipient) not in busy][:limit]
            return _parts(session, rows)

    def hand_over(self, part: Part) -> bool:
        """Whether it may be handed over now: once, and by one process alone."""
        with self._database.write() as session:
            taken = session.execute(
                update(OutgoingPart)
                .where(OutgoingPart.id == part.id, OutgoingPart.state == "waiting")
                .values(state="handed", handed_at=self._clock(), due_at=None)
            )
            return bool(taken.rowcount)  # type: ignore[attr-defined]

    def put_off(self, part: Part, by: timedelta, *, given_up_after: timedelta) -> None:
        """The network said that it has not taken it, or never saw it."""
        now = self._clock()
        with self._alone() as session:
            row = session.get_one(OutgoingPart, part.id)
            if row.state != "handed":
                return
            if row.made_at < now - given_up_after:
                self._end(session, row, "unreachable")
                return
            row.state, row.due_at, row.handed_at = "waiting", now + by, None

    def refuse(self, part: Part, word: str) -> None:
        with self._alone() as session:
            row = session.get_one(OutgoingPart, part.id)
            if row.state in ("waiting", "handed"):
                self._end(session, row, word)

    def take(self, part: Part, network_id: str, same: Collection[str], *, asked_in: timedelta | None) -> None:
        """The network has it under this id. Its receipt may have been here before."""
        now = self._clock()
        with self._alone() as session:
            row = session.get_one(OutgoingPart, part.id)
            if row.state != "handed":
                return
            row.state, row.network_id = "taken", network_id
            row.due_at = now + asked_in if asked_in is not None else None
            early = session.scalars(
                select(EarlyReceipt).where(EarlyReceipt.network_id.in_(same)).order_by(EarlyReceipt.id)
            )
            for receipt in early:
                if _is_between(row, receipt.sender, receipt.recipient):
                    self._end(session, row, receipt.fate)
                    session.delete(receipt)

    def receive(
        self,
        *,
        network_id: str,
        same: Collection[str],
        reference: int | None,
        sender: str,
        recipient: str,
        fate: str,
    ) -> None:
        """A receipt with what became of a part. Early, late, twice or a stranger's: each is put up with."""
        with self._alone() as session:
            row = self._by_id(session, network_id, same, sender, recipient)
            if row is None and reference is not None:
                row = self._by_reference(session, reference, sender, recipient)
            if row is not None:
                row.network_id = row.network_id or network_id
                self._end(session, row, fate)
            elif network_id:
                session.add(
                    EarlyReceipt(
                        network_id=network_id,
                        sender=sender,
                        recipient=recipient,
                        fate=fate,
                        came_at=self._clock(),
                    )
                )

    def settle(self, reference: str, fate: str) -> None:
        """A receipt by our own reference, from a network that gives it back."""
        with self._alone() as session:
            for row in session.scalars(select(OutgoingPart).where(OutgoingPart.reference == reference)):
                self._end(session, row, fate)

    def take_back(self, *, older_than: timedelta) -> None:
        """What has no answer waits again: for a network that takes a text once however often it comes."""
        now = self._clock()
        with self._alone() as session:
            session.execute(
                update(OutgoingPart)
                .where(OutgoingPart.state == "handed", OutgoingPart.handed_at < now - older_than)
                .values(state="waiting", due_at=now, handed_at=None)
            )

    def match_strays(self) -> None:
        """Receipts that nothing claims, and parts that were never answered: where only one can be meant."""
        before = self._clock() - _RECEIPT_WAITS
        with self._alone() as session:
            strays = session.scalars(
                select(EarlyReceipt)
                .where(EarlyReceipt.came_at < before)
                .order_by(EarlyReceipt.id.desc())
                .limit(_BATCH)
            ).all()
            handed = (
                session.scalars(
                    select(OutgoingPart).where(
                        OutgoingPart.state == "handed", OutgoingPart.handed_at < before
                    )
                ).all()
                if strays
                else []
            )
            for stray in strays:
                meant = [
                    row
                    for row in handed
                    if row.state == "handed"
                    and _is_between(row, stray.sender, stray.recipient)
                    and row.handed_at is not None
                    and row.handed_at <= stray.came_at
                ]
                if len(meant) == 1:
                    meant[0].network_id = stray.network_id
                    self._end(session, meant[0], stray.fate)
                    session.delete(stray)

    def tell_of_unanswered(self, *, after: timedelta) -> None:
        now = self._clock()
        with self._alone() as session:
            rows = session.scalars(
                select(OutgoingPart)
                .where(
                    OutgoingPart.state == "handed",
                    OutgoingPart.handed_at < now - after,
                    OutgoingPart.word.is_(None),
                )
                .limit(_BATCH)
            )
            for row in rows:
                row.word = UNCONFIRMED
                settle_unconfirmed(session, row.reference, now)

    def to_ask(self) -> list[Part]:
        """Parts that the network took, and of which it has said nothing for long."""
        with self._database.read() as session:
            rows = session.scalars(
                select(OutgoingPart)
                .where(OutgoingPart.state == "taken", OutgoingPart.due_at <= self._clock())
                .order_by(OutgoingPart.due_at)
                .limit(_BATCH)
            )
            return _parts(session, rows.all())

    def answered(self, part: Part, fate: str | None) -> None:
        """What the network said when it was asked; None: it is under way, or the network does not know."""
        now = self._clock()
        with self._alone() as session:
            row = session.get_one(OutgoingPart, part.id)
            if row.state != "taken":
                return
            if fate is not None:
                self._end(session, row, fate)
                return
            age = now - row.made_at
            row.due_at = now + max(age, _FIRST_ASKED_AGAIN) if age < _LAST_ASKED else None

    @contextmanager
    def _alone(self) -> Iterator[Session]:
        """What becomes of parts is learnt by one at a time: an answer and its receipt, or the receipts of two
        parts of one text, would not see each other. SQLite has one writer anyway.
        """
        with self._database.write() as session:
            if not self._database.is_sqlite:
                session.execute(sql(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            yield session

    def _by_id(
        self, session: Session, network_id: str, same: Collection[str], sender: str, recipient: str
    ) -> OutgoingPart | None:
        rows = session.scalars(
            select(OutgoingPart).where(OutgoingPart.network_id.in_(same)).order_by(OutgoingPart.id.desc())
        ).all()
        rows = [row for row in rows if _is_between(row, sender, recipient)]
        exact = [row for row in rows if row.network_id == network_id]
        return next(iter(exact or rows), None)

    def _by_reference(
        self, session: Session, reference: int, sender: str, recipient: str
    ) -> OutgoingPart | None:
        rows = session.scalars(select(OutgoingPart).where(OutgoingPart.state == "handed"))
        meant = [row for row in rows if row.id & 0xFFFF == reference and _is_between(row, sender, recipient)]
        return meant[0] if len(meant) == 1 else None

    def _end(self, session: Session, row: OutgoingPart, fate: str) -> None:
        """A part is settled. The text is delivered when all its parts are, and has failed when one has."""
        now = self._clock()
        if row.state == "delivered":
            return
        row.state = "delivered" if fate == DELIVERED else "failed"
        row.word = None if fate == DELIVERED else fate
        row.body, row.due_at = b"", None
        session.flush()
        states = set(
            session.scalars(select(OutgoingPart.state).where(OutgoingPart.reference == row.reference))
        )
        if states == {"delivered"}:
            settle_delivered(session, row.reference, now)
        elif row.state == "failed":
            settle_failed(session, row.reference, fate, now)


def _is_between(row: OutgoingPart, sender: str, recipient: str) -> bool:
    """Where the receipt says so: some centres leave one of the two out, or write it nationally."""
    return _same(row.sender, sender) and _same(row.recipient, recipient)


def _same(address: str, digits: str) -> bool:
    ours = address.removeprefix("+")
    return not digits or ours == digits or (len(digits) >= 8 and ours.endswith(digits.lstrip("0")))


def _parts(session: Session, rows: Sequence[OutgoingPart]) -> list[Part]:
    firsts = session.execute(
        select(OutgoingPart.reference, func.min(OutgoingPart.id))
        .where(OutgoingPart.reference.in_([row.reference for row in rows]))
        .group_by(OutgoingPart.reference)
    )
    first_of: dict[str, int] = {row[0]: row[1] for row in firsts}
    return [_part(row, first_of[row.reference]) for row in rows]


def _part(row: OutgoingPart, first_id: int) -> Part:
    return Part(
        first_id=first_id,
        id=row.id,
        reference=row.reference,
        part=row.part,
        parts=row.parts,
        sender=row.sender,
        recipient=row.recipient,
        coding=row.coding,
        body=row.body,
        network_id=row.network_id,
    )
