"""One HTTP request and its answer, or a clear word for why there is none.

Answers:
  2xx of the expected content type  -> bytes
  4xx, 5xx problem+json             -> `Refused`; 5xx is `Unanswered`: nobody knows what happened
  anything else                     -> `Unanswered`, a captive portal where it looks like one
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from desktop.api.backoff import read_retry_after
from desktop.domain.errors import Refused, Unanswered
from desktop.system.half_open import keepalive_options

if TYPE_CHECKING:
    import httpx

CONNECT = 5.0
READ = 15.0
WHOLE = 60.0
"""Seconds for a request with its answer: a body that drips can't hold us longer."""
LARGEST_JSON = 8 * 1024 * 1024
LARGEST_SOUND = 32 * 1024 * 1024
LARGEST_PROBLEM = 256 * 1024
_PIECE = 64 * 1024
HEARTBEAT = 45.0
"""Seconds without a byte on the event stream, where a comment comes every 15."""

Headers = dict[str, str]
Sent = Callable[[float], None]
"""Hears what share of a body has left, 0 to 1."""
HeadStart = Callable[[], Awaitable[None]]
"""Waited for before the first request: the time in which something else is more urgent."""


async def none_needed() -> None:
    return None


for _name in ("httpx", "httpcore"):  # they log whole addresses, and those name whom one writes to
    logging.getLogger(_name).setLevel(logging.WARNING)


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """TLS 1.2 or later, host name checked; `ca_file` is trusted instead of the system's authorities."""
    context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class Transport:
    """httpx and the system's authorities are loaded with the first request, aside: nothing that is in the
    cache waits for them.
    """

    def __init__(self, base_url: str, ca_file: Path | None, *, head_start: HeadStart = none_needed) -> None:
        """Raises `OSError` where `ca_file` can't be read."""
        self._base_url = base_url
        self.head_start = head_start
        self._tls = None if ca_file is None else tls_context(ca_file)
        self._opening: asyncio.Task[httpx.AsyncClient] | None = None

    async def close(self) -> None:
        if self._opening is not None:
            await (await self._opening).aclose()

    async def _client(self) -> httpx.AsyncClient:
        if self._opening is None:
            self._opening = asyncio.create_task(self._begin())
        # Shielded: whoever asked may be cancelled, and the others wait for the same one.
        return await asyncio.shield(self._opening)

    async def _begin(self) -> httpx.AsyncClient:
        await self.head_start()
        return await asyncio.to_thread(self._open)

    def _open(self) -> httpx.AsyncClient:
        import httpx

        https = self._base_url.startswith("https:")
        way = httpx.AsyncHTTPTransport(
            verify=(self._tls or tls_context(None)) if https else True,
            trust_env=False,
            limits=httpx.Limits(max_connections=16, max_keepalive_connections=8, keepalive_expiry=60),
            socket_options=keepalive_options(),
        )
        return httpx.AsyncClient(
            base_url=self._base_url,
            transport=way,
            trust_env=False,  # a proxy from the environment would see the token
            follow_redirects=False,  # nor does a redirect get it
            timeout=httpx.Timeout(READ, connect=CONNECT),
            headers={"Accept-Encoding": "identity", "User-Agent": "fiveline"},
        )

    async def request(
        self,
        method: str,
        path: str,
        *,
        headers: Headers,
        body: bytes | None = None,
        params: dict[str, str] | None = None,
        accept: str = "application/json",
        largest: int = LARGEST_JSON,
        within: float | None = None,
        sent: Sent | None = None,
    ) -> bytes:
        """The body of the answer, `within` so many seconds, `WHOLE` unless told otherwise.

        `sent` hears what share of `body` has left.
        Raises `Refused` or `Unanswered`.
        """
        all_headers = {"Accept": f"{accept}, application/problem+json", **headers}
        if body is not None:
            all_headers.setdefault("Content-Type", "application/json")
        client = await self._client()
        import httpx

        content: bytes | AsyncIterator[bytes] | None = body
        if sent is not None and body is not None:
            all_headers["Content-Length"] = str(len(body))
            content = _piece_by_piece(body, sent)
        request = client.build_request(method, path, headers=all_headers, content=content, params=params)
        try:
            async with asyncio.timeout(WHOLE if within is None else within):
                response = await client.send(request, stream=True)
                try:
                    return await _read_answer(response, accept, largest)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise Unanswered("the answer took too long", reached=True) from None
        except (httpx.HTTPError, OSError) as error:
            raise unanswered(error) from error
        except httpx.InvalidURL as error:
            raise Unanswered("not an address", reached=False) from error

    async def open_stream(self, path: str, *, headers: Headers) -> httpx.Response:
        """An open event stream, to be closed by whoever asked. Raises `Refused` or `Unanswered`."""
        client = await self._client()
        import httpx

        request = client.build_request(
            "GET",
            path,
            headers={"Accept": "text/event-stream, application/problem+json", **headers},
            timeout=httpx.Timeout(HEARTBEAT, connect=CONNECT),
        )
        try:
            response = await client.send(request, stream=True)
        except (httpx.HTTPError, OSError) as error:
            raise unanswered(error) from error
        if response.status_code == 200 and _content_type(response) == "text/event-stream":
            return response
        try:
            async with asyncio.timeout(READ):
                await _read_answer(response, "text/event-stream", LARGEST_PROBLEM)
        except TimeoutError:
            pass
        except (httpx.HTTPError, OSError) as error:
            raise unanswered(error) from error
        finally:
            await response.aclose()
        raise Unanswered("no event stream came", reached=True, captive_portal=True)


async def _piece_by_piece(body: bytes, sent: Sent) -> AsyncIterator[bytes]:
    for start in range(0, len(body), _PIECE):
        sent(start / len(body))
        yield body[start : start + _PIECE]
    sent(1.0)


def unanswered(error: Exception) -> Unanswered:
    """What a failure below HTTP means; `reached` is False only where nothing can have left."""
    import httpx

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Unanswered("the certificate is not the carrier's", reached=False, certificate=True)
        cause = cause.__cause__ or cause.__context__
    never_left = isinstance(
        error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.UnsupportedProtocol
    )
    return Unanswered(type(error).__name__, reached=not never_left)


async def _read_answer(response: httpx.Response, accept: str, largest: int) -> bytes:
    status, kind = response.status_code, _content_type(response)
    if 300 <= status < 400:
        raise Unanswered(f"redirected ({status})", reached=True, captive_portal=True)
    if status >= 400:
        await _raise_problem(response, kind)
    if status == 204:
        return b""
    if kind != accept:
        raise Unanswered(f"{status} with {kind or 'no content type'}", reached=True, captive_portal=True)
    return await _read_body(response, largest)


async def _read_body(response: httpx.Response, largest: int) -> bytes:
    announced = response.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced[:20]) > largest:
        raise Unanswered("the answer is too large", reached=True)
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > largest:
            raise Unanswered("the answer is too large", reached=True)
    return bytes(body)


async def _raise_problem(response: httpx.Response, kind: str) -> None:
    status = response.status_code
    retry_after = read_retry_after(response.headers.get("retry-after"))
    if kind != "application/problem+json":
        raise Unanswered(f"{status} with {kind or 'no content type'}", reached=True, retry_after=retry_after)
    body = await _read_body(response, LARGEST_PROBLEM)
    try:
        fields = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Unanswered(f"{status} with a broken problem", reached=True) from None
    word = str(fields.get("type", "")).rstrip("/").rpartition("/")[2][:60] or "unknown"
    if status >= 500:
        raise Unanswered(f"{status} {word}", reached=True, retry_after=retry_after)
    raise Refused(status, word, str(fields.get("detail") or "")[:500], fields, retry_after=retry_after)


def _content_type(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()
