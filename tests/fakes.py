"""Working stand-ins for what a test can't have for real: a carrier that misbehaves, a keyring in a file, an
engine that does what the test says.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from desktop.domain.connection import Engine
from desktop.system.closing import accept_no_more
from desktop.voice import wire


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


Answer = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


class LocalServer:
    """Serves on a port of its own on 127.0.0.1; each connection is a task that ends with the server."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> Self:
        self._server = await asyncio.start_server(self._welcome, "127.0.0.1", 0, limit=1 << 20)
        return self

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        assert self._server is not None
        await accept_no_more(self._server)
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self.answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # whoever asked has gone, or the test is over
        finally:
            self._tasks.discard(task)
            writer.close()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its first byte to its last."""
        raise NotImplementedError


class HostileServer(LocalServer):
    """Speaks plain HTTP/1.1 on 127.0.0.1, as badly as the test wants. One request a connection."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[Request] = []
        self.answers: dict[str, Answer] = {}
        """By path; "" answers all others, and without it they are not found."""

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path.partition("?")[0] == path]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await _read_request(reader)
        self.requests.append(request)
        path = request.path.partition("?")[0]
        answer = self.answers.get(path) or self.answers.get("") or problem(404, "not-found")
        await answer(request, writer)
        await writer.drain()


async def _read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, path, headers, body)


def says(status: int, body: bytes | Any, *, kind: str = "application/json", **headers: str) -> Answer:
    """A whole answer. A body that is not bytes is sent as JSON; `retry_after="5"` is a header."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {"content-type": kind, "content-length": str(len(data)), "connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{n}: {v}\r\n" for n, v in lines.items()) + "\r\n"

    async def answer(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode("latin-1") + data)

    return answer


def problem(status: int, word: str, **fields: Any) -> Answer:
    body = {"type": f"/problems/{word}", "title": word, "status": status, **fields}
    return says(status, body, kind="application/problem+json")


def raw(*pieces: bytes, pause: float = 0.0, stay: bool = False) -> Answer:
    """Bytes as they are, with pauses in between; `stay` keeps the connection open afterwards."""

    async def answer(_: Request, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        if stay:
            await asyncio.Event().wait()

    return answer


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other, the last one for ever."""
    waiting = list(answers)

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        await (waiting.pop(0) if len(waiting) > 1 else waiting[0])(request, writer)

    return answer


class FileCredentials:
    """A keyring that survives kill -9, for tests only."""

    lasting = True

    def __init__(self, path: Path) -> None:
        self._path = path

    def _all(self) -> dict[str, str]:
        return dict(json.loads(self._path.read_text())) if self._path.exists() else {}

    def _keep(self, secrets: dict[str, str]) -> None:
        waiting = self._path.with_suffix(".new")
        waiting.write_text(json.dumps(secrets))
        waiting.replace(self._path)

    async def check(self) -> None:
        return None

    async def load(self, name: str) -> str | None:
        return self._all().get(name)

    async def save(self, name: str, secret: str) -> None:
        self._keep(self._all() | {name: secret})

    async def erase(self, name: str) -> None:
        self._keep({n: s for n, s in self._all().items() if n != name})

    async def close(self) -> None:
        return None


@dataclass
class PuppetEngine:
    """A voice engine whose strings the test pulls."""

    on_event: Callable[[wire.AnyEvent], None]
    on_state: Callable[[Engine], None]
    commands: list[wire.AnyCommand] = field(default_factory=list)

    async def start(self) -> None:
        self.on_state(Engine.RUNNING)

    def send(self, command: wire.AnyCommand) -> None:
        self.commands.append(command)

    async def stop(self) -> None:
        self.on_state(Engine.STOPPED)

    def tell(self, *events: wire.AnyEvent) -> None:
        for event in events:
            self.on_event(event)

    def told(self, kind: type[wire.AnyCommand]) -> list[Any]:
        return [command for command in self.commands if isinstance(command, kind)]
