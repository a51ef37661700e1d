"""Another device of an account, as far as the HTTP API goes: somebody's telephone in another room."""

from __future__ import annotations

import ssl
import uuid
from typing import Any

import httpx

from tests.harness.carrier import CarrierProcess


class OtherDevice:
    """Signed in from its making on. To be closed."""

    def __init__(self, carrier: CarrierProcess, account: dict[str, Any], name: str) -> None:
        self._http = httpx.Client(
            base_url=carrier.url,
            verify=ssl.create_default_context(cafile=str(carrier.ca)),
            timeout=10,
            trust_env=False,
        )
        answer = self._http.post(
            "/v1/sessions",
            json={
                "email": account["email"],
                "password": account["password"],
                "device": {"name": name, "platform": "test"},
            },
            headers=_once(),
        )
        if answer.status_code != 201:
            self.close()
        assert answer.status_code == 201, answer.text
        self.id = str(answer.json()["device_id"])
        self.sip: dict[str, Any] = answer.json()["sip"]
        self._http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def __enter__(self) -> OtherDevice:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def ask(self, path: str, **parameters: Any) -> Any:
        answer = self._http.get(path, params=parameters)
        answer.raise_for_status()
        return answer.json()

    def is_signed_in(self) -> bool:
        return self._http.get("/v1/me").status_code == 200

    def devices(self) -> list[dict[str, Any]]:
        return list(self.ask("/v1/sessions")["devices"])

    def sign_out(self, device_id: str) -> None:
        answer = self._http.delete(f"/v1/sessions/{device_id}")
        assert answer.status_code == 204, answer.text

    def sign_out_all_others(self) -> None:
        for device in self.devices():
            if device["device_id"] != self.id:
                self.sign_out(device["device_id"])

    def number(self, e164: str) -> dict[str, Any]:
        return next(number for number in self.ask("/v1/numbers")["numbers"] if number["e164"] == e164)

    def messages(self, text: str) -> list[dict[str, Any]]:
        """The newest messages with exactly this text."""
        return [message for message in self.ask("/v1/messages")["messages"] if message["text"] == text]

    def calls(self) -> list[dict[str, Any]]:
        """The newest first."""
        return list(self.ask("/v1/calls")["calls"])

    def send(self, text: str, *, of: str, to: str) -> None:
        message = {"id": str(uuid.uuid4()), "number_id": self.number(of)["id"], "to": to, "text": text}
        answer = self._http.post("/v1/messages", json=message, headers={"Idempotency-Key": message["id"]})
        assert answer.status_code == 201, answer.text


def _once() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}
