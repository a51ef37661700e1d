"""How to reach an SMS centre, and what is particular about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum


class LongTexts(Enum):
    """How the parts of a long text are marked."""

    HEADER = "header"
    """User data header, which every telephone understands."""
    TAGS = "tags"
    """sar_* tags: the centre makes the headers."""
    PAYLOAD = "payload"
    """message_payload, whole: the centre cuts it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmppSettings:
    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    system_type: str = ""
    tls: bool = False
    ca: str | None = None
    """A file with the authorities that are trusted instead of the system's."""
    default_coding: str = "gsm"
    """What coding 0 means in texts that come in: "gsm", "ascii" or "latin-1"."""
    long_texts: LongTexts = LongTexts.HEADER
    window: int = 10
    """Texts that wait for their answer at the same time."""
    enquire_seconds: float = 30.0
    answer_seconds: float = 10.0
    slowest_reconnect_seconds: float = 60.0
    first_reconnect_seconds: float = 1.0
    throttled_seconds: float = 1.0
    """The first pause after "too fast"; it doubles up to half a minute."""
    unconfirmed_after: timedelta = timedelta(minutes=15)
    """Without an answer and without a receipt, the writer is told by then that nobody knows."""
    asked_after: timedelta | None = timedelta(minutes=10)
    """Without a receipt, the centre is asked (query_sm) by then, and less often later on. None: never."""
    parts_kept: timedelta = timedelta(minutes=10)
    """A long text that comes in is shown by then, with the parts that are missing marked."""
    given_up_after: timedelta = timedelta(days=2)
    """A text that no centre has taken by then has failed."""
