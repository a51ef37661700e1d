"""Long texts that come in parts: in any order, twice, with gaps, under a reference that was used before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from carrier.clock import Clock
from carrier.messages.incoming import keep_incoming
from carrier.messages.smpp import text as texts
from carrier.messages.smpp.headers import Part
from carrier.store.database import Database
from carrier.store.sms_tables import IncomingPiece

MISSING = "[…]"
"""Stands where parts of a long text never came."""
_MOST_OPEN = 300
"""Parts between two numbers that wait at a time: beyond them the oldest text is shown as it is."""

_Key = tuple[str, str, int, int, int]


class Joining:
    def __init__(self, database: Database, clock: Clock, *, default_coding: str, kept: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._default_coding = default_coding
        self._kept = kept

    def add(
        self, session: Session, part: Part, *, sender: str, recipient: str, coding: int, body: bytes
    ) -> None:
        """The text goes into the inbox with the part that makes it whole."""
        rows = session.scalars(
            select(IncomingPiece)
            .where(
                IncomingPiece.sender == sender,
                IncomingPiece.recipient == recipient,
                IncomingPiece.reference == part.reference,
                IncomingPiece.total == part.total,
            )
            .order_by(IncomingPiece.generation, IncomingPiece.number)
        ).all()
        if any((row.number, row.coding, row.body) == (part.number, coding, body) for row in rows):
            return
        generation, known = _where_it_fits(rows, part.number)
        row = IncomingPiece(
            sender=sender,
            recipient=recipient,
            reference=part.reference,
            total=part.total,
            number=part.number,
            generation=generation,
            coding=coding,
            body=body,
            came_at=self._clock(),
            done=False,
        )
        session.add(row)
        session.flush()
        if len(known) + 1 == part.total:
            self._join(session, [*known, row])
        else:
            self._keep_few(session, sender, recipient)

    def show_what_waits(self) -> None:
        """What is not whole in time is shown with a mark; what was joined long ago is forgotten."""
        before = self._clock() - self._kept
        with self._database.write() as session:
            rows = session.scalars(select(IncomingPiece).order_by(IncomingPiece.id)).all()
            for _, each in groupby(sorted(rows, key=_key), key=_key):
                parts = list(each)
                if max(row.came_at for row in parts) > before:
                    continue
                if parts[0].done:
                    for row in parts:
                        session.delete(row)
                else:
                    self._join(session, parts)

    def _keep_few(self, session: Session, sender: str, recipient: str) -> None:
        waiting = session.scalars(
            select(IncomingPiece)
            .where(
                IncomingPiece.sender == sender,
                IncomingPiece.recipient == recipient,
                IncomingPiece.done.is_(False),
            )
            .order_by(IncomingPiece.id)
        ).all()
        if len(waiting) > _MOST_OPEN:
            self._join(session, [row for row in waiting if _key(row) == _key(waiting[0])])

    def _join(self, session: Session, parts: list[IncomingPiece]) -> None:
        first = min(parts, key=lambda row: row.id)
        keep_incoming(
            session,
            origin=f"smpp-parts:{first.id}:{first.came_at.timestamp()}",
            sender=first.sender,
            recipient=first.recipient,
            text=self._text(parts),
            due_at=self._clock(),
        )
        for row in parts:
            row.done = True

    def _text(self, parts: list[IncomingPiece]) -> str:
        """Read across parts of one alphabet, with a mark for each gap."""
        by_number = {row.number: row for row in parts}
        run: list[IncomingPiece] = []
        pieces: list[str] = []
        for number in range(1, parts[0].total + 2):
            row = by_number.get(number)
            if run and (row is None or row.coding != run[0].coding):
                octets = b"".join(each.body for each in run)
                pieces.append(texts.read(octets, run[0].coding, default=self._default_coding) or "")
                run = []
            if row is not None:
                run.append(row)
            elif number <= parts[0].total and pieces[-1:] != [MISSING]:
                pieces.append(MISSING)
        return "".join(pieces)


def _where_it_fits(rows: Sequence[IncomingPiece], number: int) -> tuple[int, list[IncomingPiece]]:
    """The generation that still lacks this part, and what is there of it; a new one where none does."""
    generations: dict[int, list[IncomingPiece]] = {}
    for row in rows:
        generations.setdefault(row.generation, []).append(row)
    for generation, known in generations.items():
        if not known[0].done and all(row.number != number for row in known):
            return generation, known
    return max(generations, default=0) + 1, []


def _key(row: IncomingPiece) -> _Key:
    return row.sender, row.recipient, row.reference, row.total, row.generation
