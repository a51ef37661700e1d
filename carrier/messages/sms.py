"""The SMS network, as a port. Adapters: the simulated one, SMPP, a provider's HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

MOST_PARTS = 10
LARGEST_MMS = 5 * 1024 * 1024
"""Bytes of all its parts together; networks carry 0.3 to 3 MB."""


@dataclass(frozen=True, slots=True)
class OutgoingText:
    reference: str
    """Unique for ever. Handed over a second time after a crash, the network takes the text once."""
    sender: str
    recipient: str
    text: str


@dataclass(frozen=True, slots=True)
class Delivered:
    pass


@dataclass(frozen=True, slots=True)
class Undelivered:
    word: str
    """A word of the message's `failure`."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The adapter has written it down and sees to it; what becomes of it is told by `settling`."""


class SmsNetwork(Protocol):
    async def send(self, text: OutgoingText) -> Delivered | Undelivered | Taken: ...


@dataclass(frozen=True, slots=True)
class Part:
    """A picture, sound or other file of an MMS. Neither its name nor what it is said to be is believed."""

    name: str
    body: bytes


class Inbox(Protocol):
    """Where an adapter puts texts that come in. Durable when it returns; a known `origin` is left alone.

    With `parts` it is an MMS: those beyond `MOST_PARTS` and `LARGEST_MMS` are left out.
    """

    async def put(
        self,
        *,
        origin: str,
        sender: str,
        recipient: str,
        text: str,
        due_at: datetime,
        parts: Sequence[Part] = (),
    ) -> None: ...


class Telephone(Protocol):
    """The simulated network's telephone, for the person who calls back."""

    async def call(self, *, caller: str, called: str) -> None: ...
