"""How whoever is signed in asks the carrier: with a token that is renewed once where it has run out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from desktop.api.auth import Authorisation, ran_out, session_ended
from desktop.api.transport import LARGEST_JSON, Sent, Transport
from desktop.domain.errors import Refused, Unanswered

T = TypeVar("T")


class Operations:
    """What the carrier's operations have in common."""

    def __init__(
        self,
        transport: Transport,
        authorisation: Authorisation,
        *,
        on_session_ended: Callable[[str, str], None],
    ) -> None:
        """`on_session_ended(reason, upgrade_url)` is called whenever an answer says so."""
        self._transport = transport
        self._authorisation = authorisation
        self._on_session_ended = on_session_ended
        self._closed = False

    async def close(self) -> None:
        """The session is left. What is still answered from now on is kept by nobody, and ends nothing."""
        self._closed = True
        await self._authorisation.close()

    async def _get(self, path: str, params: dict[str, str] | None = None) -> bytes:
        return await self._authorised("GET", path, params=params)

    async def _ask(self, method: str, path: str, body: Any = None, *, idempotency_key: str = "") -> bytes:
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        encoded = None if body is None else msgspec.json.encode(body)
        return await self._authorised(method, path, headers=headers, body=encoded)

    async def _settle(self, method: str, path: str) -> None:
        """As `_ask`, of something that may be gone: then there is nothing left to do."""
        try:
            await self._ask(method, path)
        except Refused as refused:
            if refused.status != 404:
                raise

    async def _authorised(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
        params: dict[str, str] | None = None,
        accept: str = "application/json",
        largest: int = LARGEST_JSON,
        within: float | None = None,
        sent: Sent | None = None,
    ) -> bytes:
        async def attempt(token: str) -> bytes:
            return await self._transport.request(
                method,
                path,
                headers={"Authorization": f"Bearer {token}", **(headers or {})},
                body=body,
                params=params,
                accept=accept,
                largest=largest,
                within=within,
                sent=sent,
            )

        answer = await self._renewing(attempt)
        if self._closed:  # whoever asked would take it for the next one's
            raise Unanswered("the session was left meanwhile", reached=True)
        return answer

    async def _renewing(self, attempt: Callable[[str], Awaitable[T]]) -> T:
        """Ask; where the token has run out, renew it once and ask again."""
        try:
            token = await self._authorisation.token()
            try:
                return await attempt(token)
            except Refused as refused:
                if not ran_out(refused):
                    raise
            return await attempt(await self._authorisation.renew(token))
        except Refused as refused:
            reason = session_ended(refused)
            if reason is not None and not self._closed:
                self._on_session_ended(reason, str(refused.fields.get("upgrade_url") or ""))
            raise


def decode(answer: bytes, shape: type[T]) -> T:
    """Raises `Unanswered` where the answer is not what the contract says: nothing in it can be believed."""
    try:
        return msgspec.json.decode(answer, type=shape)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Unanswered(f"{shape.__name__} can't be read: {error}"[:200], reached=True) from error


def part(text: str) -> str:
    return quote(text, safe="")
