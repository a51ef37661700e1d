"""The carrier's report of a call and this computer's watch become findings, the most telling first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desktop.domain.call_report import (
    Absence,
    BusyHere,
    CallReport,
    DeviceReport,
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
    explain,
)
from desktop.domain.calls import CallRecord, Direction, EndOfCall, Outcome
from desktop.domain.numbers import Address
from desktop.domain.session import DeviceId
from desktop.domain.watch import RangHere, Span, Watched, Way
from tests.storage.made import BEGAN, WORK

HERE, LAPTOP, ATTIC = DeviceId("here"), DeviceId("laptop"), DeviceId("attic")
MISSED = CallRecord(
    "c", WORK, Address("+33612345678"), Direction.INCOMING, Outcome.MISSED, BEGAN, 0.0, EndOfCall.CANCELLED
)
NOW = BEGAN + timedelta(hours=5)
MINUTE = timedelta(minutes=1)
RUNNING = Span(Watched.RUNNING, BEGAN - timedelta(hours=1), NOW)


def report(here: Fate | None, *others: DeviceReport, rang_after: float | None = None) -> CallReport:
    mine = () if here is None else (DeviceReport(HERE, "This one", here, rang_after),)
    return CallReport(12.0, (*mine, *others))


def findings(
    record: CallRecord = MISSED,
    *,
    said: CallReport | None = None,
    spans: tuple[Span, ...] = (RUNNING,),
    rang: RangHere | None = None,
) -> tuple[Finding, ...]:
    return explain(record, here=HERE, report=said, spans=spans, rang=rang, now=NOW)


def test_a_call_that_came_while_the_computer_slept_says_from_when_to_when() -> None:
    asleep = Span(Watched.ASLEEP, BEGAN - 12 * MINUTE, BEGAN + 17 * MINUTE)
    way = Span(Watched.WAY, BEGAN - timedelta(hours=1), NOW, Way.REGISTERED)
    said = report(Fate.NOT_REGISTERED)
    assert findings(said=said, spans=(RUNNING, way, asleep)) == (
        NotHere(Absence.ASLEEP, asleep.began_at, asleep.until),
        GaveUp(12.0),
    )


def test_a_call_that_came_between_two_runs_of_the_program_found_it_closed() -> None:
    before = Span(Watched.RUNNING, BEGAN - timedelta(hours=2), BEGAN - timedelta(hours=1))
    after = Span(Watched.RUNNING, BEGAN + timedelta(hours=1), NOW)
    [first, _] = findings(said=report(Fate.NOT_REGISTERED), spans=(after, before))
    assert first == NotHere(Absence.CLOSED, before.until, after.began_at)


@pytest.mark.parametrize(
    ("way", "absence"),
    [
        (Way.NO_NETWORK, Absence.NO_NETWORK),
        (Way.AWAY, Absence.AWAY),
        (Way.REFUSED, Absence.REFUSED),
        (Way.NO_ENGINE, Absence.NO_ENGINE),
        (Way.CONNECTING, Absence.CONNECTING),
    ],
)
def test_each_way_that_was_cut_is_told_apart(way: Way, absence: Absence) -> None:
    cut = Span(Watched.WAY, BEGAN - MINUTE, BEGAN + MINUTE, way)
    assert findings(said=report(Fate.NOT_REGISTERED), spans=(RUNNING, cut))[0] == NotHere(
        absence, cut.began_at, cut.until
    )
    still = replace(cut, until=NOW)
    assert findings(said=None, spans=(RUNNING, still))[0] == NotHere(absence, cut.began_at, None)


def test_what_nobody_noticed_here_is_said_as_the_carrier_saw_it() -> None:
    up = Span(Watched.WAY, BEGAN - MINUTE, BEGAN + MINUTE, Way.REGISTERED)
    spans = (RUNNING, up)
    assert findings(said=report(Fate.NOT_REGISTERED), spans=spans)[0] == NotHere(Absence.NOT_REGISTERED)
    assert findings(said=report(Fate.ASKED), spans=spans)[0] == NotHere(Absence.LOST)
    assert findings(said=report(Fate.UNREACHABLE), spans=spans)[0] == NotHere(Absence.LOST)
    assert findings(said=report(Fate.BUSY), spans=spans)[0] == BusyHere()
    assert findings(said=report(Fate.SIGNED_OUT), spans=spans)[0] == NotHere(Absence.NOT_SIGNED_IN)
    assert findings(said=report(None), spans=spans)[0] == NotHere(Absence.NOT_SIGNED_IN)


@pytest.mark.parametrize(
    ("rang", "finding"),
    [
        (RangHere("c", BEGAN, "Jabra"), (SoundedHere("Jabra", 10.0),)),
        (RangHere("c", BEGAN, ""), (SilentHere(Silence.NO_DEVICE),)),
        (RangHere("c", BEGAN, "", gone="Jabra"), (SilentHere(Silence.NO_DEVICE), RingersGone("Jabra"))),
        (RangHere("c", BEGAN, "Desk", gone="Jabra"), (SoundedHere("Desk", 10.0), RingersGone("Jabra"))),
        (RangHere("c", BEGAN, "Jabra", turned_down=True), (SilentHere(Silence.TURNED_DOWN),)),
        (
            RangHere("c", BEGAN, "Jabra", quiet=True, gone="Desk", turned_down=True),
            (SilentHere(Silence.DO_NOT_DISTURB),),
        ),
    ],
)
def test_a_call_that_came_here_sounded_or_says_why_not(rang: RangHere, finding: tuple[Finding, ...]) -> None:
    assert findings(said=report(Fate.RANG, rang_after=2.0), rang=rang) == (*finding, GaveUp(12.0))


def test_whoever_answered_or_declined_stands_before_those_that_only_rang() -> None:
    declined = replace(MISSED, outcome=Outcome.DECLINED, reason=EndOfCall.DECLINED)
    said = report(
        Fate.RANG,
        DeviceReport(ATTIC, "Attic", Fate.NOT_REGISTERED),
        DeviceReport(LAPTOP, "Laptop", Fate.DECLINED),
    )
    rang = RangHere("c", BEGAN, "Jabra")
    assert findings(declined, said=said, rang=rang) == (
        SoundedHere("Jabra", None),
        OnDevice("Laptop", Fate.DECLINED),
        OnDevice("Attic", Fate.NOT_REGISTERED),
    )


@pytest.mark.parametrize("why", [EndOfCall.NUMBER_OFF, EndOfCall.NUMBER_EXPIRED, EndOfCall.NOT_VERIFIED])
def test_a_number_that_was_off_explains_it_all(why: EndOfCall) -> None:
    assert findings(replace(MISSED, reason=why), said=report(Fate.NOT_REGISTERED)) == (NumberWas(why),)


def test_a_caller_who_is_kept_off_explains_it_all() -> None:
    blocked = replace(MISSED, outcome=Outcome.BLOCKED, reason=None)
    assert findings(blocked, said=report(Fate.NOT_REGISTERED)) == (KeptOff(),)


def test_a_call_that_rang_out_says_after_how_long() -> None:
    rang_out = replace(MISSED, reason=EndOfCall.NO_ANSWER)
    assert findings(rang_out, said=report(Fate.RANG, rang_after=0.0))[-1] == RangOut(12.0)
    assert findings(rang_out)[-1] == RangOut(None)


def test_a_caller_who_could_leave_word_is_told_of_last() -> None:
    declined = replace(MISSED, outcome=Outcome.DECLINED, reason=EndOfCall.DECLINED)
    led = replace(report(Fate.DECLINED), to_voicemail=True)
    assert findings(declined, said=led)[-1] == ToVoicemail()


def test_a_call_that_was_made_or_taken_here_needs_no_report() -> None:
    assert findings(replace(MISSED, direction=Direction.OUTGOING)) == ()
    assert findings(replace(MISSED, outcome=Outcome.ANSWERED)) == ()


def test_without_any_knowledge_nothing_is_made_up() -> None:
    def at(began: datetime) -> tuple[Finding, ...]:
        return findings(replace(MISSED, began_at=began), spans=())

    assert at(BEGAN) == (GaveUp(None),)
