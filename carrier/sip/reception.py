"""What the SIP edge asks of voicemail: that a caller is expected, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from carrier.voicemail.visit import Awaited, Visit


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is led to voicemail, and whose."""

    account_id: str
    number_id: str
    peer: str
    """Empty for a hidden caller."""
    call_id: str
    """In the account's history."""
    records: bool = True
    """False for the owner, who only wants to hear what callers hear."""

    @property
    def of_one(self) -> str:
        """What all guests have in common who may be one and the same."""
        if not self.records:
            return f"owner {self.account_id}"
        return self.peer or f"hidden {self.number_id}"


class Reception(Protocol):
    async def begin(self, guest: Guest) -> Visit:
        """What is needed of it later is kept when this returns."""

    async def expect(self, visit: Visit) -> Awaited:
        """Raises `Full`; it may be asked again."""

    async def forget(self, visit: Visit) -> None:
        """It will not come, or was never answered."""

    async def not_available(self, language: str) -> bytes:
        """That nobody can be reached: 16-bit samples, 8,000 a second."""
