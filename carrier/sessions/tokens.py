"""Random secrets: shown once, kept as their digest."""

from __future__ import annotations

import hashlib
import json
import secrets


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def digest_of_values(*values: str) -> str:
    """Of several values, such that no two lists share one."""
    return digest(json.dumps(values))


def new_sip_secret() -> str:
    """128 random bits (design: digest authentication can be tried offline by whoever sees one exchange)."""
    return secrets.token_hex(16)
