"""What callers of a number hear before the tone."""

from __future__ import annotations

import msgspec

from desktop.api.wire import bounds


class WireDefaultGreeting(msgspec.Struct, frozen=True):
    language: bounds.Word
    seconds: bounds.Seconds


class WireOwnGreeting(msgspec.Struct, frozen=True):
    seconds: bounds.Seconds
    made_at: bounds.Instant


class WireAwayGreeting(msgspec.Struct, frozen=True):
    seconds: bounds.Seconds
    made_at: bounds.Instant
    begins: bounds.Instant = msgspec.field(name="from")
    until: bounds.Instant


class WireGreetings(msgspec.Struct, frozen=True):
    """Which of them speaks is told from its dates: it changes with time, and nobody tells of that."""

    default: WireDefaultGreeting
    own: WireOwnGreeting | None
    away: WireAwayGreeting | None
