"""The SMS network, as a port. Adapters: the simulated one here; SMPP or a provider's HTTP later on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


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


class SmsNetwork(Protocol):
    async def send(self, text: OutgoingText) -> Delivered | Undelivered: ...


class Inbox(Protocol):
    """Where an adapter puts texts that come in. Durable when it returns; a known `origin` is left alone."""

    async def put(self, *, origin: str, sender: str, recipient: str, text: str, due_at: datetime) -> None: ...


class Telephone(Protocol):
    """The simulated network's telephone, for the person who calls back."""

    async def call(self, *, caller: str, called: str) -> None: ...
