"""How calls sound: while they go on, and on their page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.domain import events as e
from desktop.domain.calls import Direction, Phase
from desktop.domain.timeline import Counters, Timeline
from desktop.services.quality import Quality
from tests.galleries import entry
from tests.galleries.call_reports import report_of
from tests.galleries.calls import call, model_of
from tests.galleries.sample import MARIE, PRIVATE, account, now
from ui.models.history import HistoryModel
from ui.models.quality import LiveQualityModel, RecordQualityModel
from ui.screens.call import CallPage
from ui.screens.history import CallRecordScreen
from ui.widgets.call_quality import LiveQuality


def sounded(losses: list[float], far: list[float]) -> Timeline:
    timeline, counted = Timeline("G722/16000"), Counters()
    for place, (lost, gone) in enumerate(zip(losses, far, strict=True)):
        counted = Counters(
            counted.received + round(100 * (1 - lost)),
            counted.lost + round(100 * lost),
            counted.sent + 100,
            counted.far_lost + round(100 * gone),
            place + 1,
            4.0 + 3 * (place % 3),
            48.0,
        )
        timeline = timeline.after(counted, 2.0 * (place + 1))
    return timeline


LOSSY = sounded([0.0] * 20 + [0.06] * 10 + [0.0] * 37, [0.0] * 60 + [0.02] * 7)
GAPS = sounded([0.0] * 80, [0.0] * 35 + [0.2] * 10 + [0.0] * 35)


class KeptQuality(Quality):
    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    async def load(self, record_id: str) -> Timeline | None:
        return self._timeline


def record_page(timeline: Timeline) -> QWidget:
    sample = account()
    model = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    quality = RecordQualityModel(KeptQuality(timeline), sample.start)
    page = CallRecordScreen(model, report_of(sample, ()), quality=quality)
    for each in (model, quality):
        each.setParent(page)
    model.rows.modelReset.connect(lambda: page.show_row(model.rows.row(1)))
    model.show_number(None)
    return page


@entry("calls/record-lossy", size=(660, 620))
def record_lossy() -> QWidget:
    return record_page(LOSSY)


@entry("calls/record-gaps", size=(520, 560))
def record_gaps() -> QWidget:
    return record_page(GAPS)


@entry("calls/talking-quality", size=(660, 720))
def talking_quality() -> QWidget:
    sample = account()
    shown = call(sample, MARIE, PRIVATE, Direction.OUTGOING, phase=Phase.TALKING)
    sample.store.apply(e.QualityMeasured(shown, LOSSY))
    model = model_of(sample)
    page = CallPage(model)
    live = LiveQualityModel(sample.store)
    for each in (model, live):
        each.setParent(page)
    page.add_details(LiveQuality(live, page))
    page.show_call(shown)
    page._fold.setChecked(True)
    return page
