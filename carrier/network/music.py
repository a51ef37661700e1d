"""Music for whoever is held: a loop of the project's own, in G.711. `packaging/make_sounds.py` makes it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from carrier.network.ear import FRAME_SAMPLES, Ear
from carrier.network.g711 import encode
from carrier.network.recordings import recording


@cache
def _frames(codec: str) -> tuple[bytes, ...]:
    """The whole loop, coded once for all who hear it."""
    codes = encode(codec, recording("music"))
    return tuple(codes[at : at + FRAME_SAMPLES] for at in range(0, len(codes), FRAME_SAMPLES))


def _loop(ear: Ear) -> Iterator[bytes]:
    at = 0
    while True:
        frames = _frames(ear.codec)
        yield frames[at % len(frames)]
        at += 1


async def play(ear: Ear) -> None:
    """Until it is cancelled."""
    await ear.say(_loop(ear))
