"""Blocked numbers."""

from __future__ import annotations

import msgspec

from desktop.api.wire import bounds
from desktop.domain.blocking import BlockedNumber
from desktop.domain.numbers import Address


class WireBlocked(msgspec.Struct, frozen=True):
    address: bounds.Address
    blocked_at: bounds.Instant

    def to_domain(self) -> BlockedNumber:
        return BlockedNumber(Address(self.address), self.blocked_at)


class BlockedNumbers(msgspec.Struct, frozen=True):
    blocked: list[WireBlocked]
