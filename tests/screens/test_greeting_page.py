"""A greeting by keyboard, from Record to Save, in the real widgets (VM-3)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain import events as e
from desktop.domain.greetings import Away, Greetings, Kind, Making, Slot
from tests.fakes_greetings import MemoryGreetings
from tests.fakes_ui import MemoryNumbers
from tests.galleries.sample import WORK, Sample
from tests.screens.conftest import Until, focused, show
from ui.models.greetings import GreetingsModel
from ui.models.voicemail_settings import VoicemailSettingsModel
from ui.screens.voicemail_settings import VoicemailSettingsScreen
from ui.widgets.banner import Banner

NOW = datetime(2026, 11, 27, 14, 45, tzinfo=UTC)
SPACE = Qt.Key.Key_Space


def page(sample: Sample, width: int = 452) -> tuple[VoicemailSettingsScreen, MemoryGreetings]:
    service = MemoryGreetings(sample.store, now=NOW)
    settings = VoicemailSettingsModel(sample.store, MemoryNumbers(sample.store), sample.start)
    words = {"clock": lambda: NOW, "zone": lambda: "Europe/Paris", "second": 10}
    greetings = GreetingsModel(sample.store, service, sample.start, **words)  # type: ignore[arg-type]
    settings.show_number(WORK)
    greetings.show_number(WORK)
    made = VoicemailSettingsScreen(settings, greetings)
    settings.setParent(made)
    greetings.setParent(made)
    show(made, width, 900)
    return made, service


async def test_recorded_trimmed_heard_and_saved_by_keyboard(
    qt_app: QApplication, sample: Sample, until: Until
) -> None:
    screen, service = page(sample)
    editor = screen.own_editor
    await until(lambda: screen.default.play_button.isVisible())
    editor.record_button.setFocus()
    QTest.keyClick(editor.record_button, SPACE)
    assert focused() is editor.cancel_button
    await until(editor.stop_button.isVisible)
    assert focused() is editor.stop_button
    QTest.keyClick(editor.stop_button, SPACE)
    await until(editor.trimmer.isVisible)
    assert focused() is editor.listen_button
    begin, end = editor.trimmer.begin_end, editor.trimmer.end_end
    assert (begin.accessibleName(), end.accessibleName()) == ("Beginning", "End")
    end.setFocus()
    QTest.keyClick(end, Qt.Key.Key_PageDown)
    begin.setFocus()
    for _ in range(5):
        QTest.keyClick(begin, Qt.Key.Key_Right)
    slot = Slot(WORK, Kind.OWN)
    await until(lambda: sample.store.state.new_greetings[slot].end == 3.0)
    await until(lambda: sample.store.state.new_greetings[slot].begin == 0.5)
    assert begin.accessibleDescription() == "0.5 seconds"
    QTest.keyClick(end, Qt.Key.Key_Home)  # it stops before the other one
    await until(lambda: sample.store.state.new_greetings[slot].end == 1.0)
    QTest.keyClick(end, Qt.Key.Key_End)
    QTest.keyClick(end, Qt.Key.Key_PageDown)
    await until(lambda: sample.store.state.new_greetings[slot].end == 3.0)
    QTest.keyClick(editor.listen_button, SPACE)
    await until(lambda: service.played == [("made", slot)])
    await until(lambda: editor.listen_button.accessibleName() == "Stop")
    QTest.keyClick(editor.save_button, SPACE)
    await until(lambda: screen.own.play_button.isVisible())
    kept = sample.store.state.greetings[WORK].own
    assert kept is not None
    assert kept.seconds == 2.5
    assert editor.record_button.isVisible()


async def test_a_greeting_that_can_not_be_heard_says_why_where_it_happened(
    qt_app: QApplication, sample: Sample, until: Until
) -> None:
    screen, service = page(sample)
    await until(lambda: screen.default.play_button.isVisible())
    service.unheard = "no-speaker"
    QTest.keyClick(screen.default.play_button, SPACE)
    await until(
        lambda: any("No speaker" in each.text for each in screen.findChildren(Banner) if each.isVisible())
    )


async def test_the_mouse_drags_an_end_and_hears_from_where_it_clicks(
    qt_app: QApplication, sample: Sample, until: Until
) -> None:
    screen, service = page(sample)
    slot = Slot(WORK, Kind.OWN)
    await service.read_file(slot, "/tmp/some.wav")
    trimmer = screen.own_editor.trimmer
    await until(trimmer.isVisible)
    QApplication.processEvents()
    middle = trimmer.height() // 2
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(trimmer, left, pos=QPoint(trimmer.width() - 12, middle))
    QTest.mouseMove(trimmer, QPoint(trimmer.width() // 2, middle))
    QTest.mouseRelease(trimmer, left, pos=QPoint(trimmer.width() // 2, middle))
    await until(lambda: abs(sample.store.state.new_greetings[slot].end - 2.0) < 0.1)
    QTest.mouseClick(trimmer, left, pos=QPoint(trimmer.width() // 3, middle))
    await until(lambda: service.played == [("made", slot)])


def is_made_for_away(sample: Sample, problem: str) -> bool:
    made = sample.store.state.new_greetings.get(Slot(WORK, Kind.AWAY))
    return made is not None and (made.phase, made.problem) == (Making.READY, problem)


async def test_a_file_is_dropped_on_a_greeting(qt_app: QApplication, sample: Sample, until: Until) -> None:
    screen, _ = page(sample)
    mime = QMimeData()
    for path, problem in (("/tmp/words.txt", "sound-unreadable"), ("/tmp/words.wav", "")):
        mime.setUrls([QUrl.fromLocalFile(path)])
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(5, 5), copy, mime, left, none)
        QApplication.sendEvent(screen.away_editor, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(screen.away_editor, QDropEvent(QPointF(5, 5), copy, mime, left, none))
        await until(partial(is_made_for_away, sample, problem))
        assert screen.away_editor.problem.isVisible() == bool(problem)
    assert screen.fields.isVisible()
    assert screen.away_editor.save_button.isEnabled()
    screen.fields.end_day.setDate(screen.fields.end_day.date().addDays(-30))
    assert not screen.away_editor.save_button.isEnabled()


async def test_the_settings_are_set_and_an_absence_is_shown(
    qt_app: QApplication, sample: Sample, until: Until
) -> None:
    away = Away(9.0, NOW, NOW, datetime(2026, 11, 30, 8, 0, tzinfo=UTC))
    sample.store.apply(e.GreetingsChanged({WORK: Greetings("fr", 6.2, away=away)}))
    screen, _ = page(sample)
    assert focused() is screen.toggle
    QTest.keyClick(screen.toggle, SPACE)

    def settings() -> tuple[bool, int]:
        number = sample.store.state.number(WORK)
        assert number is not None
        return number.voicemail.on, number.voicemail.answer_after_seconds

    await until(lambda: settings() == (False, 20))
    assert not screen.wait.isEnabled()
    assert screen.off.isEnabled()
    assert not screen.call_button.isEnabled()
    QTest.keyClick(screen.toggle, SPACE)
    await until(screen.wait.isEnabled)
    QTest.keyClick(screen.wait, Qt.Key.Key_Down)
    await until(lambda: settings() == (True, 25))
    assert screen.away.delete_button.isVisible()
    assert "Monday" in screen.fields.meaning.text()
    left: list[bool] = []
    screen.left.connect(lambda: left.append(True))
    QTest.keyClick(screen.toggle, Qt.Key.Key_Escape)
    assert left


async def test_a_screen_reader_switches_voicemail_by_its_own_toggle(
    qt_app: QApplication, sample: Sample, until: Until
) -> None:
    """To Qt that is no click."""
    screen, _ = page(sample)
    screen.toggle.toggle()
    await until(lambda: not screen.wait.isEnabled())
    number = sample.store.state.number(WORK)
    assert number is not None
    assert not number.voicemail.on
