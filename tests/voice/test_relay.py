"""Nobody but the carrier can speak to the SIP stack, and nobody but the engine to the relay."""

from __future__ import annotations

import asyncio
import re
import socket
from typing import Any

import psutil
import pytest

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
