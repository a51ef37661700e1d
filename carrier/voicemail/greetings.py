"""What callers of a number hear before the tone: the carrier's words, the owner's, or those for an absence.

A new one takes the place of the old in one transaction, once it has been decoded, shaped and kept: whatever
fails before leaves the old one speaking.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from carrier.api import greeting_shapes as wire
from carrier.clock import Clock
from carrier.crash import crash_point
from carrier.files.blobs import Blob, Blobs
from carrier.numbering import capabilities
from carrier.problems import Refusal, not_found
from carrier.sessions.devices import lock_account
from carrier.sessions.staying import Caller
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.owned import own_number
from carrier.store.tables import Number, StoredGreeting
from carrier.voicemail import spoken
from carrier.voicemail.encoding import Damaged, from_flac, to_flac
from carrier.voicemail.languages import Language
from carrier.voicemail.validating import Validator
from carrier.voicemail.visit import RATE

logger = logging.getLogger(__name__)

LONGEST_AHEAD = timedelta(days=366)
_KEPT_DECODED = 16
"""Of a minute at most: 30 MB."""


class Greetings:
    def __init__(self, database: Database, blobs: Blobs, clock: Clock) -> None:
        self._database = database
        self._blobs = blobs
        self._clock = clock
        self._validator = Validator()
        self._decoded = lru_cache(maxsize=_KEPT_DECODED)(self._decode)

    def close(self) -> None:
        self._validator.close()

    def of(self, caller: Caller, number_id: UUID) -> wire.Greetings:
        with self._database.read() as session:
            number = own_number(session, caller.account_id, number_id)
            return _shape(number, _rows(session, number.id), self._clock())

    def audio(self, caller: Caller, number_id: UUID, which: wire.Spoken) -> bytes:
        """FLAC. Raises `Refusal` ("file-expired") where its bytes are lost."""
        with self._database.read() as session:
            number = own_number(session, caller.account_id, number_id)
            if which is wire.Spoken.default:
                return spoken.file("greeting", number.voicemail_language)
            row = session.get(StoredGreeting, (number.id, which))
        if row is None:
            raise not_found()
        try:
            return self._blobs.head(Blob(row.blob, row.key), row.size)
        except OSError:
            logger.exception("the %s greeting of number %s can't be read", row.kind, row.number_id)
            raise Refusal(410, "file-expired") from None

    def put(
        self,
        caller: Caller,
        number_id: UUID,
        kind: wire.GreetingKind,
        body: bytes,
        dates: wire.AwayDates | None,
    ) -> wire.Greetings:
        """`dates` for `away` alone. Given again with the same dates, nothing changes.

        Raises `Refusal` ("sound-unreadable", "sound-too-long", "sound-silent", "wrong-dates").
        """
        assert (kind is wire.GreetingKind.away) == (dates is not None)
        digest = hashlib.sha256(body).hexdigest()
        with self._database.read() as session:
            number = own_number(session, caller.account_id, number_id)
            if "voicemail" not in capabilities(number.country):
                raise Refusal(403, "not-capable")
            known = session.get(StoredGreeting, (number.id, kind))
        if dates is not None:
            self._check(dates)
        if known is not None and known.digest == digest:
            return self.of(caller, number_id) if dates is None else self.set_dates(caller, number_id, dates)
        samples = self._validator.samples(body)
        content = to_flac(samples)
        blob = self._blobs.keep(content)
        crash_point("greeting.kept")
        row = StoredGreeting(
            number_id=number.id,
            kind=kind,
            account_id=caller.account_id,
            digest=digest,
            blob=blob.name,
            key=blob.key,
            size=len(content),
            seconds=_seconds(samples),
            made_at=self._clock(),
            begins_at=None if dates is None else dates.from_,
            ends_at=None if dates is None else dates.until,
        )
        try:
            with self._database.write() as session:
                lock_account(session, caller.account_id)
                number = own_number(session, caller.account_id, number_id)
                before = session.get(StoredGreeting, (number.id, kind))
                dropped = [] if before is None else [before.blob]
                session.merge(row)
                session.flush()
                greetings = self._tell(session, number)
        except BaseException:
            self._blobs.drop([blob.name])
            raise
        self._blobs.drop(dropped)
        return greetings

    def set_dates(self, caller: Caller, number_id: UUID, dates: wire.AwayDates) -> wire.Greetings:
        """Of the greeting for an absence that is there. Raises `Refusal`."""
        self._check(dates)
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            number = own_number(session, caller.account_id, number_id)
            row = session.get(StoredGreeting, (number.id, wire.GreetingKind.away))
            if row is None:
                raise not_found()
            if (row.begins_at, row.ends_at) == (dates.from_, dates.until):
                return _shape(number, _rows(session, number.id), self._clock())
            row.begins_at, row.ends_at = dates.from_, dates.until
            session.flush()
            return self._tell(session, number)

    def delete(self, caller: Caller, number_id: UUID, kind: wire.GreetingKind) -> None:
        """One that is gone already is as good as deleted."""
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            number = own_number(session, caller.account_id, number_id)
            row = session.get(StoredGreeting, (number.id, kind))
            if row is None:
                return
            dropped = row.blob
            session.delete(row)
            session.flush()
            self._tell(session, number)
        self._blobs.drop([dropped])

    def sound_for(self, number_id: str, now: datetime) -> bytes:
        """What a caller hears: 16-bit mono at `RATE`. The default where one's own can't be read."""
        with self._database.read() as session:
            number = session.get(Number, number_id)
            rows = _rows(session, number_id)
        language = Language.english if number is None else number.voicemail_language
        row = rows.get(_speaking(rows, now))
        if row is not None:
            try:
                return self._decoded(Blob(row.blob, row.key), row.size)
            except (OSError, Damaged):
                logger.exception("the %s greeting of number %s can't be read", row.kind, row.number_id)
        return spoken.sound("greeting", language)

    def _decode(self, blob: Blob, size: int) -> bytes:
        return from_flac(self._blobs.head(blob, size))

    def _check(self, dates: wire.AwayDates) -> None:
        now = self._clock()
        if dates.from_ >= dates.until:
            raise Refusal(422, "wrong-dates", "`from` is before `until`")
        if dates.until <= now:
            raise Refusal(422, "wrong-dates", "`until` has passed")
        if dates.until > now + LONGEST_AHEAD or dates.from_ < now - LONGEST_AHEAD:
            raise Refusal(422, "wrong-dates", "At most a year from now")

    def _tell(self, session: Session, number: Number) -> wire.Greetings:
        now = self._clock()
        greetings = _shape(number, _rows(session, number.id), now)
        changed = wire.GreetingsChanged(number_id=UUID(number.id), greetings=greetings)
        append_event(session, number.account_id, changed, now)
        return greetings


def _rows(session: Session, number_id: str) -> dict[str, StoredGreeting]:
    rows = session.scalars(select(StoredGreeting).where(StoredGreeting.number_id == number_id))
    return {row.kind: row for row in rows}


def _speaking(rows: dict[str, StoredGreeting], now: datetime) -> wire.Spoken:
    away = rows.get(wire.GreetingKind.away)
    if away is not None and away.begins_at and away.ends_at and away.begins_at <= now < away.ends_at:
        return wire.Spoken.away
    return wire.Spoken.own if wire.GreetingKind.own in rows else wire.Spoken.default


def _shape(number: Number, rows: dict[str, StoredGreeting], now: datetime) -> wire.Greetings:
    own, away = rows.get(wire.GreetingKind.own), rows.get(wire.GreetingKind.away)
    language = Language(number.voicemail_language)
    return wire.Greetings(
        default=wire.DefaultGreeting(language=language, seconds=_seconds(spoken.sound("greeting", language))),
        own=None if own is None else wire.OwnGreeting(seconds=own.seconds, made_at=own.made_at),
        away=None if away is None else _away(away),
        speaking=_speaking(rows, now),
    )


def _away(row: StoredGreeting) -> wire.AwayGreeting:
    assert row.begins_at is not None
    assert row.ends_at is not None
    return wire.AwayGreeting(seconds=row.seconds, made_at=row.made_at, from_=row.begins_at, until=row.ends_at)


def _seconds(samples: bytes) -> float:
    return round(len(samples) / 2 / RATE, 3)
