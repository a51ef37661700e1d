"""Signing in, tokens and devices."""

from __future__ import annotations

import msgspec

from desktop.api.wire import bounds
from desktop.domain.session import Device, DeviceId


class SipPorts(msgspec.Struct, frozen=True):
    tls: int
    tcp: int
    udp: int


class SipAccess(msgspec.Struct, frozen=True):
    domain: str
    user: str
    secret: str
    ports: SipPorts


class Tokens(msgspec.Struct, frozen=True):
    access_token: str
    access_token_expires_in: int
    refresh_token: str


class SessionStarted(msgspec.Struct, frozen=True):
    access_token: str
    access_token_expires_in: int
    refresh_token: str
    device_id: bounds.Id
    sip: SipAccess


class WireDevice(msgspec.Struct, frozen=True):
    device_id: bounds.Id
    name: bounds.Name
    platform: bounds.Name
    signed_in_at: bounds.Instant
    last_seen_at: bounds.Instant
    current: bool = False

    def to_domain(self) -> Device:
        return Device(
            DeviceId(self.device_id),
            self.name,
            self.platform,
            self.signed_in_at,
            self.last_seen_at,
            self.current,
        )


class Devices(msgspec.Struct, frozen=True):
    devices: list[WireDevice]
