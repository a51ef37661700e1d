"""The way to the decoder. It is started when first asked, and ends when it was not asked for a while.

One that takes too long, or dies, costs the file that it was shown, and is replaced at the next one.
"""

from __future__ import annotations

import math
import sys
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import Any

from desktop.decoding.child import Child
from desktop.decoding.limits import SOUND_RATE, WITHIN
from desktop.domain.errors import Mendable
from desktop.domain.playing import PEAKS_A_SECOND

IDLE = 20.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture."""

    width: int
    height: int
    pixels: bytes
    """RGBA, 8 bits each, row by row."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Decoded samples."""

    samples: bytes
    """16-bit, mono."""
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / 2 / self.rate


@dataclass(frozen=True, slots=True)
class Film:
    """What is known of a film once it is open."""

    seconds: float
    """0 where it does not say."""
    has_sound: bool


@dataclass(frozen=True, slots=True)
class Reel:
    """A piece of a film."""

    pictures: tuple[tuple[float, Picture], ...]
    """Each with the second at which it is due."""
    ended: bool
    """None comes after these."""


def decoder_command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--decoder"]
    return [sys.executable, "-m", "desktop.decoding"]


class Decoder:
    def __init__(self, *, within: float = WITHIN) -> None:
        self._child = Child("decoder", decoder_command, within=within, idle=IDLE)

    @property
    def pid(self) -> int | None:
        return self._child.pid

    async def picture(self, body: bytes, *, edge: int) -> Picture:
        """Raises `Mendable` ("file-too-much", "file-not-shown")."""
        return _picture(*await self._ask({"do": "picture", "edge": edge}, body))

    async def poster(self, body: bytes, *, edge: int) -> Picture:
        """The first picture of a video. Raises as `picture`."""
        return _picture(*await self._ask({"do": "poster", "edge": edge}, body))

    async def sound(self, body: bytes) -> Sound:
        """Raises as `picture`."""
        _, samples = await self._ask({"do": "sound"}, body)
        return Sound(samples, SOUND_RATE)

    async def peaks(self, sound: Sound) -> bytes:
        """How loud it is, 50 times a second: the square root of what fits, 0 to 255. Raises as `picture`."""
        if not sound.samples:
            return b""
        _, peaks = await self._ask({"do": "peaks"}, sound.samples)
        if len(peaks) != math.ceil(sound.seconds * PEAKS_A_SECOND):
            raise Mendable("file-not-shown")
        return peaks

    async def faster(self, pieces: Iterable[bytes], *, speed: float) -> AsyncGenerator[bytes, None]:
        """The samples of a sound at another speed and the same pitch, piece by piece; one sound at a time.

        Raises as `picture`; also where its decoder was replaced meanwhile.
        """
        await self._ask({"do": "faster", "speed": speed}, b"")
        for piece in pieces:
            _, said = await self._ask({"do": "faster"}, piece)
            yield said
        _, said = await self._ask({"do": "faster", "last": True}, b"")
        yield said

    async def open_film(self, body: bytes, *, edge: int, from_second: float = 0.0) -> Film:
        """The one that was open is closed. Raises as `picture`."""
        answer, _ = await self._ask({"do": "open-film", "edge": edge, "from": from_second}, body)
        seconds = answer.get("seconds")
        return Film(seconds if isinstance(seconds, float | int) else 0.0, answer.get("sound") is True)

    async def reel(self, *, until: float) -> Reel:
        """The next pictures, up to a second of the film; one at least before its end.

        Raises as `picture`; also where the film is open no longer, since its decoder was replaced.
        """
        return _reel(*await self._ask({"do": "pictures", "until": until}, b""))

    async def close_film(self) -> None:
        if self._child.pid is not None:
            await self._ask({"do": "close-film"}, b"")

    async def close(self) -> None:
        await self._child.close()

    async def _ask(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        answer = await self._child.ask(head, body)
        if answer is None:
            raise Mendable("file-not-shown")
        match answer[0].get("word"):
            case None:
                return answer
            case "too-much":
                raise Mendable("file-too-much")
            case _:
                raise Mendable("file-not-shown")


def _picture(answer: dict[str, Any], pixels: bytes) -> Picture:
    """What the decoder says of itself is looked at too: it may have been led astray."""
    width, height = answer.get("width"), answer.get("height")
    if not isinstance(width, int) or not isinstance(height, int) or width < 1 or height < 1:
        raise Mendable("file-not-shown")
    if len(pixels) != 4 * width * height:
        raise Mendable("file-not-shown")
    return Picture(width, height, pixels)


def _reel(answer: dict[str, Any], pixels: bytes) -> Reel:
    shapes, pictures, at = answer.get("pictures"), [], 0
    if not isinstance(shapes, list):
        raise Mendable("file-not-shown")
    for shape in shapes:
        match shape:
            case [float() | int() as second, int() as width, int() as height]:
                size = 4 * width * height
                pictures.append(
                    (second, _picture({"width": width, "height": height}, pixels[at : at + size]))
                )
                at += size
            case _:
                raise Mendable("file-not-shown")
    return Reel(tuple(pictures), answer.get("ended") is True)
