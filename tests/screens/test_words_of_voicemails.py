"""The words of a voicemail: read, selected, copied, and clicked to hear them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from desktop.domain.transcript import Doubt, Transcribing, Transcript
from tests.galleries.settings import screen as settings_screen
from tests.galleries.transcripts import (
    ARABIC,
    ENGLISH,
    MINE,
    READY,
    MadeUpTranscripts,
    card,
    said,
    store_with,
)
from tests.screens.conftest import Until, show
from ui.models.transcript import TranscriptModel
from ui.tasks import Tasks
from ui.widgets.transcript_panel import TranscriptPanel

ShowPanel = Callable[..., Awaitable[TranscriptPanel]]


@pytest.fixture
def show_panel(qt_app: QApplication, until: Until) -> ShowPanel:
    async def shown(transcribing: Transcribing = READY, kept: Transcript | None = None) -> TranscriptPanel:
        store = store_with(transcribing)
        makes = MadeUpTranscripts(store, {} if kept is None else {MINE: kept})
        model = TranscriptModel(store, makes, Tasks().start)
        panel = TranscriptPanel(model)
        panel.setFixedWidth(560)
        model.setParent(panel)
        model.show_voicemail(MINE)
        show(panel)
        await until(lambda: panel.text.isVisible() or panel.sentence.isVisible())
        return panel

    return shown


def middle_of(panel: TranscriptPanel, place: int) -> QPoint:
    text = panel.text
    cursor = text._cursor_on(place)
    cursor.setPosition((cursor.selectionStart() + cursor.selectionEnd()) // 2)
    return text.cursorRect(cursor).center()


async def test_a_click_on_a_word_plays_from_there(show_panel: ShowPanel) -> None:
    panel = await show_panel(kept=said(ENGLISH))
    wanted: list[float] = []
    panel._model.seek_wanted.connect(wanted.append)
    for place in (0, 7, 30):
        QTest.mouseClick(panel.text.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(panel, place))
    assert wanted == [panel._model.words[place].start for place in (0, 7, 30)]
    QTest.mouseClick(
        panel.text.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(550, panel.text.height() - 4)
    )
    assert len(wanted) == 3


async def test_enter_plays_from_the_word_at_the_cursor(show_panel: ShowPanel) -> None:
    panel = await show_panel(kept=said(ENGLISH))
    wanted: list[float] = []
    panel._model.seek_wanted.connect(wanted.append)
    panel.text.setTextCursor(panel.text._cursor_on(3))
    QTest.keyClick(panel.text, Qt.Key.Key_Return)
    assert wanted == [panel._model.words[3].start]


async def test_words_can_be_selected_and_copied_as_they_are(show_panel: ShowPanel) -> None:
    panel = await show_panel(kept=said(ARABIC))
    wanted: list[float] = []
    panel._model.seek_wanted.connect(wanted.append)
    panel.text.selectAll()
    QTest.keyClick(panel.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == ARABIC
    assert panel.text.document().defaultTextOption().textDirection() is Qt.LayoutDirection.RightToLeft
    panel.text.setTextCursor(panel.text._cursor_on(0))  # what is pressed within a selection is dragged away
    first, last = middle_of(panel, 2), middle_of(panel, 5)
    QTest.mousePress(panel.text.viewport(), Qt.MouseButton.LeftButton, pos=first)
    dragged = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(last),
        QPointF(panel.text.viewport().mapToGlobal(last)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(panel.text.viewport(), dragged)
    QTest.mouseRelease(panel.text.viewport(), Qt.MouseButton.LeftButton, pos=last)
    assert panel.text.textCursor().hasSelection()
    assert wanted == []


async def test_the_word_that_sounds_stands_out_and_guesses_are_dimmed(show_panel: ShowPanel) -> None:
    panel = await show_panel(kept=said(ENGLISH, guesses=("garage",)))
    panel._model.show_position(0.5)
    (sounding,) = panel.text.extraSelections()
    assert sounding.cursor.selectedText() == "Camille,"
    panel._model.show_position(None)
    assert not panel.text.extraSelections()
    inks = {panel.text._cursor_on(place).charFormat().foreground().color().name() for place in (1, 7)}
    assert len(inks) == 2
    assert "garage" in panel.text.accessibleDescription()


async def test_a_long_one_is_followed_while_it_plays(show_panel: ShowPanel, until: Until) -> None:
    panel = await show_panel(kept=said(" ".join([ENGLISH] * 20)))
    page = QScrollArea()
    page.setWidgetResizable(True)
    page.setWidget(panel)
    page.resize(560, 240)
    show(page)
    bar = page.verticalScrollBar()
    await until(lambda: bar.maximum() > 400)
    last = panel._model.words[-1]
    panel._model.show_position(last.start)
    assert bar.value() > bar.maximum() * 0.9
    panel._model.show_position(0.0)
    assert bar.value() == 0


async def test_without_a_model_one_line_leads_to_the_settings(show_panel: ShowPanel) -> None:
    panel = await show_panel(Transcribing())
    led: list[bool] = []
    panel._model.settings_wanted.connect(lambda: led.append(True))
    assert panel.settings.isVisible()
    assert not panel.progress.isVisible()
    QTest.mouseClick(panel.settings, Qt.MouseButton.LeftButton)
    assert led == [True]


def test_the_card_asks_before_it_leads_away_and_before_it_deletes(qt_app: QApplication) -> None:
    shown = card(READY, made=2)
    show(shown)
    shown._model.count = 2
    shown._show()
    assert shown.leads.isHidden()
    shown.get_one.click()
    assert "huggingface.co" in _text(shown.leads)
    shown.delete.click()
    assert not shown.doubt.isHidden()
    assert shown._model.count == 2


def test_what_can_not_be_done_is_not_offered(qt_app: QApplication) -> None:
    shown = card(Transcribing())
    show(shown)
    assert not shown.switch.isEnabled()
    assert shown.delete.isHidden()
    assert shown.again.isHidden()
    gone = card(Transcribing(on=True, model=READY.model, doubt=Doubt.GONE))
    show(gone)
    assert gone.switch.isEnabled()


def _text(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(type(widget._text)))  # type: ignore[attr-defined]


async def test_the_settings_come_with_the_card_in_sight(qt_app: QApplication, until: Until) -> None:
    page = settings_screen()
    shown = card(Transcribing())
    page.add_card(lambda: "Transcripts of voicemails", shown)
    page.resize(900, 400)
    show(page)
    assert shown.visibleRegion().isEmpty()
    page.show_card(shown)
    await until(lambda: not shown.visibleRegion().isEmpty())
