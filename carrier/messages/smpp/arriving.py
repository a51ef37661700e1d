"""What comes in by SMPP is stored before it is acknowledged."""

from __future__ import annotations

import logging
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from carrier.clock import Clock
from carrier.messages.addresses import read_number, read_sender
from carrier.messages.incoming import keep_incoming
from carrier.messages.smpp import text as texts
from carrier.messages.smpp.headers import take_header
from carrier.messages.smpp.joining import Joining
from carrier.messages.smpp.pdu import ShortMessage, Status
from carrier.store.database import Database
from carrier.store.sms_tables import IncomingText

logger = logging.getLogger(__name__)

_AGAIN_WITHIN = timedelta(seconds=60)
"""A centre that has not seen our answer delivers again in its next session, what came so shortly before."""


class Arriving:
    """One for each session: `session_id` is its name, and what came in another may come again."""

    def __init__(
        self, database: Database, clock: Clock, joining: Joining, *, default_coding: str, session_id: str
    ) -> None:
        self._database = database
        self._clock = clock
        self._joining = joining
        self._default_coding = default_coding
        self._session_id = session_id
        self._bound_at = clock()
        self._repeated: set[str] = set()

    def take(self, unit: ShortMessage, sequence: int) -> Status:
        """Durable when it returns `OK`."""
        recipient = read_number(unit.destination, unit.destination_ton)[:16]
        sender = read_sender(unit.source, unit.source_ton, recipient=recipient)
        if sender is None:
            return Status.INVALID_SOURCE
        part, body = take_header(unit.body, unit.esm_class, unit.tags)
        text = texts.read(body, unit.coding, default=self._default_coding)
        if text is None:
            logger.info("something that is no text came by SMS, and is left aside")
            return Status.OK
        with self._database.write() as session:
            if part is not None:
                self._joining.add(
                    session, part, sender=sender, recipient=recipient, coding=unit.coding, body=body
                )
                return Status.OK
            digest = sha256(repr((sender, recipient, unit.coding, unit.body)).encode()).hexdigest()[:32]
            origin = f"smpp:{digest}:{self._session_id}:{sequence}"
            if session.get(IncomingText, origin) is None and not self._came_before(session, digest):
                keep_incoming(
                    session,
                    origin=origin,
                    sender=sender,
                    recipient=recipient,
                    text=text,
                    due_at=self._clock(),
                )
        return Status.OK

    def _came_before(self, session: Session, digest: str) -> bool:
        """Whether it is here from the end of the session before."""
        if self._clock() > self._bound_at + _AGAIN_WITHIN:
            return False
        known = session.scalars(
            select(IncomingText.origin).where(
                IncomingText.origin.startswith(f"smpp:{digest}:"),
                IncomingText.due_at >= self._bound_at - _AGAIN_WITHIN,
            )
        )
        for origin in known:
            if origin.split(":")[2] != self._session_id and origin not in self._repeated:
                self._repeated.add(origin)
                return True
        return False
