"""Files on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from desktop.api.wire import bounds
from desktop.domain.messages import Attachment

_Side = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
_Bytes = Annotated[int, msgspec.Meta(ge=0, le=2**40)]


class WireAttachment(msgspec.Struct, frozen=True):
    id: bounds.Id
    name: bounds.Name
    type: bounds.Word
    size: _Bytes
    width: _Side | None = None
    height: _Side | None = None
    seconds: bounds.Seconds | None = None
    expires_at: bounds.Instant | None = None

    def to_domain(self) -> Attachment:
        expires_at: datetime | None = self.expires_at
        return Attachment(
            self.id, self.name, self.type, self.size, self.width, self.height, self.seconds, expires_at
        )


class WireUpload(msgspec.Struct, frozen=True):
    id: bounds.Id
    size: _Bytes
    offset: _Bytes
    complete: bool
