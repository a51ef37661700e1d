"""One thread: paged, updated in place, and never held up by many arrivals (MSG-1, MSG-6)."""

from __future__ import annotations

import time
from datetime import timedelta

from PySide6.QtCore import QCoreApplication

from desktop.domain import events as e
from desktop.domain.calls import Direction
from desktop.domain.messages import Message, MessageFailure, MessageId, MessageStatus, ThreadKey
from tests.galleries.sample import MARIE, PRIVATE, Sample, account, now
from tests.models.conftest import Until
from ui.models.thread import PAGE, ThreadModel

KEY = ThreadKey(PRIVATE, MARIE)


def message(place: int, *, status: MessageStatus = MessageStatus.RECEIVED, read: bool = True) -> Message:
    side = Direction.INCOMING if status is MessageStatus.RECEIVED else Direction.OUTGOING
    at = now() - timedelta(minutes=5000 - place)
    return Message(MessageId(f"n{place}"), KEY, side, f"Number {place}", at, status, place, None, read)


def filled(count: int) -> Sample:
    sample = account(messages=False)
    sample.messages.kept = {m.id: m for m in (message(place) for place in range(1, count + 1))}
    return sample


async def opened(sample: Sample, until: Until) -> ThreadModel:
    model = ThreadModel(sample.store, sample.messages, sample.start, clock=now)
    model.open(KEY)
    await until(lambda: not model.loading)
    return model


def texts(model: ThreadModel) -> list[str]:
    return [row.text for row in model.rows.rows]


async def test_older_messages_come_page_by_page(until: Until) -> None:
    model = await opened(filled(PAGE * 2 + 5), until)
    assert len(model.rows.rows) == PAGE
    while not model.complete:
        model.load_older()
        await until(lambda: not model.loading)
    assert texts(model) == [f"Number {place}" for place in range(1, PAGE * 2 + 6)]


async def test_a_delivery_changes_its_row_and_no_other(until: Until) -> None:
    sample = filled(5)
    model = await opened(sample, until)
    await sample.messages.send(KEY, "Hello")
    await until(lambda: texts(model)[-1] == "Hello")
    changed: list[int] = []
    resets: list[bool] = []
    model.rows.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    model.rows.modelReset.connect(lambda: resets.append(True))
    waiting = model._held.newest
    sent = Message(
        waiting.id, KEY, Direction.OUTGOING, "Hello", waiting.created_at, MessageStatus.DELIVERED, 6
    )
    sample.messages.arrive(sent)
    await until(lambda: model.rows.rows[-1].status is MessageStatus.DELIVERED)
    assert changed == [5]
    assert not resets


async def test_a_failed_message_says_why_and_goes_again(until: Until) -> None:
    sample = filled(3)
    failed = Message(
        MessageId("f"), KEY, Direction.OUTGOING, "Again", now(), MessageStatus.FAILED, 4,
        MessageFailure.UNREACHABLE,
    )  # fmt: skip
    sample.messages.kept[failed.id] = failed
    model = await opened(sample, until)
    assert "reached" in model.rows.rows[-1].failure
    model.retry(failed.id)
    await until(lambda: model.rows.rows[-1].status is MessageStatus.WAITING)
    assert texts(model) == ["Number 1", "Number 2", "Number 3", "Again"]


async def test_what_is_looked_at_is_marked_as_read_once(until: Until) -> None:
    sample = filled(2)
    sample.messages.kept["n3"] = message(3, read=False)  # type: ignore[index]
    model = await opened(sample, until)
    assert sample.messages.reads == []
    model.watch(True)
    await until(lambda: sample.messages.reads == [KEY])
    model.watch(False)
    sample.messages.arrive(message(4, read=False))
    await until(lambda: len(model.rows.rows) == 4)
    assert sample.messages.reads == [KEY]


async def test_a_thousand_arrivals_do_not_hold_the_window_up(until: Until, qt_core: QCoreApplication) -> None:
    sample = filled(PAGE)
    model = await opened(sample, until)
    resets: list[bool] = []
    model.rows.modelReset.connect(lambda: resets.append(True))
    arriving = tuple(message(PAGE + place) for place in range(1, 1001))
    longest = 0.0

    def beat() -> bool:
        nonlocal longest
        began = time.perf_counter()
        qt_core.processEvents()
        longest = max(longest, time.perf_counter() - began)
        return len(model.rows.rows) == PAGE + 1000

    began = time.perf_counter()
    sample.store.apply(e.MessagesChanged(arriving))
    longest = time.perf_counter() - began
    await until(beat)
    assert not resets
    assert longest < 0.25, f"held up for {longest * 1000:.0f} ms"  # loose: the figure is in the benchmarks


async def test_late_arrivals_stand_where_they_belong(until: Until) -> None:
    sample = filled(10)
    del sample.messages.kept["n5"]  # type: ignore[arg-type]
    model = await opened(sample, until)
    sample.messages.arrive(message(5))
    await until(lambda: len(model.rows.rows) == 10)
    assert texts(model) == [f"Number {place}" for place in range(1, 11)]


async def test_a_dropped_model_is_forgotten_by_the_store(until: Until) -> None:
    import gc

    sample = filled(1)
    model = await opened(sample, until)
    model.close()
    model.composer.close()
    del model
    gc.collect()
    sample.messages.arrive(message(2))
    assert len(sample.store._listeners) == 0
