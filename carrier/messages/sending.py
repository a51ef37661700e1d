"""Taking a message from its writer, once (MSG-6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from carrier.account.billing import charge_message
from carrier.api import schemas
from carrier.clock import Clock
from carrier.crash import crash_point
from carrier.files.attaching import attach
from carrier.messages.segments import measure
from carrier.numbering import Kind, capabilities, read_destination
from carrier.problems import Refusal
from carrier.sessions.staying import Caller
from carrier.sessions.tokens import digest_of_values
from carrier.settings import Settings
from carrier.signals import WORK
from carrier.store import shapes, tables
from carrier.store.database import Database, announce
from carrier.store.events import append_event
from carrier.store.file_tables import StoredFile
from carrier.store.owned import next_sequence, own_number, require_usable

LARGEST_GROUP = 20


class Sending:
    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock

    def send(
        self, caller: Caller, wanted: schemas.SendMessage, *, key: str | None
    ) -> tuple[schemas.Message, bool]:
        """The message, and whether it is new. Asked again with the same id and body, the same message.

        Durable when it returns; delivery goes on by itself. Raises `Refusal`.
        """
        body_digest = _digest(wanted)
        crash_point("message.received")
        with self._database.write() as session:
            # The account's row first: two requests with one id queue here, on PostgreSQL too.
            session.get_one(tables.Account, caller.account_id, with_for_update=True)
            known = self._known(session, caller, wanted, key, body_digest)
            if known is not None:
                return shapes.message(known), False
            row = self._add(session, caller.account_id, wanted, body_digest)
            if key:
                session.add(
                    tables.IdempotencyKey(
                        account_id=caller.account_id,
                        key=key,
                        body_digest=body_digest,
                        message_id=row.id,
                        created_at=row.created_at,
                    )
                )
            message = shapes.message(row)
        crash_point("message.committed")
        return message, True

    def send_within(self, session: Session, account_id: str, wanted: schemas.SendMessage) -> None:
        """The same, within a transaction of somebody who holds the account's row. Raises `Refusal`."""
        if session.get(tables.Message, (account_id, str(wanted.id))) is not None:
            raise Refusal(422, "idempotency-conflict")
        self._add(session, account_id, wanted, _digest(wanted))

    def _known(
        self,
        session: Session,
        caller: Caller,
        wanted: schemas.SendMessage,
        key: str | None,
        body_digest: str,
    ) -> tables.Message | None:
        if key:
            used = session.get(tables.IdempotencyKey, (caller.account_id, key))
            if used is not None and used.body_digest != body_digest:
                raise Refusal(422, "idempotency-conflict")
        row = session.get(tables.Message, (caller.account_id, str(wanted.id)))
        if row is not None and row.body_digest != body_digest:
            raise Refusal(422, "idempotency-conflict")
        return row

    def _add(
        self, session: Session, account_id: str, wanted: schemas.SendMessage, body_digest: str
    ) -> tables.Message:
        number = own_number(session, account_id, wanted.number_id)
        require_usable(number)
        if "messages" not in capabilities(number.country):
            raise Refusal(403, "not-capable")
        if wanted.file_id is not None and "files" not in capabilities(number.country):
            raise Refusal(403, "not-capable")
        if wanted.group_id is not None:
            _require_room(session, account_id, str(wanted.group_id))
        now = self._clock()
        to = recipient_of(wanted.to, number.country)
        text, files = self._with_link(session, account_id, wanted, now)
        segments = measure(text).segments
        charge_message(session, number, message_id=str(wanted.id), to=to, segments=segments, now=now)
        row = tables.Message(
            account_id=account_id,
            id=str(wanted.id),
            number_id=number.id,
            peer=to,
            direction=schemas.Direction.outgoing,
            text=text,
            created_at=now,
            status=schemas.MessageStatus.queued,
            failure=None,
            segments=segments,
            sequence=next_sequence(session, account_id),
            read=True,
            origin=None,
            due_at=now,
            body_digest=body_digest,
            group_id=str(wanted.group_id) if wanted.group_id else None,
        )
        session.add(row)
        set_committed_value(row, "files", files)
        append_event(session, account_id, schemas.MessageChanged(message=shapes.message(row)), now)
        announce(session, WORK)
        return row

    def _with_link(
        self, session: Session, account_id: str, wanted: schemas.SendMessage, now: datetime
    ) -> tuple[str, list[StoredFile]]:
        """The text as it leaves, and the file that it links to."""
        if wanted.file_id is None:
            return wanted.text, []
        until = now + self._settings.file_life
        file = attach(
            session,
            account_id,
            wanted.file_id,
            message_id=wanted.id,
            group_id=wanted.group_id,
            now=now,
            until=until,
        )
        link = self._settings.file_link(str(file.token))
        return (f"{wanted.text}\n{link}" if wanted.text else link), [file]


def _digest(wanted: schemas.SendMessage) -> str:
    more = [f"{wanted.file_id}"] if wanted.file_id is not None else []
    if wanted.group_id is not None:
        more.append(f"group {wanted.group_id}")
    return digest_of_values(str(wanted.id), str(wanted.number_id), wanted.to, wanted.text, *more)


def _require_room(session: Session, account_id: str, group_id: str) -> None:
    """MSG-3: the same text to at most twenty. Raises `Refusal`."""
    row = tables.Message
    mine = (row.account_id == account_id, row.group_id == group_id)
    if (session.scalar(select(func.count()).select_from(row).where(*mine)) or 0) >= LARGEST_GROUP:
        raise Refusal(422, "group-full")


def recipient_of(written: str, country: str) -> str:
    """The address that `written` means from a number of `country`. Raises `Refusal`."""
    destination = read_destination(written, country=country)
    match destination.kind:
        case Kind.ORDINARY | Kind.SHORT:
            return destination.address
        case Kind.PREMIUM_RATE:
            raise Refusal(403, "premium-rate")
        case Kind.EMERGENCY:
            raise Refusal(403, "emergency-not-supported")
        case Kind.WRONG:
            # An alphanumeric sender ("ParcelCo") ends here too: nobody reads the answers.
            raise Refusal(422, "wrong-number")
