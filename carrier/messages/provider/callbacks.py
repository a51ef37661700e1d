"""What a provider tells: texts that come in, and what became of ours. Believed by its signature alone."""

from __future__ import annotations

import json
from typing import Any

from carrier.clock import Clock
from carrier.messages.addresses import ALPHANUMERIC, UNKNOWN, read_sender
from carrier.messages.incoming import keep_incoming
from carrier.messages.journal import DELIVERED, Journal
from carrier.messages.provider.gateway import WORDS
from carrier.messages.provider.settings import ProviderSettings
from carrier.messages.provider.signing import is_genuine
from carrier.problems import Refusal, not_found
from carrier.store.database import Database

_LONGEST_ID = 64
_LONGEST_TEXT = 40_000
_LONGEST_ADDRESS = 40


class Callbacks:
    """None of the provider's business without `settings`: then there is no such place."""

    def __init__(self, database: Database, clock: Clock, settings: ProviderSettings | None) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._journal = Journal(database, clock)

    def take(self, body: bytes, *, timestamp: str, signature: str) -> None:
        """Durable when it returns. Told again, nothing happens again. Raises `Refusal`."""
        if self._settings is None:
            raise not_found()
        now = self._clock().timestamp()
        if not is_genuine(self._settings.secret, body, timestamp=timestamp, signature=signature, now=now):
            raise Refusal(401, "not-signed-in", "The signature is wrong, or five minutes old")
        told = json.loads(body) if body else None
        if not isinstance(told, dict):
            raise Refusal(422, "invalid-request", "An object is wanted")
        match told.get("type"):
            case "message.received":
                self._receive(told)
            case "message.status":
                self._settle(told)
            case _:
                raise Refusal(422, "invalid-request", "This type is not known")

    def _receive(self, told: dict[str, Any]) -> None:
        event_id = _text(told, "id", longest=_LONGEST_ID)
        source = _text(told, "from", longest=_LONGEST_ADDRESS)
        recipient = _text(told, "to", longest=16)
        text = _text(told, "text", longest=_LONGEST_TEXT)
        is_name = any(c.isalpha() for c in source)
        sender = read_sender(source, ALPHANUMERIC if is_name else UNKNOWN, recipient=recipient)
        if sender is None:
            raise Refusal(422, "invalid-request", "This sender can't be")
        origin = f"provider:{event_id}"
        with self._database.write() as session:
            keep_incoming(
                session, origin=origin, sender=sender, recipient=recipient, text=text, due_at=self._clock()
            )

    def _settle(self, told: dict[str, Any]) -> None:
        reference = _text(told, "reference", longest=80)
        match told.get("status"):
            case "delivered":
                self._journal.settle(reference, DELIVERED)
            case "failed":
                reason = told.get("reason")
                known = isinstance(reason, str) and reason in WORDS
                self._journal.settle(reference, str(reason) if known else "unreachable")
            case "sent":
                pass
            case _:
                raise Refusal(422, "invalid-request", "This status is not known")


def _text(told: dict[str, Any], name: str, *, longest: int) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise Refusal(422, "invalid-request", f"{name} is a text of 1 to {longest} characters")
    return value
