"""Somebody whose carrier reaches the outside world."""

from __future__ import annotations

from typing import Any

from tests.carrier.running import Person, RunningCarrier, Signed, until

THEIRS = "+33612345678"


class Bound:
    """A carrier with the outside world behind it, and somebody who writes."""

    def __init__(self, running: RunningCarrier) -> None:
        self.running = running
        self.person: Person = running.person()
        self.device: Signed = running.sign_in(self.person)

    def send(self, text: str, to: str = THEIRS) -> str:
        answer = self.device.send(self.person.number_ids[0], to, text)
        assert answer.status_code == 201, answer.text
        message_id: str = answer.json()["id"]
        return message_id

    def message(self, message_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.device.get(f"/v1/messages/{message_id}")
        return found

    def becomes(self, message_id: str, status: str, failure: str | None = None) -> None:
        until(lambda: (m := self.message(message_id))["status"] == status and m["failure"] == failure and [m])

    def incoming(self, count: int) -> list[dict[str, Any]]:
        """Oldest first."""

        def enough() -> list[dict[str, Any]] | None:
            found = [
                m
                for m in self.device.get("/v1/messages", limit=200)["messages"]
                if m["direction"] == "incoming"
            ]
            return found if len(found) >= count else None

        return until(enough)[::-1]

    def texts(self, count: int) -> list[str]:
        return [message["text"] for message in self.incoming(count)]
