"""What the program may ask of its voice engine."""

from __future__ import annotations

import msgspec

FIRST_RINGTONE = "chime"
"""Rings where none was chosen; the others lie beside it in resources/sounds/rings."""


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
    """Whoever is talked with is held."""

    call_id: str
    to: str
    """E.164, a short code, digits only, `call-<id>`: a call of the account that another device has, or
    `greeting-<number id>`: what callers of my number hear whom nobody answers.
    """
    number: str
    """My number the call goes out on, E.164: `P-Preferred-Identity`."""


class Answer(Command, frozen=True):
    """Whoever is talked with is held."""

    call_id: str


class Decline(Command, frozen=True):
    call_id: str


class HangUp(Command, frozen=True):
    call_id: str


class Mute(Command, frozen=True):
    call_id: str
    muted: bool


class Hold(Command, frozen=True):
    """Put the call, and those joined with it, on hold; or give it the sound back, which holds all others."""

    call_id: str
    on: bool


class Join(Command, frozen=True):
    """All of both calls hear each other and us."""

    call_id: str
    other_id: str


class Split(Command, frozen=True):
    """Talk with this one alone; the others that were joined wait on hold."""

    call_id: str


class Transfer(Command, frozen=True):
    """Hand the call on to a number, unasked. It ends as "transferred", or `TransferFailed` comes."""

    call_id: str
    to: str
    """E.164, or a short code, digits only."""


class TransferTo(Command, frozen=True):
    """Hand the call on to whom the other call was made; both end."""

    call_id: str
    other_id: str


class SendTones(Command, frozen=True):
    call_id: str
    digits: str
    """0-9, A-D, * and #: sent as RFC 4733 telephone-events."""


class UseDevices(Command, frozen=True):
    """Preferred devices by stable name, best first; empty follows the system's default."""

    microphones: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()


class NumberRinging(msgspec.Struct, frozen=True):
    """How it rings for one of my numbers."""

    number: str
    """E.164."""
    ringtone: str
    silent: bool = False


class UseRinging(Command, frozen=True):
    """How it rings from now on, for calls that ring already too: no call waits for the window's word."""

    devices: tuple[str, ...] = ()
    """By stable name; all that there are ring at once. Without any, the system's default does."""
    volume: int = 100
    """In percent."""
    rising: bool = False
    """Quiet at first, and louder each time."""
    ringtone: str = FIRST_RINGTONE
    """For numbers not named below."""
    numbers: tuple[NumberRinging, ...] = ()
    silent: bool = False
    """Nothing rings, whoever is called: do not disturb."""


class ProcessSound(Command, frozen=True):
    """What is done to the microphone's sound on its way into a call, where it can be done here."""

    echo: bool = False
    """Take what the loudspeaker says out of it."""
    noise: bool = False
    gain: bool = False
    """Even out the loudness. It undoes a part of what `echo` does."""


class UnmuteMicrophone(Command, frozen=True):
    """Undo what the sound system has muted, where it can be (Linux)."""


class MeasureLevels(Command, frozen=True):
    on: bool


class TestRing(Command, frozen=True):
    """Ring once on the ring devices, at their volume, silent or not."""

    ringtone: str = ""
    """Empty for the one of a number without its own."""


class Rehearse(Command, frozen=True):
    """Record the microphone for so many seconds, outside a call. `Rehearsed` or `CommandFailed` follows."""

    seconds: float = 5.0


class PlayRehearsal(Command, frozen=True):
    """Play what was rehearsed last, as others would hear it: `Playing` tells how far it is."""

    play_id: str


class EndRehearsal(Command, frozen=True):
    """Stop recording it or playing it, and forget it."""


class Record(Command, frozen=True):
    """Record the microphone, outside a call: `RecordedPiece` until `RecordingEnded`. One at a time."""

    record_id: str
    seconds: float = 60.0
    """After which it ends by itself."""


class StopRecording(Command, frozen=True):
    record_id: str


class PlaySound(Command, frozen=True):
    """Play plain samples (16-bit, mono, 8-48 kHz) at once; they lie in no file. `Playing` tells how far.

    Where there are `more`, they come under the same id; it waits for them in silence.
    """

    play_id: str
    rate: int
    samples: bytes
    more: bool = False
    on_ringer: bool = False
    """On the ring device, and not on the loudspeaker of calls."""


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
    | Hold
    | Join
    | Split
    | Transfer
    | TransferTo
    | SendTones
    | UseDevices
    | ProcessSound
    | UseRinging
    | UnmuteMicrophone
    | MeasureLevels
    | TestRing
    | Rehearse
    | PlayRehearsal
    | EndRehearsal
    | Record
    | StopRecording
    | PlaySound
    | StopPlaying
    | Ping
    | Shutdown
)
