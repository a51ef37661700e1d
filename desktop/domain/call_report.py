"""Why a call did not ring here, or rang in vain: what the carrier saw, and what this computer knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktop.domain.calls import CallRecord, Direction, EndOfCall, Outcome
from desktop.domain.session import DeviceId
from desktop.domain.watch import RangHere, Span, Watched, Way


class Fate(Enum):
    """What became of a call on one device, in the carrier's words."""

    ANSWERED = "answered"
    DECLINED = "declined"
    BUSY = "busy"
    RANG = "rang"
    ASKED = "asked"  # it was registered, and never said that it rings
    UNREACHABLE = "unreachable"
    NOT_REGISTERED = "not-registered"
    SIGNED_OUT = "signed-out"  # while it rang
    CALLING = "calling"  # it called itself
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What one device did while the call rang."""

    device_id: DeviceId
    name: str
    fate: Fate
    rang_after: float | None = None
    """Seconds from the beginning of the call until it rang there."""


@dataclass(frozen=True, slots=True)
class CallReport:
    """The carrier's. It never changes: the call is over."""

    waited: float | None
    """Seconds that the caller waited; None where the carrier does not know."""
    devices: tuple[DeviceReport, ...]
    to_voicemail: bool = False
    """Nobody answered, and the caller was led to voicemail."""


class Absence(Enum):
    """Why a call could not come to this computer."""

    CLOSED = "closed"  # the program did not run
    ASLEEP = "asleep"
    NO_NETWORK = "no-network"
    AWAY = "away"
    REFUSED = "refused"
    NO_ENGINE = "no-engine"
    CONNECTING = "connecting"
    NOT_SIGNED_IN = "not-signed-in"
    NOT_REGISTERED = "not-registered"  # the carrier says so, and here it was not noticed
    LOST = "lost"  # the carrier sent it, and it did not arrive


_ABSENCES = {
    Way.REFUSED: Absence.REFUSED,
    Way.NO_NETWORK: Absence.NO_NETWORK,
    Way.AWAY: Absence.AWAY,
    Way.NO_ENGINE: Absence.NO_ENGINE,
    Way.CONNECTING: Absence.CONNECTING,
}


# --- what is found, in the order in which it is told ------------------------------------------------------
@dataclass(frozen=True, slots=True)
class NumberWas:
    """The number itself was the reason: no device rang."""

    why: EndOfCall


@dataclass(frozen=True, slots=True)
class KeptOff:
    """The caller is blocked, or hid the number where that is not wanted: no device rang."""


@dataclass(frozen=True, slots=True)
class SoundedHere:
    """This computer rang, on this device."""

    ringer: str
    """Empty where it is not known any more."""
    seconds: float | None


class Silence(Enum):
    """Why a call that came made no sound."""

    DO_NOT_DISTURB = "do-not-disturb"
    NO_DEVICE = "no-device"  # to ring on
    TURNED_DOWN = "turned-down"  # the volume of ringing stood at nothing


@dataclass(frozen=True, slots=True)
class SilentHere:
    """It came, and made no sound."""

    why: Silence


@dataclass(frozen=True, slots=True)
class RingersGone:
    """Devices that were chosen to ring were not there; another stood in, or none."""

    names: str


@dataclass(frozen=True, slots=True)
class BusyHere:
    """Another call was going on."""


@dataclass(frozen=True, slots=True)
class NotHere:
    """This computer could not be reached, or was told to be quiet."""

    why: Absence
    since: datetime | None = None
    until: datetime | None = None
    """None where it is still so, or not known."""


@dataclass(frozen=True, slots=True)
class OnDevice:
    """What another device of the account did."""

    name: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class GaveUp:
    """The caller, after so many seconds."""

    seconds: float | None


@dataclass(frozen=True, slots=True)
class RangOut:
    """Nobody answered until the carrier ended it."""

    seconds: float | None


@dataclass(frozen=True, slots=True)
class ToVoicemail:
    """The caller could leave word."""


Finding = (
    NumberWas
    | KeptOff
    | SoundedHere
    | SilentHere
    | RingersGone
    | BusyHere
    | NotHere
    | OnDevice
    | GaveUp
    | RangOut
    | ToVoicemail
)

_NUMBER = (EndOfCall.NUMBER_OFF, EndOfCall.NUMBER_EXPIRED, EndOfCall.NOT_VERIFIED)
_FIRST = (Fate.ANSWERED, Fate.DECLINED)


def explain(
    record: CallRecord,
    *,
    here: DeviceId,
    report: CallReport | None,
    spans: Sequence[Span],
    rang: RangHere | None,
    now: datetime,
) -> tuple[Finding, ...]:
    """What is known of a call that this computer did not take; nothing for one that it made or took."""
    if record.direction is Direction.OUTGOING or record.outcome is Outcome.ANSWERED:
        return ()
    if record.reason in _NUMBER:
        return (NumberWas(record.reason),)
    if record.outcome is Outcome.BLOCKED:
        return (KeptOff(),)
    devices = () if report is None else report.devices
    others = sorted(
        (each for each in devices if each.device_id != here), key=lambda each: each.fate not in _FIRST
    )
    mine = next((each for each in devices if each.device_id == here), None)
    return (
        *_here(record, mine, report=report, spans=spans, rang=rang, now=now),
        *(OnDevice(each.name, each.fate) for each in others),
        *_end(record, report),
        *((ToVoicemail(),) if report is not None and report.to_voicemail else ()),
    )


def _here(
    record: CallRecord,
    mine: DeviceReport | None,
    *,
    report: CallReport | None,
    spans: Sequence[Span],
    rang: RangHere | None,
    now: datetime,
) -> tuple[Finding, ...]:
    waited = None if report is None else report.waited
    rang_for = None if mine is None or mine.rang_after is None or waited is None else waited - mine.rang_after
    if rang is not None:
        return _rang(rang, rang_for)
    if mine is None:
        if report is None:
            return tuple(_absence(spans, record.began_at, now))
        # Signed in later: what was so on this computer then is nobody's business here.
        return (NotHere(Absence.NOT_SIGNED_IN),)
    match mine.fate:
        case Fate.RANG:
            return (SoundedHere("", rang_for),)
        case Fate.BUSY:
            return (BusyHere(),)
        case Fate.DECLINED | Fate.ANSWERED | Fate.CALLING:
            return ()
        case Fate.SIGNED_OUT:
            return (NotHere(Absence.NOT_SIGNED_IN),)
        case Fate.NOT_REGISTERED:
            found = tuple(_absence(spans, record.began_at, now))
            return found or (NotHere(Absence.NOT_REGISTERED),)
        case Fate.ASKED | Fate.UNREACHABLE | Fate.TECHNICAL:
            found = tuple(_absence(spans, record.began_at, now))
            return found or (NotHere(Absence.LOST),)


def _rang(rang: RangHere, seconds: float | None) -> tuple[Finding, ...]:
    if rang.quiet:
        return (SilentHere(Silence.DO_NOT_DISTURB),)
    gone = (RingersGone(rang.gone),) if rang.gone else ()
    if not rang.ringer:
        return (SilentHere(Silence.NO_DEVICE), *gone)
    if rang.turned_down:
        return (SilentHere(Silence.TURNED_DOWN), *gone)
    return (SoundedHere(rang.ringer, seconds), *gone)


def _absence(spans: Sequence[Span], at: datetime, now: datetime) -> Iterable[NotHere]:
    """Why nothing could come at `at`; nothing where it could, or where it is not known."""
    running = sorted((s for s in spans if s.watched is Watched.RUNNING), key=lambda s: s.began_at)
    if running and not any(span.covers(at) for span in running):
        before = [span.until for span in running if span.until < at]
        after = [span.began_at for span in running if span.began_at > at]
        if after:
            yield NotHere(Absence.CLOSED, before[-1] if before else None, after[0])
        return
    for span in spans:
        if span.watched is Watched.ASLEEP and span.covers(at):
            yield NotHere(Absence.ASLEEP, span.began_at, span.until)
            return
    for span in spans:
        if span.watched is Watched.WAY and span.covers(at) and span.way in _ABSENCES:
            still = span.until >= now
            yield NotHere(_ABSENCES[span.way], span.began_at, None if still else span.until)
            return


def _end(record: CallRecord, report: CallReport | None) -> tuple[Finding, ...]:
    waited = None if report is None else report.waited
    if record.outcome is not Outcome.MISSED:
        return ()
    match record.reason:
        case EndOfCall.CANCELLED:
            return (GaveUp(waited),)
        case EndOfCall.NO_ANSWER:
            return (RangOut(waited),)
        case _:
            return ()
