"""The operations that need no token: signing in, and taking a device's place."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_OID, uuid5

import msgspec

from desktop.api.operations import decode
from desktop.api.transport import Transport
from desktop.api.wire.sessions import Devices, SessionStarted
from desktop.domain.session import Device, DeviceId


class SigningIn:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def sign_in(
        self, *, email: str, password: str, device_name: str, platform: str, key: str
    ) -> SessionStarted:
        """`key` makes an attempt whose answer was lost, made again, the same attempt."""
        device = {"name": device_name, "platform": platform}
        body = {"email": email, "password": password, "device": device}
        return await self._start("/v1/sessions", body, key)

    async def replace(self, *, ticket: str, sign_out: DeviceId) -> SessionStarted:
        """Asked again after a lost answer it is the same attempt: a ticket is good for one."""
        key = str(uuid5(NAMESPACE_OID, f"{ticket} {sign_out}"))
        return await self._start("/v1/sessions/replace", {"ticket": ticket, "sign_out": sign_out}, key)

    async def _start(self, path: str, body: dict[str, Any], key: str) -> SessionStarted:
        encoded = msgspec.json.encode(body)
        answer = await self._transport.request("POST", path, headers={"Idempotency-Key": key}, body=encoded)
        return decode(answer, SessionStarted)


def devices_of(fields: dict[str, object]) -> tuple[Device, ...]:
    """The devices that a `device-limit` problem names; those that can't be read are left out."""
    try:
        listed = msgspec.convert({"devices": fields.get("devices")}, type=Devices)
    except msgspec.ValidationError:
        return ()
    return tuple(device.to_domain() for device in listed.devices)
