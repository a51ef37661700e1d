"""What is heard besides voices and recordings: ringing, call waiting, ringback, busy."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from desktop.voice import recording, streams
from desktop.voice.lineup import Lineup

SOUNDS = Path(__file__).resolve().parents[2] / "resources" / "sounds"


class Tone(Enum):
    """The file, and whether it goes on until it is stopped."""

    RING = ("ring.wav", True)
    WAITING = ("waiting.wav", True)
    RINGBACK = ("ringback.wav", True)
    BUSY = ("busy.wav", False)


class Ringer:
    """One tone at a time. Used on the sound thread only."""

    def __init__(self, lineup: Lineup) -> None:
        self._lineup = lineup
        self._tone: Tone | None = None
        self._playback: streams.Playback | None = None

    @property
    def is_sounding(self) -> bool:
        return self._playback is not None

    def sound(self, tone: Tone | None) -> None:
        """This tone from now on, or none."""
        if tone is not self._tone:
            self._tone = tone
            self.close()
            self.start()

    def ring_once(self) -> None:
        """To try the ring devices; nothing while something else sounds."""
        if self._tone is None:
            self.close()
            self._playback = self._opened(Tone.RING, loop=False)

    def start(self) -> None:
        """Sound what is to be heard, after `close` and a new look at the devices."""
        if self._tone is not None:
            self._playback = self._opened(self._tone, loop=self._tone.value[1])

    def watch(self) -> None:
        if self._playback is not None and self._playback.has_ended:
            self.close()

    def close(self) -> None:
        """Let go of the devices; the tone that is to be heard stays known."""
        if self._playback is not None:
            self._playback.close()
            self._playback = None

    def _opened(self, tone: Tone, *, loop: bool) -> streams.Playback | None:
        choice = self._lineup.choice
        sound = recording.load(SOUNDS / tone.value[0])
        return self._lineup.first(
            choice.ringers if tone is Tone.RING else choice.speakers,
            lambda device: streams.Playback(device, sound.samples, sound.rate, loop=loop),
            output=True,
        )
