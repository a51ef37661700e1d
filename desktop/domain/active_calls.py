"""Answered calls of the account, on whichever device they go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.calls import Direction
from desktop.domain.numbers import Address, NumberId
from desktop.domain.session import DeviceId


@dataclass(frozen=True, slots=True)
class ActiveCall:
    """An answered call of the account, on whichever device."""

    id: str
    """The carrier's: `Call.carrier_id` on the device that has it."""
    number_id: NumberId
    peer: Address
    direction: Direction
    device_id: DeviceId
    answered_at: datetime
    """By the carrier's clock."""
