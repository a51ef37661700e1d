"""What an MMS brings: kept at once, and put into the account with its message."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from carrier.files.blobs import Blobs
from carrier.files.kinds import HEAD, kind_of
from carrier.files.names import safe_name
from carrier.messages.sms import LARGEST_MMS, MOST_PARTS, Part
from carrier.store.file_tables import IncomingPart, StoredFile

logger = logging.getLogger(__name__)

_ENDINGS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "audio/amr": ".amr",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "video/3gpp": ".3gp",
    "video/mp4": ".mp4",
    "text/vcard": ".vcf",
}


def within_limits(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Those that are taken; what is left out is said in the log."""
    taken, size = [], 0
    for part in parts[:MOST_PARTS]:
        size += len(part.body)
        if size > LARGEST_MMS:
            break
        if part.body:
            taken.append(part)
    if len(taken) < len(parts):
        logger.warning("an MMS had %d parts, %d are kept", len(parts), len(taken))
    return tuple(taken)


def keep_parts(blobs: Blobs, origin: str, parts: Iterable[Part]) -> list[IncomingPart]:
    """Their bytes on the disk, and rows to be added."""
    rows = []
    for place, part in enumerate(parts):
        blob = blobs.keep(part.body)
        kind = kind_of(part.body[:HEAD])
        rows.append(
            IncomingPart(
                origin=origin,
                place=place,
                name=safe_name(part.name, otherwise="file" + _ENDINGS.get(kind.type, "")),
                type=kind.type,
                size=len(part.body),
                sha256=hashlib.sha256(part.body).hexdigest(),
                blob=blob.name,
                key=blob.key,
                width=kind.width,
                height=kind.height,
                seconds=kind.seconds,
            )
        )
    return rows


def files_of(
    session: Session, origin: str, *, account_id: str, number_id: str, message_id: str, now: datetime
) -> list[StoredFile]:
    """The parts that came with `origin`, as files of a message, to be added."""
    parts = session.scalars(
        select(IncomingPart).where(IncomingPart.origin == origin).order_by(IncomingPart.place)
    )
    return [
        file_of(
            part,
            file_id=str(uuid5(NAMESPACE_URL, f"{origin}/part/{part.place}")),
            account_id=account_id,
            number_id=number_id,
            message_id=message_id,
            came_at=now,
        )
        for part in parts
    ]


def file_of(
    part: IncomingPart, *, file_id: str, account_id: str, number_id: str, message_id: str, came_at: datetime
) -> StoredFile:
    return StoredFile(
        account_id=account_id,
        id=file_id,
        number_id=number_id,
        name=part.name,
        type=part.type,
        size=part.size,
        sha256=part.sha256,
        received=part.size,
        blob=part.blob,
        key=part.key,
        width=part.width,
        height=part.height,
        seconds=part.seconds,
        created_at=came_at,
        changed_at=came_at,
        completed_at=came_at,
        message_id=message_id,
        place=part.place,
        token=None,
        expires_at=None,
    )
