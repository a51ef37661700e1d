"""What the voice engine may tell the program."""

from __future__ import annotations

import msgspec


class EngineEvent(msgspec.Struct, frozen=True, tag_field="event", tag=True):
    """Base of all that the engine may tell."""


class Ready(EngineEvent, frozen=True):
    """The engine is up. It is told what to register as."""

    pid: int
    pjsip: str


class RegistrationState(EngineEvent, frozen=True):
    state: str
    """"registering", "registered", "refused", "unreachable" or "none"."""
    code: int = 0
    reason: str = ""


class Incoming(EngineEvent, frozen=True):
    call_id: str
    session_id: str
    """`Session-ID` (RFC 7989) as a UUID string: the carrier's id of this call."""
    peer: str
    """E.164, short code, or empty for a hidden caller. Checked and bounded."""
    peer_name: str
    number: str
    """Which of my numbers was called: the user part of `To`."""


class Ringing(EngineEvent, frozen=True):
    """180 or 183 came for an outgoing call. With early media the engine plays that, else its own ringback."""

    call_id: str
    session_id: str
    early_media: bool


class Confirmed(EngineEvent, frozen=True):
    """Answered: sound flows both ways."""

    call_id: str
    session_id: str
    codec: str
    """"PCMU/8000", "PCMA/8000" or "G722/16000"."""
    encrypted: bool


class Ended(EngineEvent, frozen=True):
    call_id: str
    code: int
    """The final SIP status; 200 for a call that was hung up after an answer."""
    by_remote: bool
    reason: str
    """The word that `Reason` stands for where there is one ("answered-elsewhere", "premium-rate", ...)."""
    phrase: str


class Muted(EngineEvent, frozen=True):
    call_id: str
    muted: bool


class OtherShown(EngineEvent, frozen=True):
    """Somebody else is at the other end: the call was handed on there."""

    call_id: str
    number: str
    """Empty where they hide it."""


class Held(EngineEvent, frozen=True):
    """Who holds the call. Told when it changes."""

    call_id: str
    here: bool
    there: bool


class Joined(EngineEvent, frozen=True):
    """All calls that are joined now: none, or at least two."""

    call_ids: tuple[str, ...]


class TransferRinging(EngineEvent, frozen=True):
    """It rings where the call is handed on to."""

    call_id: str


class TransferFailed(EngineEvent, frozen=True):
    """We are back with the call, unless another was taken meanwhile."""

    call_id: str
    code: int
    """The SIP status, of whoever was to take it or of the carrier."""


class TonesSent(EngineEvent, frozen=True):
    call_id: str
    digits: str


class CommandFailed(EngineEvent, frozen=True):
    """A command could not be done; the call it named, if any, goes on as it was."""

    command: str
    why: str
    call_id: str = ""


class Device(msgspec.Struct, frozen=True):
    name: str
    inputs: int
    outputs: int
    default_input: bool
    default_output: bool


class Devices(EngineEvent, frozen=True):
    devices: tuple[Device, ...]
    microphone: str
    """In use or to be used, empty for none."""
    speaker: str
    ringers: tuple[str, ...]
    """All that it rings on at once."""
    problem: str = ""
    """Empty, "no-microphone", "no-speaker" or "no-devices"."""


class Processing(EngineEvent, frozen=True):
    """What is really done to the microphone's sound."""

    echo: bool = False
    noise: bool = False
    gain: bool = False
    problem: str = ""
    """Why not all of what was asked for: empty, "not-installed", "rate" or "failed"."""


class Levels(EngineEvent, frozen=True):
    """Ten times a second while asked for; dBFS, -90 is silence."""

    microphone: float
    speaker: float


class RingsOn(EngineEvent, frozen=True):
    """A call rings, and sounds on these devices now. Told on each change; empty while none has begun to."""

    devices: tuple[str, ...] = ()


class Unheard(EngineEvent, frozen=True):
    """In a call: the others do not hear what is said here, or they do again."""

    why: str
    """"muted-here" (while talking), "muted-by-system", "silent" (the microphone gives nothing), or empty."""


class MediaStats(EngineEvent, frozen=True):
    """Every two seconds in a call."""

    call_id: str
    received: int
    lost: int
    jitter_ms: float
    round_trip_ms: float
    silent_seconds: float
    """Since the last packet came."""
    sent: int = 0
    far_lost: int = 0
    """Of what was sent, as the other side has reported it (RTCP) in `far_reports` reports."""
    far_reports: int = 0


class Rehearsed(EngineEvent, frozen=True):
    """Levels in dBFS, -90 is silence: of the voice, and of what is heard between words."""

    voice: float
    noise: float
    voice_after: float
    """After processing."""
    noise_after: float
    peak: float
    """The loudest sample, 1 for what just fits."""
    problem: str = ""
    """Empty, "silent" or "muted-by-system"."""


class RecordedPiece(EngineEvent, frozen=True):
    """Twenty times a second while it records: what was said since the one before."""

    record_id: str
    rate: int
    samples: bytes
    """16-bit mono, as others would hear it in a call."""
    level: float
    """dBFS, -90 is silence."""


class RecordingEnded(EngineEvent, frozen=True):
    record_id: str
    why: str
    """"stopped", "full", "in-a-call", "no-microphone" or "microphone-gone"."""
    problem: str = ""
    """Why nothing was heard: empty, "silent" or "muted-by-system"."""


class Playing(EngineEvent, frozen=True):
    play_id: str
    second: float
    done: bool


class Pong(EngineEvent, frozen=True):
    token: int


AnyEvent = (
    Ready
    | RegistrationState
    | Incoming
    | Ringing
    | Confirmed
    | Ended
    | Muted
    | Held
    | OtherShown
    | Joined
    | TransferRinging
    | TransferFailed
    | TonesSent
    | CommandFailed
    | Devices
    | Processing
    | Levels
    | RingsOn
    | Unheard
    | MediaStats
    | Playing
    | Rehearsed
    | RecordedPiece
    | RecordingEnded
    | Pong
)
