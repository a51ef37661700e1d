"""Calls that go on on other devices of the account."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain import events as e
from desktop.domain.active_calls import ActiveCall
from desktop.domain.calls import Direction
from desktop.domain.session import DeviceId
from tests.galleries import entry
from tests.galleries.messages import thread
from tests.galleries.sample import KARIM, LONG, MARIE, PRIVATE, WORK, Sample, account, now
from ui.models.calls_elsewhere import CallsElsewhere
from ui.widgets.elsewhere_bar import ElsewhereBar

LAPTOP, ATTIC = DeviceId("laptop"), DeviceId("attic")
NAMES = {LAPTOP: "Laptop", ATTIC: "Camille’s very old computer in the attic", DeviceId("d"): "This one"}


def goes_on(sample: Sample, *calls: ActiveCall) -> None:
    sample.store.apply(e.DeviceNamesChanged(NAMES))
    sample.store.apply(e.ActiveCallsChanged(calls))


def call_on(device: DeviceId, number: int = 0) -> ActiveCall:
    peer = (MARIE, LONG, KARIM)[number]
    since = now() - timedelta(seconds=134)
    return ActiveCall(f"x{number}", (PRIVATE, WORK, WORK)[number], peer, Direction.INCOMING, device, since)


def page_with(sample: Sample) -> QWidget:
    from desktop.domain.messages import ThreadKey

    page = QWidget()
    model = CallsElsewhere(sample.store, sample.calls, sample.start, clock=now)
    model.setParent(page)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(ElsewhereBar(model, page))
    column.addWidget(thread(sample, ThreadKey(PRIVATE, MARIE)), 1)
    return page


@entry("calls/elsewhere", size=(620, 420))
def elsewhere() -> QWidget:
    sample = account()
    goes_on(sample, call_on(LAPTOP))
    return page_with(sample)


@entry("calls/elsewhere-two", size=(520, 420))
def two() -> QWidget:
    sample = account()
    goes_on(sample, call_on(ATTIC, 1), call_on(DeviceId("unknown"), 2))
    return page_with(sample)
