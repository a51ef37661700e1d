"""What the people of the simulated network do once they talk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import datetime

from carrier.network.asked_to_speak import Tone
from carrier.network.ear import FRAME_SAMPLES, Ear
from carrier.network.g711 import decode, encode
from carrier.network.recordings import recording
from carrier.network.rtp import Packet

_LONGEST_ECHO = 600.0


async def echo(ear: Ear) -> None:
    """Sends back what it hears, packet for packet, at once."""
    base: tuple[int, int] | None = None

    def reflect(packet: Packet) -> None:
        nonlocal base
        if base is None or base[0] != packet.ssrc:
            base = (packet.ssrc, packet.timestamp)
        ear.send(packet.payload, timestamp=packet.timestamp - base[1] + 160, marker=packet.marker)

    ear.on_sound = reflect
    await asyncio.sleep(_LONGEST_ECHO)


async def tell_the_time(ear: Ear) -> None:
    """The time, three times over."""
    for _ in range(3):
        await ear.speak(_spoken(datetime.now().astimezone()))
        await asyncio.sleep(1.0)


def _spoken(now: datetime) -> Iterator[bytes]:
    """Hours and minutes, put together from recorded numbers."""
    yield recording("at-the-tone")
    yield from _number(now.hour)
    if now.minute == 0:
        yield recording("o-clock")
    elif now.minute < 10:
        yield recording("oh")
    if now.minute:
        yield from _number(now.minute)
    yield recording("beep")


def _number(number: int) -> Iterator[bytes]:
    tens = number - number % 10 if number > 20 else number
    yield recording(f"number-{tens}")
    if number > tens:
        yield recording(f"number-{number - tens}")


async def listen(ear: Ear, *, silence: float, longest: float) -> None:
    """A greeting; then hears the other out, until they have been silent for long or have talked enough.

    To whoever's voicemail it says its word again, after the tone. Who hears still sends, as telephones do: a
    line on which nothing comes for half a minute is taken for dead.
    """
    began = time.monotonic()
    tone, asked = Tone(), asyncio.Event()

    def hear(packet: Packet) -> None:
        if ear.is_loud(packet.payload):
            ear.heard_at = time.monotonic()
        if tone.ends_in(decode(ear.codec, packet.payload)):
            asked.set()

    def silent() -> Iterator[bytes]:
        while not asked.is_set() and time.monotonic() < min(ear.heard_at + silence, began + longest):
            yield nothing

    ear.on_sound = hear
    await ear.speak([recording("robin")])
    nothing = encode(ear.codec, bytes(2 * FRAME_SAMPLES))
    ear.heard_at = time.monotonic()
    await ear.say(silent())
    if asked.is_set():
        await ear.speak([recording("robin")])
    await ear.speak([recording("goodbye")])
