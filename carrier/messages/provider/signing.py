"""Who sent this, and when: HMAC-SHA256 over the time and the body, with the secret that both sides have."""

from __future__ import annotations

import hmac
from hashlib import sha256

TIMESTAMP = "Fiveline-Timestamp"
SIGNATURE = "Fiveline-Signature"
_VERSION = "v1="
WINDOW_SECONDS = 300


def sign(secret: bytes, body: bytes, *, now: float) -> dict[str, str]:
    timestamp = str(int(now))
    return {TIMESTAMP: timestamp, SIGNATURE: _signature(secret, timestamp, body)}


def is_genuine(secret: bytes, body: bytes, *, timestamp: str, signature: str, now: float) -> bool:
    """Compared in constant time. A clock may be five minutes off; what is older may be a replay."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    genuine = hmac.compare_digest(
        _signature(secret, timestamp, body).encode(), signature.encode("utf-8", "replace")
    )
    return genuine and abs(now - int(timestamp)) <= WINDOW_SECONDS


def _signature(secret: bytes, timestamp: str, body: bytes) -> str:
    return _VERSION + hmac.new(secret, timestamp.encode() + b"." + body, sha256).hexdigest()
