"""RTP packets, and SRTP around them (RFC 3550 section 5.1, RFC 3711, RFC 4733)."""

from __future__ import annotations

import base64
import secrets
import struct
from dataclasses import dataclass

from pylibsrtp import Error as SrtpError
from pylibsrtp import Policy, Session

from carrier.sip.sdp import Crypto

_LONGEST = 1400
_PROFILES = {
    "AES_CM_128_HMAC_SHA1_80": Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
    "AES_CM_128_HMAC_SHA1_32": Policy.SRTP_PROFILE_AES128_CM_SHA1_32,
}
SUITES = tuple(_PROFILES)
"""What can be spoken here, of what the edge lets through."""
_EVENTS = "0123456789*#ABCD"


@dataclass(frozen=True, slots=True)
class Packet:
    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


def read_packet(data: bytes) -> Packet | None:
    """None for anything that is not a whole RTP packet of version 2 with something in it."""
    if not 12 < len(data) <= _LONGEST or data[0] >> 6 != 2:
        return None
    first, second, sequence, timestamp, ssrc = struct.unpack_from("!BBHII", data)
    start, end = 12 + 4 * (first & 0x0F), len(data)
    if first & 0x10:
        if start + 4 > end:
            return None
        start += 4 + 4 * struct.unpack_from("!H", data, start + 2)[0]
    if first & 0x20:
        end -= data[-1] or end
    if start >= end:
        return None
    return Packet(second & 0x7F, bool(second & 0x80), sequence, timestamp, ssrc, data[start:end])


def write_packet(packet: Packet) -> bytes:
    second = packet.payload_type | (0x80 if packet.marker else 0)
    head = struct.pack(
        "!BBHII", 0x80, second, packet.sequence & 0xFFFF, packet.timestamp & 0xFFFFFFFF, packet.ssrc
    )
    return head + packet.payload


def tone_of(payload: bytes) -> str:
    """The key of a telephone-event; empty for other events."""
    return _EVENTS[payload[0]] if len(payload) >= 4 and payload[0] < len(_EVENTS) else ""


def tone_payload(key: str, *, end: bool) -> bytes:
    return struct.pack("!BBH", _EVENTS.index(key), 0x8A if end else 0x0A, 800)


def new_crypto(tag: int = 1, suite: str = SUITES[0]) -> Crypto:
    return Crypto(tag, suite, base64.b64encode(secrets.token_bytes(30)).decode())


class Cipher:
    """One direction of SRTP."""

    def __init__(self, crypto: Crypto, *, outbound: bool) -> None:
        kind = Policy.SSRC_ANY_OUTBOUND if outbound else Policy.SSRC_ANY_INBOUND
        policy = Policy(
            key=base64.b64decode(crypto.key), ssrc_type=kind, srtp_profile=_PROFILES[crypto.suite]
        )
        self._session = Session(policy)

    def protect(self, data: bytes) -> bytes:
        return self._session.protect(data)

    def unprotect(self, data: bytes) -> bytes | None:
        """None for a packet that is forged, repeated or too old."""
        if len(data) > _LONGEST:
            return None
        try:
            return self._session.unprotect(data)
        except SrtpError:
            return None
