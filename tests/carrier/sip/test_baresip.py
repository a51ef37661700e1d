"""baresip, a phone that others wrote: registers, talks to the echo, holds, transfers and is transferred."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import carrier.network
from carrier.network import people
from carrier.network.ear import open_ear
from carrier.network.rtp import Packet
from carrier.sip.sdp import read_description
from tests.carrier.sip.directory import ALICE, BOB, device
from tests.carrier.sip.running import DOMAIN, Running
from tests.carrier.sip.sounding import Voice, described, direction_of, other_side, until
from tests.carrier.sip.test_transfers import accepted, notified, take
from tests.carrier.sip.user_agent import registered
from tests.voice.baresip import Baresip as DeskPhone

pytestmark = pytest.mark.skipif(shutil.which("baresip") is None, reason="baresip is not installed")

_CONFIG = """
sip_listen 127.0.0.1:0
sip_cafile {certificate}
audio_player aubridge,nil
audio_source aufile,{sound}
audio_alert aubridge,nil
call_local_timeout 20
module_path {modules}
module g711.so
module g722.so
module aufile.so
module aubridge.so
module srtp.so
module_app account.so
module_app menu.so
"""


SOUND = Path(carrier.network.__file__).parent / "sounds" / "robin.wav"


MODULES = next(iter(sorted(Path("/usr/lib").glob("**/baresip/modules"))), Path())


class Baresip:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.said = ""

    async def hear(self, pattern: str, seconds: float = 10) -> None:
        """Waits for words on its screen."""
        assert self._process.stdout is not None
        async with asyncio.timeout(seconds):
            while not re.search(pattern, self.said):
                data = await self._process.stdout.read(4096)
                assert data, f"baresip ended: {self.said[-2000:]}"
                self.said += data.decode("utf-8", "replace")

    async def stop(self) -> None:
        if self._process.returncode is None:
            # Popen.terminate() would reap it before asyncio does.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGTERM)
        await self._process.communicate()


@contextlib.asynccontextmanager
async def baresip(folder: Path, running: Running, transport: str, *arguments: str) -> AsyncIterator[Baresip]:
    modules = MODULES
    alice = device("alice")
    port = getattr(running.ports, transport)
    (folder / "config").write_text(
        _CONFIG.format(certificate=running.certificate, modules=modules, sound=SOUND)
    )
    media = ";mediaenc=srtp-mand" if transport == "tls" else ""
    (folder / "accounts").write_text(
        f"<sip:{alice.device_id}@{DOMAIN};transport={transport}>;auth_user={alice.device_id};"
        f'auth_pass={alice.secret};outbound="sip:127.0.0.1:{port};transport={transport}";regint=60{media}\n'
    )
    (folder / "contacts").write_text("")
    process = await asyncio.create_subprocess_exec(
        "baresip",
        "-f",
        str(folder),
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    phone = Baresip(process)
    try:
        yield phone
    finally:
        await phone.stop()


@pytest.mark.parametrize("transport", ["tls", "tcp", "udp"])
async def test_baresip_registers_and_talks_to_the_echo(
    running: Running, tmp_path: Path, transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Asked often whether it is still in the call, it stays in it.
    monkeypatch.setattr("carrier.sip.leg.AUDIT_SECONDS", 0.5)
    # baresip dials as soon as it runs: the call is challenged on its own where it overtakes the registration.
    call = f"/dial sip:{people.ECHO}@{DOMAIN}"
    async with baresip(tmp_path, running, transport, "-e", call, "-t", "4") as phone:
        await phone.hear("[Cc]all established")
        await phone.hear("terminate|Quit|stopped after")
    entry = (await running.directory.kept(1))[0]
    assert (entry.outcome, entry.direction, entry.peer) == ("answered", "outgoing", people.ECHO)
    assert entry.reason == "hung-up"
    assert entry.duration_seconds > 1
    assert running.directory.last_seen[0] == "alice-1"
    assert ALICE in running.directory.numbers


@contextlib.asynccontextmanager
async def desk(running: Running, folder: Path) -> AsyncIterator[DeskPhone]:
    """A baresip that is told what to do; registered as Alice's first device, SRTP and nothing else."""
    alice = device("alice")
    phone = DeskPhone(
        folder / "desk",
        alice.device_id,
        tcp_port=running.ports.tcp,
        codec="PCMU",
        saying=SOUND,
        domain=DOMAIN,
        secret=alice.secret,
    )
    await phone.start()
    try:
        await until(lambda: running.edge.is_registered(alice.device_id))
        yield phone
    finally:
        await phone.stop()


async def test_baresip_holds_and_transfers_blindly(unhurried: Running, tmp_path: Path) -> None:
    async with (
        registered(unhurried.ports, device("bob")) as (b,),
        desk(unhurried, tmp_path) as phone,
    ):
        phone.do("dial", f"sip:{people.ROBIN}@{DOMAIN}")
        await phone.hears("CALL_ESTABLISHED")
        phone.do("hold")
        robin = other_side(unhurried)
        await until(lambda: direction_of(robin) == "recvonly")
        phone.do("resume")
        await until(lambda: direction_of(robin) == "sendrecv")
        phone.do("sndcode", "5")
        await until(lambda: "5" in robin.keys)
        phone.do("transfer", f"sip:{BOB}@{DOMAIN}")
        bob = await take(b, secure=True)
        await bob.is_offered()
        await phone.hears("CALL_CLOSED")
        assert robin.ear is not None
        await bob.is_heard_at(robin.ear)
        await bob.hang_up()
    entries = await unhurried.directory.kept(3)
    assert {(entry.account_id, entry.direction, entry.reason) for entry in entries} == {
        ("alice", "outgoing", "transferred"),
        ("bob", "incoming", "hung-up"),
    }


async def test_baresip_is_called_held_with_music_and_transferred(unhurried: Running, tmp_path: Path) -> None:
    async with (
        registered(unhurried.ports, device("bob")) as (b,),
        desk(unhurried, tmp_path) as phone,
    ):
        ear = await open_ear("127.0.0.1")
        talk = b.call(ALICE, body=described(ear.offer(secure=True)))
        await phone.hears("CALL_INCOMING")
        phone.do("accept")
        ear.accept(read_description((await b.answered(talk)).body)[0])
        bob = Voice(b, talk, ear, secure=True)
        await bob.offer("sendonly")
        talk.send("REFER", extra=f"Refer-To: <sip:{people.ECHO}@{DOMAIN}>\r\n")
        await accepted(b)
        assert await notified(b) == (180, "active")
        assert await notified(b) == (200, "terminated")
        await b.expect("BYE")
        echo = other_side(unhurried)
        assert echo.ear is not None
        heard: asyncio.Queue[Packet] = asyncio.Queue()
        echo.ear.on_sound = heard.put_nowait
        for _ in range(10):
            await asyncio.wait_for(heard.get(), 5)
        ear.close()
