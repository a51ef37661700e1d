"""Digest (RFC 3261 section 22, RFC 7616, RFC 8760): challenges bound in time, guessing slowed."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from carrier.sip.addresses import TOKEN
from carrier.sip.limits import MOST_SOURCES, MOST_WRONG_DIGESTS, WRONG_DIGEST_SECONDS
from carrier.sip.message import Request

_PART = re.compile(rf'[ \t]*({TOKEN})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|({TOKEN}))[ \t]*(?:,|$)')
_MOST_NONCES = 20_000

MD5 = "MD5"
SHA_256 = "SHA-256"


class Verdict(Enum):
    GOOD = "good"
    STALE = "stale"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Credentials:
    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    algorithm: str
    qop: str
    cnonce: str
    nc: str


def read_credentials(value: str) -> Credentials | None:
    """None for another scheme than Digest, or for what does not follow its grammar."""
    scheme, _, rest = value.partition(" ")
    if scheme.lower() != "digest" or len(value) > 4096:
        return None
    parts: dict[str, str] = {}
    at = 0
    while at < len(rest):
        match = _PART.match(rest, at)
        if match is None or match[1].lower() in parts:
            return None
        quoted = match[2]
        parts[match[1].lower()] = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else match[3]
        at = match.end()
    if any(not parts.get(name) for name in ("username", "realm", "nonce", "uri", "response")):
        return None
    return Credentials(
        parts["username"],
        parts["realm"],
        parts["nonce"],
        parts["uri"],
        parts["response"].lower(),
        parts.get("algorithm", MD5).upper(),
        parts.get("qop", "").lower(),
        parts.get("cnonce", ""),
        parts.get("nc", "").lower(),
    )


def answer_to(credentials: Credentials, *, method: str, secret: str) -> str:
    """The digest that the right secret gives (RFC 7616 section 3.4.1)."""

    def digest(*parts: str) -> str:
        data = ":".join(parts).encode("utf-8", "surrogateescape")
        if credentials.algorithm == SHA_256:
            return hashlib.sha256(data).hexdigest()
        return hashlib.md5(data, usedforsecurity=False).hexdigest()

    ha1 = digest(credentials.username, credentials.realm, secret)
    ha2 = digest(method, credentials.uri)
    if not credentials.qop:
        return digest(ha1, credentials.nonce, ha2)
    return digest(ha1, credentials.nonce, credentials.nc, credentials.cnonce, credentials.qop, ha2)


class Digest:
    def __init__(
        self,
        realm: str,
        *,
        # baresip gives up on the very sight of SHA-256; for secrets of 128 random bits MD5 will do.
        algorithms: Sequence[str] = (MD5,),
        lifetime: float = 300.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._realm = realm
        self._algorithms = tuple(algorithms)
        self._lifetime = lifetime
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._wrong: OrderedDict[tuple[str, str], list[float]] = OrderedDict()

    def challenges(self, *, source: str, stale: bool = False) -> list[str]:
        """Values of WWW-Authenticate, the best first.

        They are good for this source alone: whoever forges another's address can't fail in its name.
        """
        return [
            f'Digest realm="{self._realm}", nonce="{self._nonce(source)}", algorithm={algorithm}, qop="auth"'
            + (", stale=true" if stale else "")
            for algorithm in self._algorithms
        ]

    def _nonce(self, source: str) -> str:
        born = f"{self._clock():.3f}.{secrets.token_hex(8)}"
        return f"{born}.{self._seal(born, source)}"

    def _seal(self, born: str, source: str) -> str:
        sealed = f"{born} {source}".encode("utf-8", "replace")
        return hmac.new(self._key, sealed, hashlib.sha256).hexdigest()[:32]

    def credentials(self, request: Request) -> Credentials | None:
        """The first that is for our realm, of an algorithm that we know."""
        for value in request.headers.all("authorization")[:8]:
            found = read_credentials(value)
            if found is not None and found.realm == self._realm and found.algorithm in (MD5, SHA_256):
                return found
        return None

    def challenged(self, credentials: Credentials, *, source: str) -> bool:
        """Whether they answer a challenge of ours to this source; else nobody need be looked up for them."""
        born, _, seal = credentials.nonce.rpartition(".")
        return hmac.compare_digest(seal.encode("utf-8", "surrogateescape"), self._seal(born, source).encode())

    def judge(self, credentials: Credentials, *, source: str, method: str, secret: str | None) -> Verdict:
        """`secret` is None for an unknown device: the work is the same, and the verdict WRONG."""
        if not self.challenged(credentials, source=source):
            return Verdict.STALE
        right = answer_to(
            credentials, method=method, secret=secret if secret is not None else self._key.hex()
        )
        given = credentials.response.encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(right.encode(), given) or secret is None:
            return Verdict.WRONG
        if credentials.algorithm not in self._algorithms or credentials.qop not in ("", "auth"):
            return Verdict.WRONG
        born = ".".join(credentials.nonce.split(".")[:2])
        if self._clock() - float(born) > self._lifetime:
            return Verdict.STALE
        return self._count(credentials)

    def _count(self, credentials: Credentials) -> Verdict:
        """A nonce count must rise: what was overheard is of no use again (RFC 7616 section 3.4).

        Without `qop` there is no count, and a nonce is good once.
        """
        if credentials.qop and not re.fullmatch(r"[0-9a-f]{8}", credentials.nc):
            return Verdict.WRONG
        count = int(credentials.nc, 16) if credentials.qop else 1
        if count <= self._counts.get(credentials.nonce, 0):
            return Verdict.STALE
        self._counts[credentials.nonce] = count
        self._counts.move_to_end(credentials.nonce)
        while len(self._counts) > _MOST_NONCES:
            self._counts.popitem(last=False)
        return Verdict.GOOD

    def may_try(self, source: str, name: str) -> bool:
        """Whether this source has not answered wrongly for this device too often of late.

        Devices of one household share an address: one that was signed out and goes on trying stops no other.
        """
        times = self._wrong.get((source, name))
        if times is None:
            return True
        since = self._clock() - WRONG_DIGEST_SECONDS
        times[:] = [at for at in times if at > since]
        return len(times) < MOST_WRONG_DIGESTS

    def was_wrong(self, source: str, name: str) -> None:
        self._wrong.setdefault((source, name), []).append(self._clock())
        self._wrong.move_to_end((source, name))
        while len(self._wrong) > MOST_SOURCES:
            self._wrong.popitem(last=False)
