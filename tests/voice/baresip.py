"""A baresip: another maker's phone, registered at the carrier over TCP, told what to do by its JSON port."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from pathlib import Path
from typing import Any

from tests.sound import Headset
from tests.voice.exchange import DOMAIN, secret_of

MODULES = Path("/usr/lib/baresip/modules")
PATIENCE = 10.0

_CONFIG = """\
sip_listen 127.0.0.1:0
call_local_timeout 120
call_max_calls 4
audio_player {speaker}
audio_source {microphone}
audio_alert {speaker}
audio_srate 16000-48000
audio_channels 1-1
audio_buffer 20-160
rtp_tos 0
rtp_ports 41000-49000
jitter_buffer_type fixed
jitter_buffer_delay 2-5
module_path {modules}
module g722.so
module g711.so
module srtp.so
module alsa.so
module aufile.so
module aubridge.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
"""


class Baresip:
    """To be started, and stopped. `events` is all it told."""

    def __init__(
        self,
        folder: Path,
        name: str,
        *,
        tcp_port: int = 0,
        codec: str,
        headset: Headset | None = None,
        saying: Path | None = None,
        domain: str = DOMAIN,
        secret: str = "",
        registers: bool = True,
    ) -> None:
        """Without a headset it says the file `saying`, and plays nothing. `secret` is usually the name's.

        One that does not register calls whoever it is told to, over UDP and in clear.
        """
        self._folder = folder
        self._headset = headset
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._control = probe.getsockname()[1]
        folder.mkdir(parents=True, exist_ok=True)
        config = _CONFIG.format(
            speaker=f"alsa,{headset.speaker}" if headset is not None else "aubridge,nil",
            microphone=f"alsa,{headset.microphone}" if headset is not None else f"aufile,{saying}",
            modules=MODULES,
            control=self._control,
        )
        (folder / "config").write_text(config, encoding="ascii")
        account = (
            f"<sip:{name}@{domain};transport=tcp>;auth_user={name};auth_pass={secret or secret_of(name)}"
            f';outbound="sip:127.0.0.1:{tcp_port};transport=tcp";regint=120;mediaenc=srtp-mand'
            f";audio_codecs={codec};answermode=manual\n"
        )
        if not registers:
            account = f"<sip:{name}@{domain}>;regint=0;audio_codecs={codec}\n"
        (folder / "accounts").write_text(account, encoding="ascii")
        self.events: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._listening: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        with (self._folder / "log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                "baresip",
                "-f",
                str(self._folder),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._headset.environment if self._headset is not None else None,
            )
        reader = await self._connected()
        self._listening = asyncio.create_task(self._listen(reader))

    async def _connected(self) -> asyncio.StreamReader:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    reader, self._writer = await asyncio.open_connection("127.0.0.1", self._control)
                    return reader
                except OSError:
                    await asyncio.sleep(0.02)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Netstrings of JSON."""
        buffer = b""
        while data := await reader.read(4096):
            buffer += data
            while match := re.match(rb"(\d+):", buffer):
                end = match.end() + int(match.group(1))
                if len(buffer) <= end:
                    break
                self.events.append(json.loads(buffer[match.end() : end]))
                buffer = buffer[end + 1 :]
                self._news.set()

    def do(self, command: str, params: str = "") -> None:
        body = json.dumps({"command": command, "params": params}).encode()
        assert self._writer is not None
        self._writer.write(b"%d:%s," % (len(body), body))

    async def hears(self, kind: str, param: str | None = None, *, after: int = 0) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            return next(
                (e for e in self.events[after:] if e.get("type") == kind and param in (None, e.get("param"))),
                None,
            )

        async def wait() -> dict[str, Any]:
            while (event := found()) is None:
                self._news.clear()
                await self._news.wait()
            return event

        try:
            return await asyncio.wait_for(wait(), PATIENCE)
        except TimeoutError:
            log = (self._folder / "log").read_text(encoding="utf-8", errors="replace")[-1500:]
            raise AssertionError(f"baresip never said {kind} {param}: {self.events[-5:]}\n{log}") from None

    async def stop(self) -> None:
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            self.do("quit")
            try:
                async with asyncio.timeout(3):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        if self._writer is not None:
            self._writer.close()
        if self._listening is not None:
            self._listening.cancel()
