"""What is kept of a session in the keyring: one entry, so that it changes as a whole."""

from __future__ import annotations

import secrets

import msgspec

from desktop.system.credentials import Credentials, KeyringCredentials

SESSION = "session"
CACHE_KEY = "cache-key"


class Sip(msgspec.Struct, frozen=True):
    """The device's access to the carrier's SIP edge."""

    domain: str
    user: str
    secret: str
    tls_port: int

    def __repr__(self) -> str:
        return f"Sip(user={self.user})"


class Kept(msgspec.Struct, frozen=True):
    carrier: str
    """URL of the carrier that the session is with: no other is given its tokens."""
    device_id: str
    email: str
    refresh_token: str
    sip: Sip

    def __repr__(self) -> str:
        return f"Kept(device_id={self.device_id})"


def open_keyring(service: str) -> KeyringCredentials:
    """The system's keyring, which looks for a session at once, before anybody asks for it."""
    credentials = KeyringCredentials(service)
    credentials.read_ahead(SESSION, CACHE_KEY)
    return credentials


async def load_session(credentials: Credentials, *, carrier: str) -> Kept | None:
    """None where there is none, it is another carrier's, or it can't be read."""
    text = await credentials.load(SESSION)
    if text is None:
        return None
    try:
        kept = msgspec.json.decode(text, type=Kept)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return kept if kept.carrier == carrier else None


async def save_session(credentials: Credentials, kept: Kept) -> None:
    await credentials.save(SESSION, msgspec.json.encode(kept).decode())


async def cache_key(credentials: Credentials) -> str:
    """The cache's key, made where there is none yet."""
    key = await credentials.load(CACHE_KEY)
    if key is None or len(key) != 64 or not set(key) <= set("0123456789abcdef"):
        key = secrets.token_hex(32)
        await credentials.save(CACHE_KEY, key)
    return key
