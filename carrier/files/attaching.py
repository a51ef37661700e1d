"""A file becomes part of a message, or of one that waits for its time; each of a group by a row of its own.

Each recipient of a group gets a link of their own: one can't be told from another's, and ends without it. The
bytes are there once: rows that share them name one blob, which goes with the last of them.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from carrier.api.schemas import ScheduledState
from carrier.problems import Refusal, not_found
from carrier.store.file_tables import StoredFile
from carrier.store.tables import Message, ScheduledMessage

HOLDING = (ScheduledState.waiting, ScheduledState.refused)
"""States in which a message that leaves later may still leave."""


def attach(
    session: Session,
    account_id: str,
    file_id: UUID,
    *,
    message_id: UUID,
    group_id: UUID | None,
    now: datetime,
    until: datetime,
) -> StoredFile:
    """The file becomes part of the message, in the message's transaction. Raises `Refusal`."""
    row = hold(session, account_id, file_id, message_id=message_id, group_id=group_id, now=now)
    row.message_id, row.expires_at = str(message_id), until
    return row


def hold(
    session: Session,
    account_id: str,
    file_id: UUID,
    *,
    message_id: UUID,
    group_id: UUID | None,
    now: datetime,
) -> StoredFile:
    """The file waits with a message that leaves later. Raises `Refusal`."""
    row = session.get(StoredFile, (account_id, str(file_id)), with_for_update=True)
    if row is None or row.token is None:
        raise not_found()
    if row.completed_at is None:
        raise Refusal(409, "file-incomplete")
    if row.message_id is not None:
        sent = session.get(Message, (account_id, row.message_id))
        owner, group = row.message_id, sent.group_id if sent is not None else None
    elif (holder := _holder(session, row)) is not None:
        owner, group = holder.id, holder.group_id
    else:
        owner, group = str(message_id), None
    if owner == str(message_id) and row.message_id is None:
        row.changed_at = now
        return row
    if group is None or group_id is None or group != str(group_id):
        raise Refusal(409, "file-sent")
    if row.blob is None:
        raise Refusal(410, "file-expired")
    return _share(session, row, now)


def let_go(session: Session, account_id: str, file_id: str) -> str | None:
    """Its message is not sent any more. The name of the blob, where nothing else needs it."""
    row = session.get(StoredFile, (account_id, file_id))
    if row is None or row.message_id is not None:
        return None
    blob = row.blob
    session.delete(row)
    session.flush()
    return blob if blob is not None and not is_named(session, account_id, blob) else None


def is_named(session: Session, account_id: str, blob: str) -> bool:
    """Whether a row still needs it."""
    named = select(StoredFile.id).where(StoredFile.account_id == account_id, StoredFile.blob == blob).limit(1)
    return session.scalar(named) is not None


def is_held(session: Session, row: StoredFile) -> bool:
    return _holder(session, row) is not None


def unsent(session: Session, account_id: str) -> int:
    """Files of the account that were uploaded, or are on their way, and that no message has."""
    row = StoredFile
    held = select(ScheduledMessage.file_id).where(
        ScheduledMessage.account_id == account_id,
        ScheduledMessage.file_id.is_not(None),
        ScheduledMessage.state.in_(HOLDING),
    )
    mine = (row.account_id == account_id, row.token.is_not(None), row.blob.is_not(None))
    return (
        session.scalar(select(func.count()).where(*mine, row.message_id.is_(None), row.id.not_in(held))) or 0
    )


def new_link_token() -> str:
    """192 random bits: the only key to what the link shows."""
    return secrets.token_urlsafe(24)


def _holder(session: Session, row: StoredFile) -> ScheduledMessage | None:
    return session.scalars(
        select(ScheduledMessage)
        .where(
            ScheduledMessage.account_id == row.account_id,
            ScheduledMessage.file_id == row.id,
            ScheduledMessage.state.in_(HOLDING),
        )
        .limit(1)
    ).one_or_none()


def _share(session: Session, row: StoredFile, now: datetime) -> StoredFile:
    """The same bytes, by another link."""
    shared = StoredFile(
        account_id=row.account_id,
        id=str(uuid4()),
        number_id=row.number_id,
        name=row.name,
        type=row.type,
        size=row.size,
        sha256=row.sha256,
        received=row.received,
        blob=row.blob,
        key=row.key,
        width=row.width,
        height=row.height,
        seconds=row.seconds,
        created_at=now,
        changed_at=now,
        completed_at=row.completed_at,
        place=0,
        token=new_link_token(),
    )
    session.add(shared)
    return shared
