"""Microphones and loudspeakers by name, and how loud it is on them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SoundDevice:
    """A device by its stable name; its index at the sound system is nobody's business here."""

    name: str
    inputs: int
    outputs: int
    is_default_input: bool = False
    is_default_output: bool = False


@dataclass(frozen=True, slots=True)
class SoundChoice:
    """What the person prefers, best first; an empty tuple follows the system."""

    microphones: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Processing:
    """What is done to the microphone's sound before it leaves."""

    echo: bool = True
    noise: bool = True
    gain: bool = False
    """Off unless it is wished: it brings back a part of the echo."""


NOTHING_DONE = Processing(echo=False, noise=False, gain=False)


@dataclass(frozen=True, slots=True)
class Sound:
    devices: tuple[SoundDevice, ...] = ()
    choice: SoundChoice = SoundChoice()
    microphone: str = ""
    """The microphone in use, empty for none."""
    speaker: str = ""
    ringers: tuple[str, ...] = ()
    """Those that it would ring on, all at once."""
    problem: str = ""
    """Empty, "no-microphone", "no-speaker" or "no-devices"."""
    wished: Processing = Processing()
    processing: Processing = NOTHING_DONE
    """What is really done."""
    processing_problem: str = ""
    """Why it is not what was wished: empty, "not-installed", "rate" or "failed"."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Loudness of the last tenth of a second, in dBFS, -90 for silence."""

    microphone: float = -90.0
    speaker: float = -90.0
