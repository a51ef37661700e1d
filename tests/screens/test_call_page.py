"""The page of a call: what it shows for the room it has, and where the keyboard is when the call is over."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.domain import events as e
from desktop.domain.calls import CallId, EndOfCall
from desktop.domain.sound import Levels
from tests.galleries.calls import call, model_of
from tests.galleries.sample import Sample
from tests.screens.conftest import Until, show
from ui.screens.call import CallPage
from ui.widgets.call_bar import CallBar


@pytest.fixture
def key(sample: Sample) -> CallId:
    return call(sample)


@pytest.fixture
def page(sample: Sample, key: CallId, qt_app: QApplication) -> CallPage:
    model = model_of(sample)
    page = CallPage(model)
    model.setParent(page)
    page.show_call(key)
    return page


def places(page: CallPage) -> list[QRect]:
    """What stands on the page from top to bottom."""
    column = page._head.parentWidget()
    assert column is not None
    found = [
        child.geometry()
        for child in column.children()
        if isinstance(child, QWidget) and child.isVisible() and child is not page.keypad_button
    ]
    return sorted(found, key=lambda rect: (rect.top(), rect.left()))


@pytest.mark.parametrize("height", [380, 480, 620, 900])
@pytest.mark.parametrize("with_keys", [False, True])
async def test_nothing_stands_on_anything_else(page: CallPage, height: int, with_keys: bool) -> None:
    show(page, 440, height)
    page.keypad_button.setChecked(with_keys)
    QApplication.processEvents()
    for above, below in pairwise(places(page)):
        assert not above.intersects(below)


async def test_a_low_window_keeps_the_keys_and_the_way_out_in_sight(page: CallPage) -> None:
    show(page, 440, 460)
    page.keypad_button.setChecked(True)
    QApplication.processEvents()
    for button in (page.keypad.keys["#"], page.hang_up_button):
        assert button.visibleRegion().boundingRect().height() == button.height()


async def test_levels_are_shown_and_a_muted_microphone_shows_none(
    page: CallPage, sample: Sample, key: CallId
) -> None:
    show(page, 440, 700)
    assert page.levels is not None
    sample.store.apply(e.LevelsMeasured(Levels(-20.0, -40.0)))
    assert page.levels.microphone.lit > page.levels.speaker.lit > 0
    sample.store.apply(e.CallMuted(key, True))
    assert page.levels.microphone.lit == 0
    assert page.levels.speaker.lit > 0


async def test_the_call_that_is_open_has_no_bar_beside_its_page(
    sample: Sample, key: CallId, qt_app: QApplication
) -> None:
    model = model_of(sample)
    both = QWidget()
    model.setParent(both)
    page, bar = CallPage(model), CallBar(model)
    column = QVBoxLayout(both)
    column.addWidget(bar)
    column.addWidget(page)
    page.hide()
    show(both, 600, 700)
    assert bar.isVisible()
    page.show_call(key)
    page.show()
    assert not bar.isVisible()
    page.hide()
    assert bar.isVisible()


async def test_the_keyboard_is_on_calling_again_when_a_call_failed(
    page: CallPage, sample: Sample, key: CallId, until: Until
) -> None:
    show(page, 600, 700)
    page.hang_up_button.setFocus()
    sample.store.apply(e.CallEnded(key, EndOfCall.SILENCE))
    await until(page.again_button.hasFocus)
