"""The tokens of a session: an access token that is renewed once when it has run out, whoever notices first.

A new refresh token is kept before it is used for the first time: whatever happens in between, one that the
carrier still takes is in the keyring.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from desktop.api.transport import Transport
from desktop.api.wire.sessions import Tokens
from desktop.domain.errors import Refused, Unanswered

LAST_MOMENT = 2.0
"""Seconds."""

Keep = Callable[[str], Awaitable[None]]
"""Puts a refresh token into the keyring."""


class Authorisation:
    def __init__(
        self, transport: Transport, *, refresh_token: str, keep: Keep, access_token: str | None = None
    ) -> None:
        self._transport = transport
        self._refresh_token = refresh_token
        self._keep = keep
        self._access_token = access_token
        self._refreshing: asyncio.Task[str] | None = None

    async def token(self) -> str:
        """An access token that was good a moment ago."""
        return self._access_token if self._access_token is not None else await self.renew(None)

    async def renew(self, stale: str | None) -> str:
        """Another token than `stale`. However many ask at once, the carrier is asked once.

        Raises `Refused` ("session-ended") or `Unanswered`.
        """
        if self._access_token is not None and self._access_token != stale:
            return self._access_token
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh())
        # Shielded: whoever asked may be cancelled, the others and the keyring still get the answer.
        return await asyncio.shield(self._refreshing)

    async def close(self) -> None:
        """Give a renewal that is under way a moment, so that its token is kept; nothing is kept after this.

        One that is given up has used nothing up: the carrier takes the old token until the new one is used.
        """
        if self._refreshing is not None:
            await asyncio.wait([self._refreshing], timeout=LAST_MOMENT)
            self._refreshing.cancel()
            await asyncio.gather(self._refreshing, return_exceptions=True)

    async def _refresh(self) -> str:
        body = msgspec.json.encode({"refresh_token": self._refresh_token})
        answer = await self._transport.request("POST", "/v1/sessions/refresh", headers={}, body=body)
        try:
            tokens = msgspec.json.decode(answer, type=Tokens)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unanswered("the new tokens can't be read", reached=True) from error
        await self._keep(tokens.refresh_token)
        self._refresh_token = tokens.refresh_token
        self._access_token = tokens.access_token
        return tokens.access_token


def ran_out(refused: Refused) -> bool:
    """Whether a refusal says that the access token, and nothing else, is no good any more."""
    return refused.status == 401 and refused.word in ("access-token-expired", "invalid-token")


def session_ended(refused: Refused) -> str | None:
    """The reason where the session is over, None where it is not."""
    if refused.status == 401 and refused.word == "session-ended":
        return str(refused.fields.get("reason") or "expired")
    return None
