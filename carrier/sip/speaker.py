"""The carrier in the place of somebody who is away: takes a side's sound, plays music to who is held."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

from carrier.network.ear import FRAME_SAMPLES, SPOKEN, Ear, open_ear
from carrier.network.music import play
from carrier.network.port import CannotNow
from carrier.sip.sdp import Audio


class Speaker:
    """One side's other end while the two sides are apart. Made by `open_speaker`."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self._playing: asyncio.Task[None] | None = None

    def offer(self, *, secure: bool, direction: str = "sendonly") -> Audio:
        """To a side that is held, which only has to listen; or to one that is not to know that it waits."""
        return self._ear.offer(secure=secure, direction=direction)

    def accept(self, answer: Audio) -> None:
        self._ear.accept(answer)

    def answer(self, offer: Audio, *, holds: bool) -> Audio:
        """To a side that holds the other (`holds`), or is held by it. Raises `CannotNow`."""
        return self._ear.answer(offer, codecs=SPOKEN, direction=None if holds else "sendonly")

    def play(self) -> None:
        if self._playing is None:
            self._playing = asyncio.get_running_loop().create_task(play(self._ear))

    def be_silent(self) -> None:
        """What is heard goes on, and nothing is in it: for a machine, which has no ear for music."""
        if self._playing is None:
            self._playing = asyncio.get_running_loop().create_task(self._ear.speak(_silence()))

    def hush(self) -> None:
        if self._playing is not None:
            self._playing.cancel()
            self._playing = None

    def close(self) -> None:
        self.hush()
        self._ear.close()


async def open_speaker(toward: str) -> Speaker:
    """Raises `CannotNow`: see `open_ear_toward`."""
    return Speaker(await open_ear_toward(toward))


def _silence() -> Iterator[bytes]:
    while True:
        yield bytes(2 * FRAME_SAMPLES)


async def open_ear_toward(address: str) -> Ear:
    """On the address of this machine that it is reached from. Raises `CannotNow`: there is none."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect((address, 9))  # sends nothing
            host = str(way.getsockname()[0])
        return await open_ear(host)
    except OSError as error:
        raise CannotNow(488) from error
