"""Why a call did not ring, as the page of the call says it (CALL-8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.domain import events as e
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
from desktop.domain.calls import EndOfCall, Outcome
from desktop.domain.session import DeviceId
from tests.fakes_ui import MemoryReports
from tests.galleries.sample import PRIVATE, WORK, Sample, now
from tests.models.conftest import Until
from ui.i18n import Language, speak
from ui.models.call_report import CallReportModel
from ui.models.history import HistoryModel
from ui.models.moments import time_of_day
from ui.report_words import finding_words

SINCE, UNTIL = now() - timedelta(hours=2), now() - timedelta(hours=1)


def said(finding: Finding) -> str:
    words = finding_words(finding, number="Work", now=now())
    return words.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (NumberWas(EndOfCall.NUMBER_OFF), "Work was switched off, so it rang on no device."),
        (NumberWas(EndOfCall.NUMBER_EXPIRED), "Work had expired, so it rang on no device."),
        (KeptOff(), "This caller is blocked, so it rang on no device."),
        (SoundedHere("Jabra", 9.2), "It rang on this computer for 9 seconds, on Jabra."),
        (SoundedHere("", None), "It rang on this computer."),
        (RingersGone("Jabra"), "Chosen to ring, but not there: Jabra."),
        (SoundedHere("default", 2), "It rang on this computer for 2 seconds, on the system's own device."),
        (BusyHere(), "It did not ring on this computer: another call was going on."),
        (NotHere(Absence.NOT_SIGNED_IN), "It did not ring on this computer: it was not signed in."),
        (OnDevice("Laptop", Fate.ANSWERED), "Answered on Laptop."),
        (OnDevice("Laptop", Fate.NOT_REGISTERED), "Laptop was not connected."),
        (GaveUp(0.2), "The caller gave up after 1 second."),
        (GaveUp(None), "The caller gave up."),
        (RangOut(45.0), "Nobody answered for 45 seconds."),
        (ToVoicemail(), "The caller was led to voicemail."),
    ],
)
def test_each_finding_is_one_plain_sentence(finding: Finding, words: str) -> None:
    assert said(finding) == words


def test_a_sleep_is_told_with_its_times() -> None:
    begin, end = time_of_day(SINCE), time_of_day(UNTIL)
    asleep = NotHere(Absence.ASLEEP, SINCE, UNTIL)
    assert said(asleep) == f"It did not ring on this computer: it was asleep from {begin} to {end}."
    assert said(replace(asleep, until=None)).endswith(f"it was asleep since {begin}.")
    assert "Yesterday" in said(replace(asleep, since=SINCE - timedelta(days=1)))


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Silence.DO_NOT_DISTURB, "do-not-disturb was on."),
        (Silence.NO_DEVICE, "there was no device to ring on."),
        (Silence.TURNED_DOWN, "the ring volume was at 0."),
    ],
)
def test_a_silence_says_why(why: Silence, words: str) -> None:
    assert said(SilentHere(why)) == f"It came to this computer and made no sound: {words}"


@pytest.mark.parametrize("why", Absence)
def test_no_absence_is_without_its_reason(why: Absence) -> None:
    words = said(NotHere(why, SINCE, UNTIL))
    assert words.startswith("It did not ring on this computer: ")
    assert len({said(NotHere(each)) for each in Absence}) == len(Absence)


@pytest.mark.parametrize("fate", Fate)
def test_each_fate_of_a_device_names_it(fate: Fate) -> None:
    assert "Pixel 9" in said(OnDevice("Pixel 9", fate))
    assert len({said(OnDevice("Pixel 9", each)) for each in Fate}) == len(Fate)


async def test_the_page_asks_once_and_follows_the_language(sample: Sample, until: Until) -> None:
    reports = MemoryReports((RangOut(45.0),))
    model = CallReportModel(sample.store, reports, sample.start, clock=now)
    model.show("c0", WORK)
    assert model.lines == ()
    await until(lambda: model.lines)
    model.show("c0", WORK)
    assert reports.asked == ["c0"]
    english = model.lines
    try:
        speak(Language.FRENCH)
        model.retranslate()
        assert model.lines != english
    finally:
        speak(Language.ENGLISH)
    model.show("c1", PRIVATE)
    assert model.lines == ()


@pytest.mark.parametrize(
    ("finding", "may"),
    [
        (NotHere(Absence.ASLEEP), True),
        (SilentHere(Silence.NO_DEVICE), True),
        (RingersGone("Jabra"), True),
        (SoundedHere("Jabra", 9.0), False),
    ],
)
async def test_what_kept_it_from_ringing_can_be_tried_again(
    sample: Sample, until: Until, finding: Finding, may: bool
) -> None:
    wanted: list[object] = []
    model = CallReportModel(sample.store, MemoryReports((finding,)), sample.start, clock=now)
    model.check_wanted.connect(wanted.append)
    model.show("c0", WORK)
    await until(lambda: model.lines)
    assert model.may_check is may
    model.check()
    assert wanted == [WORK]


async def test_a_line_of_the_history_names_the_device_that_took_the_call(
    sample: Sample, until: Until
) -> None:
    laptop, here = DeviceId("laptop"), DeviceId("d")
    first, second, third, *_ = sample.history.records
    sample.history.records = [
        replace(first, outcome=Outcome.ANSWERED_ELSEWHERE, answered_by=laptop),
        replace(second, direction=first.direction, outcome=Outcome.DECLINED, declined_by=laptop),
        replace(third, outcome=Outcome.DECLINED, declined_by=here),
    ]
    model = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    model.show_number(None)
    await until(lambda: model.rows.rows)
    assert [row.words for row in model.rows.rows] == ["Answered elsewhere", "Declined", "Declined"]
    sample.store.apply(e.DeviceNamesChanged({laptop: "Laptop", here: "This one"}))
    words = [row.words.replace("\u2068", "").replace("\u2069", "") for row in model.rows.rows]
    assert words == ["Answered on Laptop", "Declined on Laptop", "Declined"]
