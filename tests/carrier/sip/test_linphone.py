"""Linphone, a phone that others wrote, at the edge: calls and is called, holds, sends tones, transfers."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from carrier.network import people
from tests.carrier.sip.directory import BOB, device
from tests.carrier.sip.running import DOMAIN, Running
from tests.carrier.sip.sounding import direction_of, other_side, until
from tests.carrier.sip.test_transfers import take
from tests.carrier.sip.user_agent import registered
from tests.sound import SoundCard, sound_daemon, soundcard  # noqa: F401  (fixtures)
from tests.voice.linphone import Linphone

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(shutil.which("linphonec") is None, reason="linphone-cli is not installed"),
]


@contextlib.asynccontextmanager
async def linphone(
    running: Running, folder: Path, card: SoundCard, *, transport: str, codec: str
) -> AsyncIterator[Linphone]:
    """Registered as Alice's first device; SRTP and nothing else."""
    alice = device("alice")
    phone = Linphone(
        folder / "linphone",
        alice.device_id,
        tcp_port=getattr(running.ports, transport),
        codec=codec,
        headset=card.headset(f"{transport}{codec}"),
        domain=DOMAIN,
        secret=alice.secret,
        transport=transport,
    )
    await phone.start()
    try:
        await until(lambda: running.edge.is_registered(alice.device_id))
        yield phone
    finally:
        await phone.stop()


@pytest.mark.parametrize(("transport", "codec"), [("udp", "PCMU"), ("tcp", "PCMA")])
async def test_it_holds_sends_tones_and_is_called_back(
    unhurried: Running,
    tmp_path: Path,
    soundcard: SoundCard,  # noqa: F811
    transport: str,
    codec: str,
) -> None:
    async with linphone(unhurried, tmp_path, soundcard, transport=transport, codec=codec) as phone:
        phone.do(f"call sip:{people.ROBIN}@{DOMAIN}")
        await phone.hears("Media streams established")
        robin = other_side(unhurried)
        assert robin.ear is not None
        assert robin.ear.codec == codec
        phone.do("pause")
        await phone.hears("is now paused")
        await until(lambda: direction_of(robin) == "recvonly")
        phone.do("resume")
        await until(lambda: direction_of(robin) == "sendrecv")
        phone.do("5")
        await until(lambda: "5" in robin.keys)
        at = len(phone.said)
        phone.do("terminate")
        await phone.hears("Receiving new incoming call", after=at)
        phone.do("answer")
        await phone.hears("Media streams established", after=at)
        phone.do("terminate")
        await until(lambda: len(unhurried.directory.entries) == 2)
    entries = await unhurried.directory.kept(2)
    assert [(entry.direction, entry.outcome) for entry in entries] == [
        ("outgoing", "answered"),
        ("incoming", "answered"),
    ]


async def test_a_hold_in_g722_alone_is_the_other_sides(
    unhurried: Running,
    tmp_path: Path,
    soundcard: SoundCard,  # noqa: F811
) -> None:
    async with linphone(unhurried, tmp_path, soundcard, transport="tcp", codec="G722") as phone:
        phone.do(f"call sip:{people.ECHO}@{DOMAIN}")
        await phone.hears("Media streams established")
        echo = other_side(unhurried)
        assert echo.ear is not None
        assert echo.ear.codec == "G722"
        phone.do("pause")
        await phone.hears("is now paused")
        assert direction_of(echo) == "recvonly"
        phone.do("resume")
        await until(lambda: direction_of(echo) == "sendrecv")


async def test_it_transfers_blindly_and_leaves(
    unhurried: Running,
    tmp_path: Path,
    soundcard: SoundCard,  # noqa: F811
) -> None:
    async with (
        registered(unhurried.ports, device("bob")) as (b,),
        linphone(unhurried, tmp_path, soundcard, transport="tcp", codec="PCMU") as phone,
    ):
        phone.do(f"call sip:{people.ROBIN}@{DOMAIN}")
        await phone.hears("Media streams established")
        robin = other_side(unhurried)
        phone.do(f"transfer 1 sip:{BOB}@{DOMAIN}")
        bob = await take(b, secure=True)
        await bob.is_offered()
        await phone.hears("ended")
        assert robin.ear is not None
        await bob.is_heard_at(robin.ear)
        await bob.hang_up()
    entries = await unhurried.directory.kept(3)
    assert {(entry.account_id, entry.direction, entry.reason) for entry in entries} == {
        ("alice", "outgoing", "transferred"),
        ("bob", "incoming", "hung-up"),
    }


async def test_it_asks_first_and_joins_the_two(
    unhurried: Running,
    tmp_path: Path,
    soundcard: SoundCard,  # noqa: F811
) -> None:
    async with (
        registered(unhurried.ports, device("bob")) as (b,),
        linphone(unhurried, tmp_path, soundcard, transport="udp", codec="PCMA") as phone,
    ):
        phone.do(f"call sip:{people.ROBIN}@{DOMAIN}")
        await phone.hears("Media streams established")
        phone.do("pause")
        robin = other_side(unhurried)
        await until(lambda: direction_of(robin) == "recvonly")
        at = len(phone.said)
        phone.do(f"call sip:{BOB}@{DOMAIN}")
        bob = await take(b, secure=True)
        await phone.hears("Media streams established", after=at)
        phone.do("transfer 1 --to-call 2")
        await bob.is_offered()
        await phone.hears("ended", after=at)
        await until(lambda: unhurried.edge.calls == 1)
        assert robin.ear is not None
        await bob.is_heard_at(robin.ear)
        await bob.hang_up()
