"""Voicemail by keyboard and mouse: the list plays, seeks and deletes; the waveform is a slider (VM-2)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.domain import events as e
from desktop.domain.voicemail import VoicemailId
from tests.galleries.sample import Sample, now
from tests.screens.conftest import Until, show
from ui.models.voicemails import VoicemailsModel
from ui.screens.voicemails import VoicemailPage, VoicemailScreen

LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right
SHIFT = Qt.KeyboardModifier.ShiftModifier


async def listed(sample: Sample, until: Until) -> tuple[VoicemailsModel, VoicemailScreen, VoicemailPage]:
    model = VoicemailsModel(sample.store, sample.voicemails, sample.start, clock=now)
    screen, page = VoicemailScreen(model), VoicemailPage(model)
    model.setParent(screen)
    screen.row_chosen.connect(page.show_row)
    model.show_number(None)
    show(screen, 340, 500)
    show(page, 660, 600)
    await until(lambda: model.rows.rows)
    screen.list.setCurrentIndex(model.rows.index(0, 0))
    return model, screen, page


async def test_the_list_plays_seeks_and_changes_speed_by_keyboard(sample: Sample, until: Until) -> None:
    model, screen, page = await listed(sample, until)
    QTest.keyClick(screen.list, Qt.Key.Key_Space)
    await until(lambda: sample.voicemails.playing is not None and model.player.waveform is not None)
    assert page.player.play_button.accessibleName() == "Pause"
    QTest.keyClick(screen.list, RIGHT)
    QTest.keyClick(screen.list, RIGHT)
    QTest.keyClick(screen.list, LEFT)
    assert model.player.second == 5.0
    QTest.keyClick(screen.list, RIGHT, SHIFT)
    assert page.player.speeds[1.25].isChecked()
    QTest.keyClick(screen.list, LEFT, SHIFT)
    assert page.player.speeds[1.0].isChecked()
    QTest.keyClick(screen.list, Qt.Key.Key_Space)
    assert not model.player.is_playing
    assert page.player.play_button.accessibleName() == "Play"


async def test_all_are_chosen_and_deleted_by_keyboard(sample: Sample, until: Until) -> None:
    model, screen, _page = await listed(sample, until)
    QTest.keyClick(screen.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(screen.list.chosen_rows()) == 3
    assert not screen.selection.isHidden()
    QTest.keyClick(screen.list, Qt.Key.Key_Delete)
    await until(lambda: model.rows.rowCount() == 0)
    model.undo_delete()
    await until(lambda: model.rows.rowCount() == 3)


async def test_a_new_one_moves_neither_the_choice_nor_what_plays(sample: Sample, until: Until) -> None:
    model, screen, _page = await listed(sample, until)
    QTest.keyClick(screen.list, Qt.Key.Key_Space)
    await until(lambda: sample.voicemails.playing is not None)
    new = replace(sample.voicemails.voicemails[2], id=VoicemailId("new"))
    sample.voicemails.voicemails.insert(0, new)
    sample.store.apply(e.VoicemailsChanged((new,)))
    await until(lambda: model.rows.rowCount() == 4)
    assert screen.list.currentIndex().row() == 1
    assert model.player.is_playing


async def test_the_waveform_is_a_slider_that_is_clicked_dragged_and_moved(
    sample: Sample, until: Until
) -> None:
    model, _screen, page = await listed(sample, until)
    page.show_row(model.rows.row(0))
    wave = page.player.waveform
    await until(lambda: model.player.waveform is not None)
    assert (wave.accessibleName(), wave.accessibleDescription()) == ("Position", "0:00 of 0:23")
    middle = QPoint(wave.width() // 2, wave.height() // 2)
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, pos=middle)
    assert abs(model.player.second - 11.5) < 0.2
    assert wave.accessibleDescription() == "0:11 of 0:23"
    QTest.mousePress(wave, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(wave, QPoint(wave.width() - 5, 10))
    QTest.mouseRelease(wave, Qt.MouseButton.LeftButton, pos=QPoint(wave.width() - 5, 10))
    assert model.player.second > 22.5
    QTest.keyClick(wave, Qt.Key.Key_Home)
    QTest.keyClick(wave, RIGHT)
    assert model.player.second == 5.0
    wave.setValue(9)  # as a screen reader moves it
    assert model.player.second == 9.0
    assert wave.accessibleDescription() == "0:09 of 0:23"


async def test_a_deleted_one_leaves_its_page(sample: Sample, until: Until) -> None:
    model, _screen, page = await listed(sample, until)
    page.show_row(model.rows.row(0))
    model.delete([model.rows.row(0)])
    await until(lambda: model.player.key is None)
    assert not page.player.isVisible()
