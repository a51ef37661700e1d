"""What callers of a number hear before the tone."""

from __future__ import annotations

import msgspec

from desktop.api.wire import bounds
from desktop.domain.greetings import Away, Greetings, Own


class WireDefaultGreeting(msgspec.Struct, frozen=True):
    language: bounds.Word
    seconds: bounds.Seconds


class WireOwnGreeting(msgspec.Struct, frozen=True):
    seconds: bounds.Seconds
    made_at: bounds.Instant

    def to_domain(self) -> Own:
        return Own(self.seconds, self.made_at)


class WireAwayGreeting(msgspec.Struct, frozen=True):
    seconds: bounds.Seconds
    made_at: bounds.Instant
    begins: bounds.Instant = msgspec.field(name="from")
    until: bounds.Instant

    def to_domain(self) -> Away:
        return Away(self.seconds, self.made_at, self.begins, self.until)


class WireGreetings(msgspec.Struct, frozen=True):
    """Which of them speaks is told from its dates: it changes with time, and nobody tells of that."""

    default: WireDefaultGreeting
    own: WireOwnGreeting | None
    away: WireAwayGreeting | None

    def to_domain(self) -> Greetings:
        return Greetings(
            self.default.language,
            self.default.seconds,
            None if self.own is None else self.own.to_domain(),
            None if self.away is None else self.away.to_domain(),
        )
