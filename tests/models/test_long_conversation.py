"""A window of a long conversation is held, whichever way one scrolls, and any place of it can be gone to."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.domain.messages import MessageId
from tests.models.conftest import Until
from tests.models.test_conversation import KEY, filled, message, opened, texts
from ui.models.message_window import WINDOW
from ui.models.thread import PAGE, ThreadModel

ALL = 1500


def numbers(model: ThreadModel) -> list[int]:
    return [int(text.rpartition(" ")[2]) for text in texts(model)]


def is_whole(model: ThreadModel) -> bool:
    """No message is left out between the first and the last."""
    held = numbers(model)
    return held == list(range(held[0], held[-1] + 1))


async def test_scrolling_to_the_beginning_and_back_holds_a_window(until: Until) -> None:
    model = await opened(filled(ALL), until)
    while not model.complete:
        model.load_older()
        await until(lambda: not model.loading)
        assert len(model.rows.rows) <= WINDOW
        assert is_whole(model)
    assert numbers(model)[0] == 1
    assert numbers(model)[-1] < ALL
    while numbers(model)[-1] < ALL:
        model.load_newer()
        await until(lambda: not model.loading)
        assert len(model.rows.rows) <= WINDOW
        assert is_whole(model)
    assert numbers(model)[-1] == ALL
    assert not model.complete


async def test_any_message_can_be_gone_to(until: Until) -> None:
    sample = filled(ALL)
    model = ThreadModel(sample.store, sample.messages, sample.start)
    reached: list[object] = []
    model.reached.connect(reached.append)
    for place in (700, 1, ALL, 690):
        model.show_message(message(place))
        await until(lambda place=place: reached[-1:] == [f"n{place}"])  # type: ignore[misc]
        held = numbers(model)
        assert place in held
        assert is_whole(model)
        assert len(held) > min(PAGE, 50)
    assert model.key == KEY


async def test_the_ends_are_gone_to_at_once(until: Until) -> None:
    model = await opened(filled(ALL), until)
    model.go_to_oldest()
    await until(lambda: numbers(model)[:1] == [1])
    assert model.complete
    model.go_to_newest()
    await until(lambda: numbers(model)[-1:] == [ALL])
    assert model.at_newest


async def test_what_comes_while_one_reads_far_above_is_there_further_down(until: Until) -> None:
    sample = filled(ALL)
    model = await opened(sample, until)
    model.show_message(message(300))
    await until(lambda: not model.loading)
    before = numbers(model)
    sample.messages.arrive(message(ALL + 1))
    await until(lambda: not model._gather.isActive())
    QCoreApplication.processEvents()
    assert numbers(model) == before
    model.go_to_newest()
    await until(lambda: numbers(model)[-1:] == [ALL + 1])


async def test_who_writes_while_reading_above_sees_it(until: Until) -> None:
    sample = filled(ALL)
    model = await opened(sample, until)
    model.show_message(message(300))
    await until(lambda: not model.loading)
    await sample.messages.send(KEY, "Written")
    await until(lambda: texts(model)[-1:] == ["Written"])
    assert model.at_newest
    assert model.rows.place_of(MessageId(f"n{ALL}")) >= 0
