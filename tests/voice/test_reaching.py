"""The carrier is found over addresses that lead nowhere, and at another one than the last time."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest

from desktop.voice.reaching import Approach

NOWHERE = "240.0.0.1"
"""A connection to it is refused by the system at once, or never answered."""


@pytest.fixture
def carrier() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


async def reached(approach: Approach) -> str:
    failures: list[str] = []
    async with asyncio.timeout(5):
        sock = await approach.connected(failures.append)
    address = str(sock.getpeername()[0])
    sock.close()
    return address


async def test_an_address_that_leads_nowhere_does_not_hold_up_the_others(
    carrier: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = carrier.getsockname()[1]
    name_server(monkeypatch, port, NOWHERE, "127.0.0.1")
    assert await reached(Approach("carrier.example", port)) == "127.0.0.1"


async def test_who_is_not_the_carrier_where_it_was_is_forgotten(
    carrier: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = carrier.getsockname()[1]
    approach = Approach("carrier.example", port)
    name_server(monkeypatch, port, "127.0.0.1")
    assert await reached(approach) == "127.0.0.1"
    with socket.create_server(("127.0.0.2", port)):
        name_server(monkeypatch, port, "127.0.0.2")
        assert await reached(approach) == "127.0.0.1"  # without asking
        approach.forget()
        assert await reached(approach) == "127.0.0.2"


async def test_a_name_that_is_unknown_is_told_until_the_carrier_was_reached_once(
    carrier: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = carrier.getsockname()[1]
    approach = Approach("carrier.example", port)
    assert await failures_of(approach, monkeypatch) == {"no-such-host"}
    name_server(monkeypatch, port, "127.0.0.1")
    await reached(approach)
    carrier.close()
    assert await failures_of(approach, monkeypatch) == {"no-answer"}


async def failures_of(approach: Approach, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    async def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    failures: list[str] = []
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.0):
            await approach.connected(failures.append)
    return set(failures)


def name_server(monkeypatch: pytest.MonkeyPatch, port: int, *addresses: str) -> None:
    async def answer(*_: object, **__: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", answer)
