"""Signing in, tokens and devices."""

from __future__ import annotations

from datetime import datetime

import msgspec

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
    device_id: str
    sip: SipAccess


class WireDevice(msgspec.Struct, frozen=True):
    device_id: str
    name: str
    platform: str
    signed_in_at: datetime
    last_seen_at: datetime
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
