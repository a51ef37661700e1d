"""Server-sent events (WHATWG HTML, section 9.2): read, bounded, and closed properly.

The carrier sends a comment every 15 s; 45 s without a byte end the stream (`transport.HEARTBEAT`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.api.transport import unanswered
from desktop.domain.errors import Unanswered

if TYPE_CHECKING:
    import httpx

LONGEST_LINE = 1024 * 1024
LARGEST_EVENT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SentEvent:
    """One server-sent event (WHATWG HTML, 9.2)."""

    id: int | None
    """The cursor after it; None where it bears none of its own."""
    kind: str
    data: bytes


class EventParser:
    """Bytes in, events out. Lines end in LF, CR or CRLF, wherever the network cuts them."""

    def __init__(self) -> None:
        self._rest = b""
        self._after_cr = False
        self._id: int | None = None
        self._kind = ""
        self._data: list[bytes] = []
        self._size = 0
        self._fresh = True

    def feed(self, chunk: bytes) -> list[SentEvent]:
        """Raises `Unanswered` where a line or an event is larger than anything the carrier sends."""
        if self._after_cr and chunk:
            self._after_cr = False
            chunk = chunk.removeprefix(b"\n")
        if chunk.endswith(b"\r"):
            self._after_cr = True
        *lines, self._rest = (self._rest + chunk).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            raise Unanswered("a line of the event stream is too long", reached=True)
        events: list[SentEvent] = []
        for line in lines:
            event = self._line(line)
            if event is not None:
                events.append(event)
        return events

    def _line(self, line: bytes) -> SentEvent | None:
        if self._fresh:  # a byte order mark may stand before the first line
            line = line.removeprefix(b"\xef\xbb\xbf")
            self._fresh = False
        if not line:
            return self._dispatch()
        if line.startswith(b":"):
            return None
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        self._size += len(line)
        if self._size > LARGEST_EVENT:
            raise Unanswered("an event is too large", reached=True)
        match field:
            case b"id":
                self._id = int(value) if value.isdigit() and len(value) <= 18 else None
            case b"event":
                self._kind = value[:60].decode("ascii", "replace")
            case b"data":
                self._data.append(value)
        return None

    def _dispatch(self) -> SentEvent | None:
        event = SentEvent(self._id, self._kind, b"\n".join(self._data)) if self._data else None
        self._id, self._kind, self._data, self._size = None, "", [], 0
        return event


class EventStream:
    """An open stream. `batches` ends when the carrier closes it; `close` may be called twice."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    async def batches(self) -> AsyncIterator[list[SentEvent]]:
        """What came together, in order. Raises `Unanswered` where the way is cut."""
        import httpx

        parser = EventParser()
        chunks = self._response.aiter_raw()
        try:
            async for chunk in chunks:
                events = parser.feed(chunk)
                if events:
                    yield events
        except (httpx.HTTPError, OSError) as error:  # a broken TLS record comes as a bare `ssl.SSLError`
            raise unanswered(error) from error
        finally:
            await self.close()

    async def close(self) -> None:
        await self._response.aclose()
