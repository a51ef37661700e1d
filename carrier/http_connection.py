"""One HTTP connection: what is not HTTP is a problem too, and a head that never ends is given up."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from carrier.api.problem_answers import problem_response
from carrier.problems import Refusal

HEAD_SECONDS = 15.0
"""From the connection, or the first byte of a request, to the end of its headers. Bodies have their own."""


class HttpConnection(H11Protocol):
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._expect_head()
        else:
            self._head_came()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        self._unset_keepalive_if_required()  # uvicorn leaves its timer, and this with it, for half a minute
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Where an answer is under way already, the connection is only cut."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.close()
            return
        answer = problem_response(Refusal(400, "malformed-body", msg), close=True)
        head = h11.Response(status_code=400, headers=answer.raw_headers)
        body = [h11.Data(data=bytes(answer.body)), h11.EndOfMessage()]
        self.transport.write(b"".join(self.conn.send(event) or b"" for event in (head, *body)))
        self.transport.close()

    def _expect_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _head_came(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
