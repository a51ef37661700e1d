"""The SMS centre's process, as a test speaks to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from carrier.messages.smpp.settings import SmppSettings
from tests.carrier.sms.outside_process import OutsideProcess, Seen

SOON = timedelta(seconds=0.2)


class SmsCentre(OutsideProcess):
    def __init__(
        self, module: str = "tests.carrier.sms.smsc", port: int = 0, *, certificate: tuple[str, ...] = ()
    ) -> None:
        """With a certificate and its key, by TLS."""
        super().__init__(module, port, *certificate)

    def settings(self, **more: Any) -> SmppSettings:
        quick: dict[str, Any] = {
            "answer_seconds": 1.0,
            "first_reconnect_seconds": 0.05,
            "slowest_reconnect_seconds": 0.2,
            "throttled_seconds": 0.1,
            "asked_after": None,
        }
        return SmppSettings(
            host="127.0.0.1", port=self.port, system_id="fiveline", password="secret", **(quick | more)
        )

    def deliver(self, source: str, destination: str, body: bytes | str, **more: Any) -> None:
        octets = body.encode() if isinstance(body, str) else body
        self.order("deliver", source=source, destination=destination.lstrip("+"), body=octets.hex(), **more)

    def receipt(self, submit: Seen, fate: str = "DELIVRD", *, network_id: str = "", **more: Any) -> None:
        text = (
            f"id:{network_id or submit['id']} sub:001 dlvrd:001 submit date:2611261200 done date:2611261201 "
            f"stat:{fate} err:000 text:hello"
        )
        self.deliver(submit["destination"], submit["source"], text, esm_class=0x04, **more)
