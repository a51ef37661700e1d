"""RFC 4475 and RFC 5118: every message is read or refused as it should be, and the edge lives on."""

from __future__ import annotations

import asyncio

import pytest

from carrier.sip.message import BadMessage, read_message
from tests.carrier.sip.directory import device
from tests.carrier.sip.running import Running
from tests.carrier.sip.torture import IPV6, MESSAGES, Torture
from tests.carrier.sip.user_agent import registered

ALL = (*MESSAGES, *IPV6)


def test_all_49_messages_are_here() -> None:
    assert len({torture.name for torture in MESSAGES}) == len(MESSAGES) == 49


@pytest.mark.parametrize("torture", ALL, ids=lambda torture: torture.name)
def test_each_is_read_or_refused(torture: Torture) -> None:
    if torture.good:
        read_message(torture.data, stream=False)
    else:
        with pytest.raises(BadMessage):
            read_message(torture.data, stream=False)


class _Answers(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.statuses: list[int] = []

    def datagram_received(self, data: bytes, addr: object) -> None:
        # What is echoed of a bad message is as bad as it came: only the status is looked at.
        self.statuses.append(int(data.split()[1]))


async def test_none_gets_more_than_a_refusal_or_reaches_a_device(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        wire, answers = await asyncio.get_running_loop().create_datagram_endpoint(
            _Answers, remote_addr=("127.0.0.1", running.ports.udp)
        )
        for torture in ALL:
            wire.sendto(torture.data)
        # A last one that is answered for certain; over UDP they come in order on loopback.
        for _ in range(200):
            await asyncio.sleep(0.01)
            if len(answers.statuses) >= 45:
                break
        wire.close()
        assert {status for status in answers.statuses if status >= 300} <= {
            400,
            401,
            403,
            405,
            416,
            420,
            481,
            483,
            505,
        }
        assert set(answers.statuses) - {100, 200} == {status for status in answers.statuses if status >= 400}
        assert alice.silent()
        assert bob.silent()
        alice.ask_to_register()
        await alice.expect(401)


@pytest.mark.parametrize("torture", ALL, ids=lambda torture: torture.name)
async def test_none_of_them_stops_a_stream(running: Running, torture: Torture) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", running.ports.tcp)
    for at in range(0, len(torture.data), 700):
        writer.write(torture.data[at : at + 700])
    await writer.drain()
    async with registered(running.ports, device("alice")):
        assert running.edge.is_registered("alice-1")
    writer.close()
    await writer.wait_closed()
