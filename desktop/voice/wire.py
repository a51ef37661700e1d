"""What the program and its voice engine say to each other: msgspec frames over the engine's pipes.

A frame is a 4-byte big-endian length and a MessagePack document of at most `LONGEST_FRAME` bytes. Commands go
to the engine's standard input, events come from its standard output; its standard error is its log.
Nothing here imports pjsua2: both sides of the pipe may.
"""

from __future__ import annotations

import msgspec

LONGEST_FRAME = 256 * 1024


class Command(msgspec.Struct, frozen=True, tag_field="command", tag=True):
    """Base of all that may be asked of the engine."""


class Register(Command, frozen=True):
    """Hold one SIP registration, through the relay, until `Unregister`. A later one replaces it."""

    domain: str
    user: str
    """The device id: the address of record is `sip:<user>@<domain>`."""
    secret: str
    host: str
    """Where the carrier's SIP edge is, by name: the certificate must bear it."""
    tls_port: int
    ca_file: str | None = None
    """PEM file of the authority to trust instead of the system's."""
    codecs: tuple[str, ...] = ("G722/16000", "PCMU/8000", "PCMA/8000")
    """Offered and taken, best first; none but these three ever is."""


class Unregister(Command, frozen=True):
    """End all calls, take the registration back and wait for its confirmation."""


class NetworkChanged(Command, frozen=True):
    """The way out changed (address, sleep): connect and register again at once."""


class Dial(Command, frozen=True):
    call_id: str
    to: str
    """E.164, or a short code, digits only."""
    number: str
    """My number the call goes out on, E.164: `P-Preferred-Identity`."""


class Answer(Command, frozen=True):
    call_id: str


class Decline(Command, frozen=True):
    call_id: str


class HangUp(Command, frozen=True):
    call_id: str


class Mute(Command, frozen=True):
    call_id: str
    muted: bool


class SendTones(Command, frozen=True):
    call_id: str
    digits: str
    """0-9, A-D, * and #: sent as RFC 4733 telephone-events."""


class UseDevices(Command, frozen=True):
    """Preferred devices by stable name, best first; empty follows the system's default."""

    microphones: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    ringers: tuple[str, ...] = ()


class MeasureLevels(Command, frozen=True):
    on: bool


class TestRing(Command, frozen=True):
    """Ring once on the ringer."""


class PlayFile(Command, frozen=True):
    """Play a WAV file that the program made itself (16-bit PCM, mono, 8-48 kHz), read by Python."""

    path: str
    play_id: str
    from_second: float = 0.0


class StopPlaying(Command, frozen=True):
    play_id: str


class Ping(Command, frozen=True):
    token: int


class Shutdown(Command, frozen=True):
    """Hang up, unregister, wait for both, and exit with 0."""


AnyCommand = (
    Register
    | Unregister
    | NetworkChanged
    | Dial
    | Answer
    | Decline
    | HangUp
    | Mute
    | SendTones
    | UseDevices
    | MeasureLevels
    | TestRing
    | PlayFile
    | StopPlaying
    | Ping
    | Shutdown
)


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
    """The word in the text of `Reason` where there is one ("answered-elsewhere", "premium-rate", ...)."""
    phrase: str


class Muted(EngineEvent, frozen=True):
    call_id: str
    muted: bool


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
    ringer: str
    problem: str = ""
    """Empty, "no-microphone", "no-speaker" or "no-devices"."""


class Levels(EngineEvent, frozen=True):
    """Ten times a second while asked for; dBFS, -90 is silence."""

    microphone: float
    speaker: float


class MediaStats(EngineEvent, frozen=True):
    """Every two seconds in a call."""

    call_id: str
    received: int
    lost: int
    jitter_ms: float
    round_trip_ms: float
    silent_seconds: float
    """Since the last packet came."""


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
    | TonesSent
    | CommandFailed
    | Devices
    | Levels
    | MediaStats
    | Playing
    | Pong
)
