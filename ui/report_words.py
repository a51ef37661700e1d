"""Why a call did not ring, in plain sentences. One for each finding."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_never

from desktop.domain.call_report import (
    Absence,
    BusyHere,
    Fate,
    Finding,
    GaveUp,
    KeptOff,
    NotHere,
    NumberWas,
    OnDevice,
    RangOut,
    RingersGone,
    Silence,
    SilentHere,
    SoundedHere,
    ToVoicemail,
)
from desktop.domain.calls import EndOfCall
from ui.i18n import _, ngettext
from ui.models.moments import spoken_moment, time_of_day
from ui.models.plain import isolated, one_line
from ui.models.unheard import device_name


def finding_words(finding: Finding, *, number: str, now: datetime) -> str:
    """`number` is the name of mine that was called, isolated already."""
    match finding:
        case NumberWas(why):
            return _number_words(why, number)
        case KeptOff():
            return _("This caller is blocked, so it rang on no device.")
        case SoundedHere(ringer, seconds):
            return _sounded_words(ringer, seconds)
        case SilentHere(why):
            return _silence_words(why)
        case RingersGone(names):
            return gone_words(names)
        case BusyHere():
            return _("It did not ring on this computer: another call was going on.")
        case NotHere(why, since, until):
            return _absence_words(why, _period(since, until, now))
        case OnDevice(name, fate):
            return device_words(fate, isolated(one_line(name)))
        case GaveUp(None):
            return _("The caller gave up.")
        case GaveUp(seconds) if seconds is not None:
            return ngettext(
                "The caller gave up after {count} second.",
                "The caller gave up after {count} seconds.",
                _whole(seconds),
            ).format(count=_whole(seconds))
        case RangOut(None):
            return _("Nobody answered.")
        case RangOut(seconds) if seconds is not None:
            return ngettext(
                "Nobody answered for {count} second.",
                "Nobody answered for {count} seconds.",
                _whole(seconds),
            ).format(count=_whole(seconds))
        case ToVoicemail():
            return _("The caller was led to voicemail.")
        case _:
            raise AssertionError(finding)


def device_words(fate: Fate, device: str) -> str:
    """What another device did; `device` is isolated already."""
    match fate:
        case Fate.ANSWERED:
            return _("Answered on {device}.").format(device=device)
        case Fate.DECLINED:
            return _("Declined on {device}.").format(device=device)
        case Fate.RANG:
            return _("It rang on {device}.").format(device=device)
        case Fate.BUSY:
            return _("{device} was on another call.").format(device=device)
        case Fate.ASKED:
            return _("{device} was asked and did not react.").format(device=device)
        case Fate.UNREACHABLE:
            return _("{device} could not be reached.").format(device=device)
        case Fate.NOT_REGISTERED:
            return _("{device} was not connected.").format(device=device)
        case Fate.SIGNED_OUT:
            return _("{device} was signed out while it rang.").format(device=device)
        case Fate.CALLING:
            return _("{device} made the call.").format(device=device)
        case Fate.TECHNICAL:
            return _("{device} could not take the call.").format(device=device)
        case _:
            assert_never(fate)


def gone_words(devices: str) -> str:
    """Of ring devices by name."""
    return _("Chosen to ring, but not there: {devices}.").format(devices=isolated(one_line(devices)))


def _silence_words(why: Silence) -> str:
    match why:
        case Silence.DO_NOT_DISTURB:
            return _("It came to this computer and made no sound: do-not-disturb was on.")
        case Silence.NO_DEVICE:
            return _("It came to this computer and made no sound: there was no device to ring on.")
        case Silence.TURNED_DOWN:
            return _("It came to this computer and made no sound: the ring volume was at 0.")
        case _:
            assert_never(why)


def _number_words(why: EndOfCall, number: str) -> str:
    if why is EndOfCall.NUMBER_EXPIRED:
        return _("{number} had expired, so it rang on no device.").format(number=number)
    if why is EndOfCall.NOT_VERIFIED:
        return _("{number} was not verified yet, so it rang on no device.").format(number=number)
    return _("{number} was switched off, so it rang on no device.").format(number=number)


def _sounded_words(ringer: str, seconds: float | None) -> str:
    device = device_name(one_line(ringer))
    if seconds is None:
        if not ringer:
            return _("It rang on this computer.")
        return _("It rang on this computer, on {device}.").format(device=device)
    count = _whole(seconds)
    if not ringer:
        return ngettext(
            "It rang on this computer for {count} second.",
            "It rang on this computer for {count} seconds.",
            count,
        ).format(count=count)
    return ngettext(
        "It rang on this computer for {count} second, on {device}.",
        "It rang on this computer for {count} seconds, on {device}.",
        count,
    ).format(count=count, device=device)


def _absence_words(why: Absence, period: str) -> str:
    reason = _reason(why)
    if period:
        return _("It did not ring on this computer: {reason} {period}.").format(reason=reason, period=period)
    return _("It did not ring on this computer: {reason}.").format(reason=reason)


def _reason(why: Absence) -> str:
    """What comes after the colon of "It did not ring on this computer:"."""
    match why:
        case Absence.CLOSED:
            return _("Fiveline was not open")
        case Absence.ASLEEP:
            return _("it was asleep")
        case Absence.NO_NETWORK:
            return _("it had no network")
        case Absence.AWAY:
            return _("it could not reach the carrier")
        case Absence.REFUSED:
            return _("the carrier did not accept it")
        case Absence.NO_ENGINE:
            return _("the sound part of the program had stopped")
        case Absence.CONNECTING:
            return _("it was still connecting")
        case Absence.NOT_SIGNED_IN:
            return _("it was not signed in")
        case Absence.NOT_REGISTERED:
            return _("it was not connected to the carrier")
        case Absence.LOST:
            return _("the call was sent to it and did not arrive")
        case _:
            assert_never(why)


def _period(since: datetime | None, until: datetime | None, now: datetime) -> str:
    """Of today by its times alone; of other days in brackets, as "from yesterday, 19:42" reads badly."""
    if since is None:
        return ""
    today = _day(since) == _day(now)
    begin = isolated(time_of_day(since) if today else spoken_moment(since, now=now))
    if until is None:
        return _("since {begin}").format(begin=begin) if today else f"({begin} –)"
    end = isolated(time_of_day(until) if _day(until) == _day(since) else spoken_moment(until, now=now))
    return _("from {begin} to {end}").format(begin=begin, end=end) if today else f"({begin} – {end})"


def _day(at: datetime) -> date:
    return at.astimezone().date()


def _whole(seconds: float) -> int:
    return max(1, round(seconds))
