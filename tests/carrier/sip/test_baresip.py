"""baresip, a phone that others wrote, registers and talks to the echo."""

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
from tests.carrier.sip.directory import ALICE, device
from tests.carrier.sip.running import DOMAIN, Running

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
