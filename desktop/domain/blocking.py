"""Whom the account does not want to hear from (CALL-8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.numbers import Address


@dataclass(frozen=True, slots=True)
class BlockedNumber:
    """Somebody who does not get through (CALL-8)."""

    address: Address
    blocked_at: datetime
