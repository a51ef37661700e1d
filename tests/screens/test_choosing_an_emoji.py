"""Emojis are found and put into a message by keyboard alone, in the real widgets."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.messages import ThreadKey
from desktop.system.settings import SettingsFile
from tests.galleries.sample import KARIM, WORK, Sample, now
from tests.screens.conftest import Until, focused, show
from ui.models.emojis import TONES, Category, EmojiModel, toned
from ui.models.thread import ThreadModel
from ui.models.writing import WritingModel
from ui.places.writing import help_writing
from ui.screens.thread import ThreadScreen
from ui.widgets.emoji_button import EmojiButton
from ui.widgets.emoji_picker import EmojiPicker

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> SettingsFile:
    return SettingsFile(tmp_path_factory.mktemp("profile") / "settings.json")


@pytest.fixture
async def screen(qt_app: QApplication, sample: Sample, until: Until, kept: SettingsFile) -> ThreadScreen:
    model = ThreadModel(sample.store, sample.messages, sample.start, clock=now)
    made = ThreadScreen(model)
    model.setParent(made)
    help_writing(made.composer, model.composer, WritingModel(kept, sample.messages, sample.start))
    model.open(ThreadKey(WORK, KARIM))
    show(made)
    await until(lambda: not model.loading)
    made.focus_field()
    return made


def opened(screen: ThreadScreen) -> EmojiPicker:
    button = screen.composer.findChild(EmojiButton)
    assert button is not None
    button.open_picker()
    assert button.picker is not None
    return button.picker


async def test_by_its_name_and_enter_it_stands_where_the_cursor_was(
    screen: ThreadScreen, kept: SettingsFile
) -> None:
    field = screen.composer.field
    field.setPlainText("Bravo !")
    cursor = field.textCursor()
    cursor.setPosition(5)
    field.setTextCursor(cursor)
    picker = opened(screen)
    QTest.keyClicks(picker.search, "party pop")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert field.toPlainText() == "Bravo🎉 !"
    assert kept.now.writing.emojis == ("🎉",)
    QTest.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert field.toPlainText() == "Bravo !"


async def test_arrows_go_through_the_grid_and_escape_leaves(screen: ThreadScreen) -> None:
    picker = opened(screen)
    first = picker.grid.current()
    assert first is not None
    QTest.keyClick(picker.search, Qt.Key.Key_Down)
    QTest.keyClick(picker.grid, Qt.Key.Key_Right)
    second = picker.grid.current()
    QTest.keyClick(picker.grid, Qt.Key.Key_Down)
    below = picker.grid.current()
    assert len({each.key for each in (first, second, below) if each}) == 3
    assert below is not None
    QTest.keyClick(picker.grid, Qt.Key.Key_Return)
    assert screen.composer.field.toPlainText() == below.character
    again = opened(screen)
    assert again.grid.current() == below  # used last
    QTest.keyClick(again.search, Qt.Key.Key_Escape)
    assert not again.isVisible()


async def test_a_skin_tone_holds_until_another_is_chosen(screen: ThreadScreen, kept: SettingsFile) -> None:
    picker = opened(screen)
    picker.tones.buttons()[4].toggle()  # as a screen reader does: to Qt that is no click
    QTest.keyClicks(picker.search, "thumbs up")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert screen.composer.field.toPlainText() == "👍" + TONES[4]
    assert kept.now.writing.skin_tone == TONES[4]


async def test_escape_and_a_click_elsewhere_close_it_and_the_keyboard_is_where_it_was(
    screen: ThreadScreen, until: Until
) -> None:
    field, button = screen.composer.field, screen.composer.findChild(EmojiButton)
    assert button is not None

    async def closed() -> None:
        await until(lambda: button.picker is None)

    picker = opened(screen)
    assert picker.isVisible()
    assert picker.window() is screen.window()  # a popup of its own is out of a screen reader's reach
    assert picker.search.hasFocus()
    QTest.keyClick(picker.search, Qt.Key.Key_Escape)
    await closed()
    assert field.hasFocus()
    picker = opened(screen)
    QTest.keyClick(picker.search, Qt.Key.Key_Down)
    QTest.keyClick(picker.grid, Qt.Key.Key_Escape)
    await closed()
    assert field.hasFocus()
    opened(screen)
    QTest.mouseClick(screen.messages.viewport(), Qt.MouseButton.LeftButton)
    await closed()
    opened(screen)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await closed()


async def test_the_tab_key_goes_round_within_it(screen: ThreadScreen) -> None:
    picker = opened(screen)
    passed: set[QWidget] = set()
    for _ in range(40):
        assert picker.isAncestorOf(focused())
        passed.add(focused())
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert {picker.search, picker.grid} <= passed
    picker.close()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("heart eyes", "😍"),
        ("cœur rouge", "❤️"),
        ("COEUR ROUGE", "❤️"),
        ("قلب أحمر", "❤️"),
        ("+1", "👍"),
        ("chien", "🐕"),
    ],
)
def test_an_emoji_is_found_by_its_name_in_any_of_our_languages(asked: str, expected: str) -> None:
    assert expected in [row.character for row in EmojiModel().find(asked)]


def test_every_emoji_has_a_name_and_each_category_some() -> None:
    model = EmojiModel(["👍", "not an emoji"])
    assert [row.key for row in model.rows(Category.RECENT)] == ["👍"]
    for category in Category:
        rows = model.rows(category)
        assert rows
        assert all(row.spoken and ":" not in row.spoken for row in rows)


def test_a_tone_changes_people_and_nothing_else() -> None:
    assert toned("👩‍🚀", TONES[2]) == "👩" + TONES[2] + "\u200d🚀"
    assert toned("✌️", TONES[2]) == "✌" + TONES[2]
    assert toned("🎉", TONES[2]) == "🎉"


def test_nothing_of_it_is_read_when_the_window_opens() -> None:
    code = "import sys, ui.places.messages, ui.places.writing; sys.exit('emoji' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
