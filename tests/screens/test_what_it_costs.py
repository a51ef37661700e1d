"""The price beside the text, and a plainer way to write it, in the real widgets (MSG-5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain import events as e
from desktop.domain.messages import ThreadKey
from tests.galleries.sample import KARIM, LONDON, OMAR, PRIVATE, WORK, Sample, money, now
from tests.screens.conftest import Until, show
from ui.models.composer import LONGEST_DRAFT
from ui.models.credit import CreditModel
from ui.models.thread import ThreadModel
from ui.screens.credit import CreditCard
from ui.screens.thread import ThreadScreen
from ui.widgets.composer import NARROW

CURLY = "I’ll be at the station at seven, by the big clock, unless the train is late again."


@pytest.fixture
async def screen(qt_app: QApplication, sample: Sample, until: Until) -> ThreadScreen:
    model = ThreadModel(sample.store, sample.messages, sample.start, clock=now)
    made = ThreadScreen(model)
    model.setParent(made)
    model.open(ThreadKey(LONDON, KARIM))
    show(made)
    await until(lambda: not model.loading)
    made.focus_field()
    return made


async def test_a_plainer_way_is_one_click_and_ctrl_z_takes_it_back(screen: ThreadScreen) -> None:
    composer = screen.composer
    composer.field.setPlainText(CURLY)
    assert composer.price.count.text() == "Unicode · 2 SMS · 52 left · \u2068€0.18\u2069"
    assert "curly quotation mark" in composer.price.blame.text()
    assert composer.price.offer.text() == "Write plainly, save \u2068€0.09\u2069"
    assert [s.cursor.selectedText() for s in composer.field.extraSelections()] == ["’"]
    QTest.mouseClick(composer.price.offer, Qt.MouseButton.LeftButton)
    assert composer.field.toPlainText() == CURLY.replace("’", "'")
    assert composer.price.count.text() == "1 SMS · 78 left · \u2068€0.09\u2069"
    assert not composer.price.offer.isVisible()
    assert composer.field.extraSelections() == []
    QTest.keyClick(composer.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert composer.field.toPlainText() == CURLY
    assert composer.price.offer.isVisible()


async def test_the_marks_stand_where_they_belong_behind_an_emoji(screen: ThreadScreen) -> None:
    screen.composer.field.setPlainText("🎉 it’s " + "so late " * 10)
    marked = [s.cursor.selectedText() for s in screen.composer.field.extraSelections()]
    assert marked == ["🎉", "’"]
    assert not screen.composer.price.offer.isVisible()


async def test_the_allowance_counts_down_and_what_does_not_suffice_is_said(
    screen: ThreadScreen, sample: Sample, until: Until
) -> None:
    composer = screen.composer
    screen._model.open(ThreadKey(PRIVATE, OMAR))
    await until(lambda: not screen._model.loading)
    composer.field.setPlainText("On arrive")
    assert composer.price.count.text() == "1 SMS · 151 left · from your allowance: 1 of 743 left"
    sample.store.apply(e.MoneyChanged(money(left=0, credit=5)))
    assert (
        composer.price.count.text()
        == "1 SMS · 151 left · \u2068€0.13\u2069 · your credit is \u2068€0.05\u2069"
    )
    assert composer.price.count.property("role") == "error"
    assert composer.send_button.isEnabled()  # credit may have been added elsewhere: the carrier decides


async def test_what_is_free_and_short_is_not_talked_about(screen: ThreadScreen, until: Until) -> None:
    screen._model.open(ThreadKey(WORK, KARIM))
    await until(lambda: not screen._model.loading)
    screen.composer.field.setPlainText("On arrive")
    assert not screen.composer.price.isVisible()


async def test_what_is_too_long_to_paste_is_not_cut(screen: ThreadScreen) -> None:
    field = screen.composer.field
    QTest.keyClicks(field, "kept")
    pasted = QMimeData()
    pasted.setText("x" * (LONGEST_DRAFT - 3))
    field.insertFromMimeData(pasted)
    assert field.toPlainText() == "kept"
    assert "19,997" in screen.composer.price.problem.text()
    field.selectAll()
    field.insertFromMimeData(pasted)
    assert len(field.toPlainText()) == LONGEST_DRAFT - 3
    assert not screen.composer.price.problem.text()


async def test_what_no_keyboard_types_is_not_pasted(screen: ThreadScreen) -> None:
    pasted = QMimeData()
    pasted.setText("e\u0301a\x00b\x07\tc\u2028d\x1b[0m\r\ne")
    screen.composer.field.insertFromMimeData(pasted)
    assert screen.composer.field.toPlainText() == "éab c\nd[0m\ne"


async def test_the_settings_tell_what_is_left(qt_app: QApplication, sample: Sample) -> None:
    card = CreditCard(CreditModel(sample.store, clock=now))
    show(card)
    assert (card._credit.text(), card._allowance.text()) == ("\u2068€12.40\u2069", "743 of 750")
    sample.store.apply(e.MoneyChanged(money(left=0, credit=5)))
    assert (card._credit.text(), card._allowance.text()) == ("\u2068€0.05\u2069", "0 of 750")
    later = CreditModel(sample.store, clock=lambda: now() + timedelta(days=5))
    assert later.allowance == "750 of 750"


async def test_no_letter_stands_behind_the_scroll_bar(screen: ThreadScreen) -> None:
    field = screen.composer.field
    field.setPlainText("The figures add up. " * 90)
    QApplication.processEvents()
    assert field.verticalScrollBar().isVisible()
    assert field.document().firstBlock().layout().lineAt(0).width() <= field.viewport().width()


async def test_in_a_narrow_window_there_is_still_room_to_write(screen: ThreadScreen) -> None:
    screen.resize(430, 480)
    QApplication.processEvents()
    assert screen.composer.width() < NARROW
    assert screen.composer.field.width() > 250
    assert screen.composer.picker.y() > screen.composer.field.y()
    screen.resize(900, 480)
    QApplication.processEvents()
    assert screen.composer.picker.geometry().bottom() == screen.composer.field.geometry().bottom()
