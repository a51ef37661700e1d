"""Calls of the history that did not ring here, with what is known about it."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from desktop.domain.call_report import (
    Absence,
    Fate,
    Finding,
    GaveUp,
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
from tests.fakes_ui import MemoryReports
from tests.galleries import entry
from tests.galleries.sample import Sample, account, now
from ui.models.call_report import CallReportModel
from ui.models.history import HistoryModel
from ui.screens.history import CallRecordScreen


def report_of(sample: Sample, findings: tuple[Finding, ...]) -> CallReportModel:
    return CallReportModel(sample.store, MemoryReports(findings), sample.start, clock=now)


def record(place: int, *findings: Finding) -> QWidget:
    """The call in that place of the history."""
    sample = account()
    model = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    report = report_of(sample, findings)
    screen = CallRecordScreen(model, report)
    model.setParent(screen)
    report.setParent(screen)

    def show() -> None:
        if model.rows.rowCount() > place:
            screen.show_row(model.rows.row(place))

    model.rows.modelReset.connect(show)
    model.show_number(None)
    return screen


@entry("calls/report-asleep", size=(620, 560))
def asleep() -> QWidget:
    since = now() - timedelta(minutes=58)
    return record(
        0,
        NotHere(Absence.ASLEEP, since, since + timedelta(minutes=29)),
        OnDevice("Pixel 9", Fate.RANG),
        OnDevice("iMac at the office", Fate.NOT_REGISTERED),
        RangOut(20.0),
        ToVoicemail(),
    )


@entry("calls/report-rang-in-vain", size=(520, 560))
def rang_in_vain() -> QWidget:
    return record(2, SoundedHere("Jabra Evolve2 40", 9.2), OnDevice("Pixel 9", Fate.ASKED), GaveUp(11.0))


@entry("calls/report-silent", size=(520, 560))
def silent() -> QWidget:
    long_name = "Camille’s very old laptop in the attic with the long name"
    return record(2, SilentHere(Silence.DO_NOT_DISTURB), OnDevice(long_name, Fate.DECLINED))


@entry("calls/report-ring-device-gone", size=(520, 560))
def ring_device_gone() -> QWidget:
    return record(2, SoundedHere("Speakers", 9.2), RingersGone("Jabra Evolve2 40"), GaveUp(11.0))


@entry("calls/report-number-off", size=(520, 560))
def number_off() -> QWidget:
    return record(0, NumberWas(EndOfCall.NUMBER_OFF))


@entry("calls/report-closed", size=(520, 560))
def closed() -> QWidget:
    opened = now() - timedelta(minutes=3)
    return record(0, NotHere(Absence.CLOSED, opened - timedelta(hours=20), opened), GaveUp(1.0))
