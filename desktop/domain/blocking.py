"""Whom the account does not want to hear from (CALL-8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.numbers import Address


@dataclass(frozen=True, slots=True)
class BlockedNumber:
    address: Address
    blocked_at: datetime
