"""What is heard besides voices and recordings: ringing, call waiting, ringback, busy.

Ringing sounds on every ring device at once. One that vanishes does not silence the others, and one that
comes back rings again.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

from desktop.domain.recording import Recording
from desktop.voice import recording, streams
from desktop.voice.devices import Listed
from desktop.voice.lineup import Lineup
from desktop.voice.wire import FIRST_RINGTONE, UseRinging

SOUNDS = Path(__file__).resolve().parents[2] / "resources" / "sounds"
RISES = (0.2, 0.35, 0.6)
"""Of the volume, for the first times the ringtone is heard when it rises."""
_RINGTONE = re.compile(r"^[a-z-]{1,32}$")


class Tone(Enum):
    """On the device one talks on: the file, and whether it goes on until it is stopped."""

    WAITING = ("waiting.wav", True)
    RINGBACK = ("ringback.wav", True)
    BUSY = ("busy.wav", False)


@dataclass(frozen=True, slots=True)
class Bell:
    """On the ring devices: the ringtone of the number that is called."""

    ringtone: str
    volume: int
    """In percent; what it does to the samples says `gain`."""
    rising: bool = False
    once: bool = False


def bell_for(number: str, rules: UseRinging) -> Bell | None:
    """How it rings for a call to `number` (E.164); None where it is to stay silent."""
    mine = next((each for each in rules.numbers if each.number == number), None)
    if rules.silent or (mine is not None and mine.silent):
        return None
    return Bell(mine.ringtone if mine is not None else rules.ringtone, rules.volume, rules.rising)


def gain(volume: int) -> float:
    """The square of the share: a half is 12 dB less, which sounds about half as loud."""
    return (max(0, min(volume, 100)) / 100) ** 2


class Ringer:
    """One tone or bell at a time. Used on the sound thread only."""

    def __init__(self, lineup: Lineup) -> None:
        self._lineup = lineup
        self._heard: Tone | Bell | None = None
        self._trial: Bell | None = None
        self._playing: dict[str, streams.Playback] = {}

    @property
    def is_sounding(self) -> bool:
        return bool(self._playing)

    @property
    def rings(self) -> bool:
        return isinstance(self._heard, Bell)

    @property
    def sounds_on(self) -> tuple[str, ...]:
        """The devices that have taken some of the sound; opened alone, one may still be silent."""
        return tuple(sorted(name for name, each in self._playing.items() if each.second > 0))

    @property
    def lacks(self) -> frozenset[str]:
        """The ring devices by name that don't sound."""
        return frozenset(self._lineup.ringing.devices) - self._playing.keys()

    @property
    def is_dumb(self) -> bool:
        """It should ring, and no device does."""
        return self.rings and not self._playing

    def sound(self, heard: Tone | Bell | None) -> None:
        """This from now on, or nothing."""
        if heard != self._heard:
            self.close()
            self._heard, self._trial = heard, None
            self.start()

    def try_out(self, bell: Bell) -> None:
        """Once, on the ring devices; not while something else sounds."""
        if self._heard is None:
            self.close()
            self._trial = bell
            self.start()

    def start(self) -> None:
        """Sound what is to be heard, after `close` and a new look at the devices."""
        heard = self._heard or self._trial
        if heard is not None:
            self._open(heard)

    def watch(self) -> None:
        """Let go of what has ended or vanished; where nothing is left of a bell, another device stands in."""
        for name, playback in list(self._playing.items()):
            if not playback.is_alive:
                del self._playing[name]
                playback.close()
        if not self._playing:
            self._trial = None
        if self.is_dumb and self._lineup.there:
            self._stand_in()

    def keep_only(self, there: frozenset[str]) -> None:
        """Let go of devices that are gone: the stream of one may go on calling, and be heard by nobody."""
        for name in self._playing.keys() - there:
            self._playing.pop(name).close()

    def close(self) -> None:
        """Let go of the devices; what is to be heard stays known."""
        for playback in self._playing.values():
            playback.close()
        self._playing.clear()

    def _open(self, heard: Tone | Bell) -> None:
        lineup = self._lineup
        sound = prepared(heard)
        if isinstance(heard, Tone):
            self._keep(lineup.first(lineup.choice.speakers, sound.on, output=True))
            return
        for name in lineup.ringing.devices:
            self._keep(lineup.named(name, sound.on))
        if not self._playing:
            self._stand_in()

    def _stand_in(self) -> None:
        heard = self._heard or self._trial
        if heard is not None:
            self._keep(self._lineup.first((), prepared(heard).on, output=True))

    def _keep(self, playback: streams.Playback | None) -> None:
        if playback is not None:
            self._playing[playback.device.device.name] = playback


@dataclass(frozen=True, slots=True)
class Prepared:
    samples: bytes
    rate: int
    again_from: int | None

    def on(self, device: Listed) -> streams.Playback:
        return streams.Playback(device, self.samples, self.rate, again_from=self.again_from)


@lru_cache(maxsize=8)
def prepared(heard: Tone | Bell) -> Prepared:
    if isinstance(heard, Tone):
        name, loops = heard.value
        sound = recording.load(SOUNDS / name)
        return Prepared(sound.samples, sound.rate, 0 if loops else None)
    sound = _ringtone(heard.ringtone)
    loud = gain(heard.volume)
    whole = _scaled(sound.samples, loud)
    if heard.once:
        return Prepared(whole, sound.rate, None)
    quieter = b"".join(_scaled(sound.samples, loud * share) for share in RISES) if heard.rising else b""
    return Prepared(quieter + whole, sound.rate, len(quieter))


def _ringtone(name: str) -> Recording:
    """A name that is none of ours rings as the first of them: a call must be heard."""
    path = SOUNDS / "rings" / f"{name}.wav"
    if not _RINGTONE.match(name) or not path.is_file():
        path = SOUNDS / "rings" / f"{FIRST_RINGTONE}.wav"
    return recording.load(path)


def _scaled(samples: bytes, factor: float) -> bytes:
    if factor == 1.0:
        return samples
    return array("h", (int(each * factor) for each in array("h", samples))).tobytes()
