"""The shapes of sessions and devices."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from carrier.api.shape import Name, Shape


class DeviceDescription(Shape):
    name: Name
    platform: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class SignIn(Shape):
    email: Annotated[str, StringConstraints(min_length=1, max_length=254)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    device: DeviceDescription


class ReplaceDevice(Shape):
    ticket: Annotated[str, StringConstraints(min_length=1, max_length=512)]
    sign_out: UUID


class SipPorts(Shape):
    tls: int
    tcp: int
    udp: int


class SipAccess(Shape):
    domain: str
    user: str
    """Equal to the device id."""
    secret: str
    ports: SipPorts


class Tokens(Shape):
    access_token: str
    access_token_expires_in: int
    """Seconds."""
    refresh_token: str


class SessionStarted(Tokens):
    device_id: UUID
    sip: SipAccess


class Refresh(Shape):
    refresh_token: Annotated[str, StringConstraints(min_length=1, max_length=512)]


class Device(Shape):
    device_id: UUID
    name: str
    platform: str
    signed_in_at: datetime
    last_seen_at: datetime
    current: bool


class Devices(Shape):
    devices: list[Device]


class DeviceChange(Shape):
    name: Name
