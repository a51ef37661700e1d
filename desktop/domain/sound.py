"""Microphones and loudspeakers by name, and how loud it is on them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class SoundDevice:
    """A device by its stable name; its index at the sound system is nobody's business here."""

    name: str
    inputs: int
    outputs: int


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


class Unheard(Enum):
    """Why the others do not hear what is said here."""

    NO = ""
    MUTED_HERE = "muted-here"  # and somebody talks
    MUTED_BY_SYSTEM = "muted-by-system"
    SILENT = "silent"  # the microphone gives nothing


class CheckPhase(Enum):
    RECORDING = "recording"
    RECORDED = "recorded"
    PLAYING = "playing"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Heard:
    """How the microphone sounded in a check. Levels in dBFS, -90 is silence."""

    voice: float
    noise: float
    """What is heard between words."""
    voice_after: float
    noise_after: float
    peak: float
    """The loudest sample, 1 for what just fits."""


@dataclass(frozen=True, slots=True)
class SoundCheck:
    """Speak, and hear yourself."""

    phase: CheckPhase
    heard: Heard | None = None
    problem: str = ""
    """Empty, "silent", "muted-by-system", "no-microphone", "no-speaker", "in-a-call" or "technical"."""


NOTHING_DONE = Processing(echo=False, noise=False, gain=False)


@dataclass(frozen=True, slots=True)
class Sound:
    """The devices, what is chosen of them, and what is in use."""

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
    unheard: Unheard = Unheard.NO
    check: SoundCheck | None = None
    """The sound check that goes on or was made last; None after it was put away."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Loudness of the last tenth of a second, in dBFS, -90 for silence."""

    microphone: float = -90.0
    speaker: float = -90.0
