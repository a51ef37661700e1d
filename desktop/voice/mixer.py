"""Who hears whom: the ends of the calls on the conference bridge, our microphone, and our loudspeaker."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pjsua2 as pj

from desktop.voice.ports import Ports
from desktop.voice.sound import SoundRoom

Parts = tuple[tuple[Any, bool], ...]
"""The bridge's end of each call that takes part, and whether it is muted: nothing is said to it from here."""


class Mixer:
    """Owner thread only."""

    def __init__(self, sound: SoundRoom) -> None:
        self._sound = sound
        self._ports = Ports(sound.processor)
        self._parts: Parts = ()
        self._other_devices = False
        self._connected: list[tuple[Any, Any]] = []

    def mix(self, parts: Parts) -> None:
        """Let these hear each other and us, and nobody else."""
        before = self._parts
        if _same(parts, before) and not self._other_devices:
            return
        self._other_devices = False
        for source, sink in self._connected:
            try:
                source.stopTransmit(sink)
            except pj.Error as error:  # the call's end is gone already
                error.__traceback__ = None
        self._connected.clear()
        self._parts = parts
        if not parts:
            return
        microphone, speaker = self._ports.between(self._sound.microphone, self._sound.speaker)
        speaks_to = [media for media, muted in parts if not muted]
        for media, _ in parts:
            self._connect(media, speaker)
        if not speaks_to:
            self._connect(microphone, self._ports.drain())
        if any(not _among(media, before) for media in speaks_to):
            # What was said before, while they should not hear it, has waited there.
            self._sound.microphone.clear()
        for media in speaks_to:
            self._connect(microphone, media)
        for (one, _), (other, _) in permutations(parts, 2):
            self._connect(one, other)

    def expect_other_devices(self) -> None:
        """The microphone or the loudspeaker is another: connect all anew the next time."""
        self._other_devices = True

    def drop(self) -> None:
        """After the sound clock has stopped."""
        self._ports.drop()

    def _connect(self, source: Any, sink: Any) -> None:
        source.startTransmit(sink)
        self._connected.append((source, sink))


def _same(parts: Parts, others: Parts) -> bool:
    """By identity: each negotiation makes a new end."""
    return len(parts) == len(others) and all(
        one is other and muted == was_muted
        for (one, muted), (other, was_muted) in zip(parts, others, strict=True)
    )


def _among(media: Any, parts: Parts) -> bool:
    return any(media is one and not muted for one, muted in parts)
