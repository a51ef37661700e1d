"""Readers of the event stream come, go and vanish in their hundreds: afterwards nothing is left of any."""

from __future__ import annotations

import asyncio
import socket
import struct
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.carrier.running import RunningCarrier, Signed, until
from tests.carrier.soak import objects, open_files, tasks

_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER of no time: the connection ends without a goodbye."""

_POOLED = 24
"""The database's pool opens a connection, of three files, whenever more threads than before read at once."""


def read_and_vanish(running: RunningCarrier, device: Signed, turn: int) -> None:
    host, port = running.ready.http.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        lines = ["GET /v1/events HTTP/1.1", "Host: x"]
        lines += [f"{name}: {value}" for name, value in device.headers.items()]
        if turn % 4 == 0:
            del lines[-1]  # nobody's
        text = "\r\n".join([*lines, "", ""]).encode()
        if turn % 5 == 0:
            connection.sendall(text[: len(text) // 2])
        else:
            connection.sendall(text)
            connection.recv(100)
        if turn % 2:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)


def soak(running: RunningCarrier, devices: list[Signed], turns: int) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda turn: read_and_vanish(running, devices[turn % 6], turn), range(turns)))


def held(running: RunningCarrier) -> tuple[int, int]:
    async def count() -> int:
        return tasks(asyncio.get_running_loop())

    return open_files(), running.run(count())


def leaves_nothing(running: RunningCarrier, turns: int) -> None:
    devices = [running.sign_in(person) for person in [running.person() for _ in range(6)]]
    soak(running, devices, 120)
    until(lambda: objects()["HttpConnection"] <= 1)  # the one that the devices signed in over
    files, working = held(running)
    before = objects()
    soak(running, devices, turns)

    def is_quiet() -> bool:
        now = held(running)
        return now[0] <= files + _POOLED and now[1] <= working and not _grown(before)

    until(is_quiet)


def _grown(before: dict[str, int]) -> dict[str, int]:
    now = objects()
    return {name: count for name, count in now.items() if count > before.get(name, 0) + 2}


def test_hundreds_of_readers_leave_nothing(running: RunningCarrier) -> None:
    leaves_nothing(running, 300)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_thousands_of_readers_leave_nothing(running: RunningCarrier) -> None:
    leaves_nothing(running, 10_000)
