"""Writing a message by keyboard, in the real widgets."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.messages import ThreadKey
from desktop.system.settings import SettingsFile
from tests.galleries.groups import writing as group_writing
from tests.galleries.sample import KARIM, LONDON, MARIE, PRIVATE, WARSAW, WORK, Sample, now
from tests.screens.conftest import Until, show
from ui.models.thread import ThreadModel
from ui.models.writing import WritingModel
from ui.places.writing import heed_enter
from ui.screens.thread import ThreadScreen

NONE, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip


@pytest.fixture
async def screen(qt_app: QApplication, sample: Sample, until: Until) -> ThreadScreen:
    model = ThreadModel(sample.store, sample.messages, sample.start, clock=now)
    made = ThreadScreen(model)
    model.setParent(made)
    model.open(ThreadKey(PRIVATE, MARIE))
    show(made)
    await until(lambda: not model.loading)
    made.focus_field()
    return made


async def test_enter_sends_and_shift_enter_breaks_the_line(
    screen: ThreadScreen, sample: Sample, until: Until
) -> None:
    field = screen.composer.field
    QTest.keyClicks(field, "One")
    QTest.keyClick(field, Qt.Key.Key_Return, SHIFT)
    QTest.keyClicks(field, "two")
    QTest.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: any(m.text == "One\ntwo" for m in sample.messages.kept.values()))
    assert field.toPlainText() == ""
    await until(lambda: screen._model.rows.rows[-1].text == "One\ntwo")


async def test_where_enter_does_not_send_it_sends_to_nobody_among_several_either(
    qt_app: QApplication, sample: Sample, tmp_path: Path
) -> None:
    kept = SettingsFile(tmp_path / "settings.json")
    model = WritingModel(kept, sample.messages, sample.start, load=lambda spoken, region: None)
    model.choose(enter_sends=False)
    screen = group_writing(sample, pasted="Marie Dupont, Karim Benali", text="One")
    heed_enter(screen.field, model)
    show(screen)
    count = len(sample.messages.kept)
    QTest.keyClick(screen.field, Qt.Key.Key_Return)
    assert (screen.field.toPlainText(), len(sample.messages.kept)) == ("\nOne", count)
    model.choose(enter_sends=True)
    assert screen.field.enter_sends


async def test_the_keyboard_is_in_the_message_after_the_button_has_sent_one(
    screen: ThreadScreen, until: Until
) -> None:
    composer = screen.composer
    QTest.keyClicks(composer.field, "One")
    composer.send_button.setFocus()
    QTest.keyClick(composer.send_button, Qt.Key.Key_Space)
    await until(lambda: composer.field.toPlainText() == "")
    assert composer.field.hasFocus()


async def test_a_number_is_read_as_one_of_the_country_it_is_sent_from(
    qt_app: QApplication, sample: Sample
) -> None:
    screen = group_writing(sample)
    show(screen)
    screen.picker.number_chosen.emit(LONDON)
    screen.names.setText("01 69 77 22 34")
    QTest.keyClick(screen.names, Qt.Key.Key_Return)
    assert [each.address for each in screen._model.people] == ["+44169772234"]
    assert screen.names.text() == ""


async def test_enter_on_nothing_sends_nothing(screen: ThreadScreen, sample: Sample) -> None:
    count = len(sample.messages.kept)
    QTest.keyClick(screen.composer.field, Qt.Key.Key_Return)
    assert len(sample.messages.kept) == count
    assert not screen.composer.send_button.isEnabled()
    assert screen.composer.send_button.accessibleDescription()


async def test_the_field_grows_to_six_lines(screen: ThreadScreen) -> None:
    field = screen.composer.field
    one = field.height()
    field.setPlainText("a\nb\nc")
    three = field.height()
    field.setPlainText("\n" * 30)
    many = field.height()
    field.setPlainText("")
    assert one < three < many < 8 * one
    assert field.height() == one


async def test_arabic_begins_on_the_right_and_no_line_of_it_is_cut(
    screen: ThreadScreen, until: Until
) -> None:
    field = screen.composer.field

    def begins_right() -> bool:
        laid_out = field.document().firstBlock().layout()
        if not laid_out.lineCount():
            return False
        return laid_out.lineAt(0).naturalTextRect().left() > field.viewport().width() / 2

    field.setPlainText("Hello")
    assert not begins_right()
    field.setPlainText("\u0645\u0631\u062d\u0628\u0627")
    await until(begins_right)
    field.setPlainText("\n".join(["\u0645\u0631\u062d\u0628\u0627\u064b"] * 3))
    document = field.document()
    heights = document.documentLayout().blockBoundingRect
    lines = sum(heights(document.findBlockByNumber(place)).height() for place in range(3))
    assert lines > 3 * field.fontMetrics().lineSpacing(), "Arabic is higher"
    await until(lambda: field.viewport().height() >= lines)
    field.setPlainText("Hello again")
    await until(lambda: not begins_right())


async def test_alt_down_goes_to_the_other_number_with_what_is_written(
    screen: ThreadScreen, until: Until
) -> None:
    moved: list[ThreadKey] = []
    screen.thread_changed.connect(moved.append)
    QTest.keyClicks(screen.composer.field, "Hello")
    QTest.keyClick(screen.composer.field, Qt.Key.Key_Down, ALT)
    assert moved == [ThreadKey(WORK, MARIE)]
    await until(lambda: screen.composer.field.toPlainText() == "Hello")


async def test_what_is_too_long_to_send_is_kept_and_says_so(screen: ThreadScreen) -> None:
    pasted = QMimeData()
    pasted.setText("x\r\n\x00" * 5_000)
    screen.composer.field.insertFromMimeData(pasted)
    assert screen.composer.field.toPlainText() == "x\n" * 5_000
    assert not screen.composer.send_button.isEnabled()
    assert "too many" in screen.composer.send_button.accessibleDescription()


async def test_markup_is_pasted_as_text(screen: ThreadScreen) -> None:
    pasted = QMimeData()
    pasted.setHtml("<b>bold</b>")
    pasted.setText("bold")
    screen.composer.field.insertFromMimeData(pasted)
    assert screen.composer.field.toPlainText() == "bold"


async def test_a_number_that_cannot_message_says_so_instead_of_a_field(
    screen: ThreadScreen, until: Until
) -> None:
    screen._model.open(ThreadKey(WARSAW, KARIM))
    await until(lambda: not screen._model.loading)
    assert screen.composer.field.isHidden()
    assert screen.composer.send_button.isHidden()


async def test_a_link_is_opened_only_after_its_host_was_shown(screen: ThreadScreen) -> None:
    row = next(row for row in screen._model.rows.rows if row.links)
    screen.messages.link_wanted.emit(row.links[0])
    assert screen._leads.isVisible()
    assert "www.sncf-connect.com" in screen._leads.text
