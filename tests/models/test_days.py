"""Yesterday is told from today though nobody touches the program at midnight, or while it sleeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QCoreApplication

from desktop.domain.messages import ThreadKey
from tests.galleries.sample import MARIE, PRIVATE, Sample, now
from tests.models.conftest import Until
from ui.i18n import Language, compile_catalogues, speak
from ui.models.days import Days, days
from ui.models.history import HistoryModel
from ui.models.thread import ThreadModel
from ui.models.threads import ThreadsModel
from ui.models.voicemails import VoicemailsModel


class Clock:
    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead


def test_a_day_turns_once(qt_core: QCoreApplication) -> None:
    clock = [datetime(2026, 3, 1, 23, 59, tzinfo=UTC)]
    turning = Days(now=lambda: clock[0])
    turns: list[bool] = []
    turning.turned.connect(lambda: turns.append(True))
    turning.look()
    assert not turns
    clock[0] += timedelta(hours=9)  # it slept through midnight
    turning.look()
    turning.look()
    assert turns == [True]


async def test_rows_of_today_become_rows_of_yesterday(sample: Sample, until: Until) -> None:
    clock = Clock()
    threads = ThreadsModel(sample.store, sample.messages, sample.start, clock=clock)
    thread = ThreadModel(sample.store, sample.messages, sample.start, clock=clock)
    history = HistoryModel(sample.store, sample.history, sample.start, clock=clock)
    voicemails = VoicemailsModel(sample.store, sample.voicemails, sample.start, clock=clock)
    threads.show_number(None)
    history.show_number(None)
    voicemails.show_number(None)
    thread.open(ThreadKey(PRIVATE, MARIE))
    await until(lambda: not any(m.loading for m in (threads, thread, history, voicemails)))
    resets: list[bool] = []
    for model in (threads, thread, history, voicemails):
        model.rows.modelReset.connect(lambda: resets.append(True))
    assert threads.rows.rows[0].moment != "Yesterday"
    assert history.rows.rows[0].day == "Today"
    clock.ahead = timedelta(days=1)
    days().turned.emit()
    assert threads.rows.rows[0].moment == "Yesterday"
    assert history.rows.rows[0].day == "Yesterday"
    assert history.rows.rows[0].moment.startswith("Yesterday")
    assert voicemails.rows.rows[0].moment == "Yesterday"
    assert [row.day for row in thread.rows.rows if row.day][-1] == "Yesterday"
    assert not resets


async def test_another_language_is_spoken_by_rows_that_are_there(sample: Sample, until: Until) -> None:
    compile_catalogues()
    threads = ThreadsModel(sample.store, sample.messages, sample.start, clock=now)
    history = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    threads.show_number(None)
    history.show_number(None)
    await until(lambda: not (threads.loading or history.loading))
    speak(Language.FRENCH)
    try:
        threads.retranslate()
        history.retranslate()
        assert "Hier" in [row.moment for row in threads.rows.rows]
        assert [row.day for row in history.rows.rows if row.day][:2] == ["Aujourd’hui", "Hier"]
        assert history.rows.rows[0].words == "Appel manqué"
    finally:
        speak(Language.ENGLISH)


async def test_a_closed_list_hears_of_no_day(sample: Sample, until: Until) -> None:
    clock = Clock()
    threads = ThreadsModel(sample.store, sample.messages, sample.start, clock=clock)
    threads.show_number(None)
    await until(lambda: not threads.loading)
    threads.close()
    before = threads.rows.rows[0].moment
    clock.ahead = timedelta(days=1)
    days().turned.emit()
    assert threads.rows.rows[0].moment == before
