"""Asking the provider: one signed POST, a bounded answer, no redirects, no proxy from the environment."""

from __future__ import annotations

import asyncio
import json
import ssl
from dataclasses import dataclass
from typing import Any

import httpx

from carrier.clock import Clock
from carrier.messages.provider.settings import ProviderSettings
from carrier.messages.provider.signing import sign

_LARGEST_ANSWER = 16 * 1024


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    status: int
    members: dict[str, Any]
    """Empty where the body is no JSON object, or too large to be one of ours."""
    retry_after: float | None


class ProviderClient:
    def __init__(self, settings: ProviderSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._http = httpx.AsyncClient(
            verify=ssl.create_default_context(cafile=settings.ca),
            timeout=settings.answer_seconds,
            follow_redirects=False,
            trust_env=False,
        )

    async def post(self, path: str, body: dict[str, Any], *, key: str) -> ProviderAnswer | None:
        """None where no whole answer came."""
        octets = json.dumps(body, ensure_ascii=False).encode()
        headers = sign(self._settings.secret, octets, now=self._clock().timestamp())
        headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        try:
            async with (
                asyncio.timeout(self._settings.answer_seconds),  # in all: httpx counts each read anew
                self._http.stream(
                    "POST", self._settings.url + path, content=octets, headers=headers
                ) as response,
            ):
                answer = b""
                async for chunk in response.aiter_bytes():
                    answer += chunk
                    if len(answer) > _LARGEST_ANSWER:
                        break
                return ProviderAnswer(response.status_code, _members(answer), _retry_after(response))
        except (httpx.HTTPError, TimeoutError):
            return None

    async def close(self) -> None:
        await self._http.aclose()


def _members(answer: bytes) -> dict[str, Any]:
    if len(answer) > _LARGEST_ANSWER:
        return {}
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _retry_after(response: httpx.Response) -> float | None:
    written = response.headers.get("Retry-After", "")
    return (
        min(float(written), 3_600.0) if written.isascii() and written.isdigit() and len(written) < 9 else None
    )
