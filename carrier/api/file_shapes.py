"""Files of messages, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from carrier.api.shape import Shape

LARGEST_FILE = 100 * 1024 * 1024
"""Bytes."""
LARGEST_PIECE = 1024 * 1024
"""Bytes of one PATCH."""


class Attachment(Shape):
    """A file of a message: one that came in an MMS, or one that was sent as a link."""

    id: UUID
    name: str
    type: str
    """Told from its content by the carrier: image/png, audio/amr, application/octet-stream ..."""
    size: int
    """Bytes."""
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    """How long it plays, where that is known."""
    expires_at: datetime | None = None
    """When the link ends, and the content goes. None for one that came: it stays."""


class NewFile(Shape):
    id: UUID
    """Made by the client: asked again with the same id and body, it is the same file."""
    number_id: UUID
    """The number that it will be sent from."""
    name: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    size: Annotated[int, Field(ge=1, le=LARGEST_FILE)]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Upload(Shape):
    """A file on its way to the carrier."""

    id: UUID
    name: str
    """Made safe."""
    size: int
    offset: int
    """So many bytes are there: go on from here."""
    complete: bool
