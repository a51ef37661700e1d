"""The gate before every route: a body is read whole, within a size and a time, and refused before it is
parsed where it is no plain JSON. A large one is left to its route (`large_body`).

And the last net: a mistake of ours leaves as a problem, and the connection lives.

Bounds first: a parser is only shown what is small, shallow and made of characters that can be stored.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any, NoReturn

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carrier.api.file_shapes import LARGEST_PIECE
from carrier.api.large_body import LargeBody, Places, is_large
from carrier.api.problem_answers import problem_response
from carrier.problems import Refusal

logger = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024
PIECE_TYPE = "application/offset+octet-stream"
"""Of a piece of a file: the only body that is not JSON, and may be larger."""
_DEEPEST = 32
_PIECE_PATIENCE = 3
_HEADERS = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
"""On every answer: tokens and messages are for nobody's cache."""


class Gate:
    def __init__(self, app: ASGIApp, *, timeout_seconds: float) -> None:
        self._app = app
        self._timeout = timeout_seconds
        self._places = Places()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        begun = False

        async def unkept(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        try:
            _check_head(scope)
            if is_large(scope):
                await self._with_large_body(scope, receive, unkept, lambda: begun)
                return
            body = await self._checked_body(scope, receive)
        except Refusal as refusal:
            await problem_response(refusal, close=True)(scope, receive, unkept)
            return
        delivered = False

        async def replay() -> Message:
            nonlocal delivered
            if delivered:
                return await receive()  # tells of the disconnection
            delivered = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._answer(scope, replay, unkept, lambda: begun)

    async def _with_large_body(
        self, scope: Scope, receive: Receive, send: Send, begun: Callable[[], bool]
    ) -> None:
        body = LargeBody(receive, send, self._places, timeout=self._timeout)
        try:
            await self._answer(scope, body.receive, body.send, begun)
        finally:
            body.done()

    async def _answer(self, scope: Scope, receive: Receive, send: Send, begun: Callable[[], bool]) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception:
            # The route, not the path: that may hold a telephone number.
            route = getattr(scope.get("route"), "path", "no route")
            logger.exception("%s %s failed", scope["method"], route)
            if begun():
                raise  # an answer that was begun can only be broken off
            await problem_response(Refusal(500, "technical"))(scope, receive, send)

    async def _checked_body(self, scope: Scope, receive: Receive) -> bytes:
        headers = dict(scope["headers"])
        kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
        is_piece = (
            scope["method"] == "PATCH"
            and kind == PIECE_TYPE.encode()
            and scope["path"].startswith("/v1/files/")
        )
        largest = LARGEST_PIECE if is_piece else LARGEST_BODY
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length[:20]) > largest:
            raise Refusal(413, "too-large")
        try:
            async with asyncio.timeout(_PIECE_PATIENCE * self._timeout if is_piece else self._timeout):
                body = await _read(receive, largest)
        except TimeoutError:
            raise Refusal(408, "request-timeout") from None
        if body and not is_piece:
            if kind != b"application/json":
                raise Refusal(415, "unsupported-media-type", "Bodies are application/json")
            check_json(body)
        return body


def _check_head(scope: Scope) -> None:
    if b"%00" in scope["query_string"] or "\x00" in scope["path"]:
        raise Refusal(422, "invalid-request", "NUL is not allowed")
    if dict(scope["headers"]).get(b"content-encoding", b"identity") not in (b"identity", b""):
        raise Refusal(415, "unsupported-media-type", "Bodies are taken uncompressed")


async def _read(receive: Receive, largest: int) -> bytes:
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal(400, "malformed-body")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > largest:
            raise Refusal(413, "too-large")
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def check_json(body: bytes) -> None:
    """Raise `Refusal` unless this is JSON (RFC 8259) of Unicode text, without NaN, lone surrogates or NUL."""
    if _depth(body) > _DEEPEST:
        raise Refusal(400, "malformed-body", f"Nested more than {_DEEPEST} deep")
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Refusal(400, "malformed-body", "Not JSON in UTF-8") from None
    _check_text(value)


def _depth(body: bytes) -> int:
    """How deep brackets nest at most, strings left out."""
    depth = deepest = 0
    in_string = escaped = False
    for byte in body:
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
        elif byte == 0x22:
            in_string = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _check_text(value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value:
            raise Refusal(422, "invalid-request", "NUL is not allowed")
        if any("\ud800" <= c <= "\udfff" for c in value):
            raise Refusal(422, "invalid-request", "A lone surrogate is no character")
    elif isinstance(value, dict):
        for key, each in value.items():
            _check_text(key)
            _check_text(each)
    elif isinstance(value, list):
        for each in value:
            _check_text(each)
