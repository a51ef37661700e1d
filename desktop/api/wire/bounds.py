"""What a value on the wire may be at most: generous, and small enough for the cache and the eye."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""RFC 3339 with an offset: a time of no zone is no instant."""
Sequence = Annotated[int, msgspec.Meta(ge=0, lt=2**52)]
"""Below what stands for messages that wait here (`storage/migrations/0001`)."""
Id = Annotated[str, msgspec.Meta(max_length=100)]
Address = Annotated[str, msgspec.Meta(max_length=64)]
Name = Annotated[str, msgspec.Meta(max_length=400)]
Text = Annotated[str, msgspec.Meta(max_length=20_000)]
Word = Annotated[str, msgspec.Meta(max_length=100)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=10_000_000)]
Small = Annotated[int, msgspec.Meta(ge=0, le=1000)]
