"""Nobody but the carrier can speak to the SIP stack, and nobody but the engine to the relay."""

from __future__ import annotations

import asyncio
import gc
import re
import socket
import threading
from typing import Any

import psutil
import pytest

from desktop.voice.relay import Relay
from tests.voice.conftest import NewPhone
from tests.voice.exchange import TestCarrier
from tests.voice.phone import talk


def listening_on(pid: int) -> list[Any]:
    return [c.laddr for c in psutil.Process(pid).net_connections("inet") if c.status == psutil.CONN_LISTEN]


async def test_the_engine_listens_on_this_computer_only(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, _ = await talk(alice, bob)
    assert listening_on(alice.pid)
    assert {address.ip for address in listening_on(alice.pid)} == {"127.0.0.1"}
    await alice.hang_up(mine)


@pytest.mark.logs("was kept from")
async def test_a_stranger_on_this_computer_is_not_carried_to_the_carrier(
    carrier: TestCarrier, new_phone: NewPhone
) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    for address in listening_on(alice.pid):
        with socket.create_connection((address.ip, address.port), timeout=2) as stranger:
            stranger.sendall(b"OPTIONS sip:carrier SIP/2.0\r\nContent-Length: 0\r\n\r\n")
            stranger.settimeout(0.3)
            try:
                answer = await asyncio.to_thread(stranger.recv, 1_000)
            except (TimeoutError, ConnectionError):
                answer = b""
            assert not re.match(rb"SIP/2.0 2", answer)
    mine, _ = await talk(alice, bob)
    await alice.hang_up(mine)


def test_who_is_accepted_in_the_beat_in_which_it_closes_is_let_go() -> None:
    """The engine collects no garbage by itself: what asyncio forgot would stay open."""
    relay = Relay(host="localhost", port=9, ca_file=None, tell=lambda _: None)
    relay.open()
    busy, go_on = threading.Event(), threading.Event()

    def hold_up() -> None:
        busy.set()
        go_on.wait(5)

    relay._loop.call_soon_threadsafe(hold_up)
    assert busy.wait(5)
    with socket.create_connection(("127.0.0.1", relay.port), timeout=2) as comes:
        relay._loop.call_soon_threadsafe(relay._stopping.set)
        gc.disable()
        try:
            go_on.set()
            relay.join(5)
            assert _ended(comes)
        finally:
            gc.enable()


def _ended(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True
