"""A linphonec: another maker's phone, registered at the carrier over TCP, told what to do line by line.

Its answers are meant for people; what a test waits for is a part of a line ("connected", "ended").
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.sound import Headset
from tests.voice.exchange import DOMAIN, secret_of

PATIENCE = 10.0

_CONFIG = """\
[sip]
sip_port=-1
sip_tcp_port=-1
sip_tls_port=-2
media_encryption=srtp
media_encryption_mandatory=1
use_ipv6=0
register_only_when_network_is_up=0
[rtp]
audio_rtp_port=43000-48999
[sound]
playback_dev_id=ALSA Unknown: default
capture_dev_id=ALSA Unknown: default
ringer_dev_id=
remote_ring=
local_ring=
echocancellation={echo_cancelling:d}
[net]
mtu=1300
[proxy_0]
reg_proxy=<sip:127.0.0.1:{tcp_port};transport={transport}>
reg_route=<sip:127.0.0.1:{tcp_port};transport={transport};lr>
reg_identity=sip:{name}@{domain}
reg_expires=120
reg_sendregister=1
publish=0
[auth_info_0]
username={name}
passwd={secret}
realm={domain}
domain={domain}
{codecs}
"""
_CODECS = ("G722", "PCMU", "PCMA")


class Linphone:
    """To be started, and stopped. `said` is all it printed."""

    def __init__(
        self,
        folder: Path,
        name: str,
        *,
        tcp_port: int,
        codec: str,
        headset: Headset,
        domain: str = DOMAIN,
        secret: str = "",
        transport: str = "tcp",
        echo_cancelling: bool = False,
    ) -> None:
        """Makes `folder`. Of the three `codec`s only the one named is offered and taken.

        `tcp_port` is UDP's where that is the transport; an empty `secret` is the one of the tests' carrier.
        """
        self._headset = headset
        self._home = folder
        (folder / ".local" / "share" / "linphone").mkdir(parents=True)
        codecs = "\n".join(
            f"[audio_codec_{place}]\nmime={each}\nrate=8000\nchannels=1\nenabled={int(each == codec)}"
            for place, each in enumerate(_CODECS)
        )
        self._config = folder / "linphonerc"
        self._config.write_text(
            _CONFIG.format(
                tcp_port=tcp_port,
                transport=transport,
                name=name,
                domain=domain,
                secret=secret or secret_of(name),
                codecs=codecs,
                echo_cancelling=echo_cancelling,
            ),
            encoding="ascii",
        )
        self.said = ""
        self._news = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._listening: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            "linphonec",
            "-c",
            str(self._config),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self._headset.environment | {"HOME": str(self._home)},
            cwd=self._home,
        )
        self._listening = asyncio.create_task(self._listen(self._process))

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while data := await process.stdout.read(4096):
            self.said += data.decode("utf-8", "replace")
            self._news.set()

    def do(self, line: str) -> None:
        """`call sip:…`, `answer`, `pause`, `resume`, `transfer 1 sip:…`, `terminate`, or keys (`1`, `#`)."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")

    async def hears(self, part: str, *, after: int = 0) -> None:
        """`part` stands in what it said, beyond the first `after` characters."""

        async def wait() -> None:
            while part not in self.said[after:]:
                self._news.clear()
                await self._news.wait()

        try:
            await asyncio.wait_for(wait(), PATIENCE)
        except TimeoutError:
            raise AssertionError(f"linphonec never said {part!r}: {self.said[after:][-800:]}") from None

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
        if self._listening is not None:
            await self._listening
