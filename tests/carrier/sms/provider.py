"""An SMS provider in a process of its own: HTTP on 127.0.0.1, told what to do by lines of JSON.

It takes a text once for each idempotency key, and answers as badly as it is told. It checks and makes
signatures with code of its own.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import sys
import time
from contextlib import suppress
from typing import Any

import httpx

SECRET = b"a secret of sixteen"


def say(event: str, **more: Any) -> None:
    sys.stdout.write(json.dumps({"event": event, **more}) + "\n")
    sys.stdout.flush()


def signature(timestamp: str, body: bytes) -> str:
    return "v1=" + hmac.digest(SECRET, timestamp.encode() + b"." + body, hashlib.sha256).hex()


class Provider:
    def __init__(self) -> None:
        self.plan: list[str] = []
        """What to do with the requests to come: "ok", "drop", "mute", a status, or a status with a reason."""
        self.taken: dict[str, str] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.split("\r\n")
                headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines) if n}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                await self.answer(writer, first, headers, body)
                await writer.drain()
        writer.close()

    async def answer(
        self, writer: asyncio.StreamWriter, first: str, headers: dict[str, str], body: bytes
    ) -> None:
        what = self.plan.pop(0) if self.plan else "ok"
        key = headers["idempotency-key"]
        signed = hmac.compare_digest(
            signature(headers["fiveline-timestamp"], body), headers["fiveline-signature"]
        )
        new = False
        if what in ("ok", "drop", "huge"):
            new = key not in self.taken
            self.taken.setdefault(key, f"id-{len(self.taken) + 1}")
        say("request", what=what, first=first, key=key, signed=signed, new=new, body=json.loads(body))
        if what == "drop":
            writer.transport.abort()
        elif what == "huge":
            writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 100000000\r\n\r\n" + b"x" * 200_000)
        elif what == "html":
            self.write(writer, 503, b"<html>nginx</html>")
        elif what == "moved":
            writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        elif what == "ok":
            self.write(writer, 202, json.dumps({"id": self.taken[key]}).encode())
        elif what != "mute":
            status, _, reason = what.partition(" ")
            self.write(writer, int(status), json.dumps({"error": reason}).encode())

    @staticmethod
    def write(writer: asyncio.StreamWriter, status: int, body: bytes) -> None:
        writer.write(f"HTTP/1.1 {status} Said\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    async def obey(self, order: dict[str, Any]) -> None:
        if order["do"] == "plan":
            self.plan += order["answers"]
        elif order["do"] == "call":
            body = order["body"].encode()
            timestamp = str(int(time.time() + order.get("seconds", 0)))
            headers = {
                "Content-Type": "application/json",
                "Fiveline-Timestamp": timestamp,
                "Fiveline-Signature": order.get("signature") or signature(timestamp, body),
            }
            async with httpx.AsyncClient(trust_env=False) as http:
                sent = order.get("sent", order["body"]).encode()
                answer = await http.post(order["url"], content=sent, headers=headers)
            say("answered", status=answer.status_code)
        say("obeyed", do=order["do"])


async def main() -> None:
    provider = Provider()
    server = await asyncio.start_server(provider.serve, "127.0.0.1", int(sys.argv[1]))
    say("ready", port=server.sockets[0].getsockname()[1])
    orders = asyncio.StreamReader(limit=2**20)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin
    )
    while line := await orders.readline():
        await provider.obey(json.loads(line))


if __name__ == "__main__":
    asyncio.run(main())
