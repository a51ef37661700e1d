"""What no dictionary knows is underlined in a quiet moment, and mended from the menu, in the real widgets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop.domain.languages import language_of
from desktop.domain.messages import ThreadKey
from desktop.system.settings import SettingsFile
from desktop.system.spelling import load_speller
from tests.galleries.sample import KARIM, WORK, Sample, now
from tests.screens.conftest import Until, show
from ui.models.thread import ThreadModel
from ui.models.writing import WritingModel
from ui.screens.thread import ThreadScreen
from ui.screens.writing import WritingCard
from ui.widgets.spell_check import SpellCheck


class Few:
    """A dictionary of a few words."""

    def __init__(self) -> None:
        self.words = {"see", "you", "tomorrow", "at", "it's", "the"}
        self.asked: list[str] = []

    def knows(self, word: str) -> bool:
        self.asked.append(word)
        return word.lower().replace("\u2019", "'") in self.words

    def suggest(self, word: str) -> tuple[str, ...]:
        return ("tomorrow",) if word.startswith("tom") else ()

    def add(self, word: str) -> None:
        self.words.add(word.lower())


@pytest.fixture
def few() -> Few:
    return Few()


@pytest.fixture
async def screen(
    qt_app: QApplication, sample: Sample, until: Until, few: Few, tmp_path: Path
) -> ThreadScreen:
    model = ThreadModel(sample.store, sample.messages, sample.start, clock=now)
    made = ThreadScreen(model)
    model.setParent(made)
    kept = SettingsFile(tmp_path / "settings.json")
    writing = WritingModel(kept, sample.messages, sample.start, load=lambda spoken, region: few, parent=made)
    made.spelling = SpellCheck(made.composer.field, writing)  # type: ignore[attr-defined]
    model.composer.opened.connect(writing.open)
    model.open(ThreadKey(WORK, KARIM))
    show(made)
    await until(lambda: writing.speller is few)
    made.focus_field()
    return made


def check(screen: ThreadScreen) -> SpellCheck:
    found: SpellCheck = screen.spelling  # type: ignore[attr-defined]
    return found


def underlined(screen: ThreadScreen) -> list[str]:
    words = []
    block = screen.composer.field.document().firstBlock()
    while block.isValid():
        text = block.text()
        words += [
            text[part.start : part.start + part.length]
            for part in block.layout().formats()
            if part.format.underlineStyle() == QTextCharFormat.UnderlineStyle.SpellCheckUnderline
        ]
        block = block.next()
    return words


async def test_a_wrong_word_is_underlined_once_it_is_left(screen: ThreadScreen, until: Until) -> None:
    field = screen.composer.field
    QTest.keyClicks(field, "See you tomorow")
    await until(lambda: check(screen).is_done)
    assert underlined(screen) == []
    QTest.keyClicks(field, " at")
    await until(lambda: underlined(screen) == ["tomorow"])
    assert field.toPlainText() == "See you tomorow at"


async def test_links_addresses_and_codes_are_no_words(screen: ThreadScreen, until: Until) -> None:
    screen.composer.field.setPlainText("it’s https://exmaple.org/abc annna@example.org A4x9 the xyz ")
    await until(lambda: underlined(screen) == ["xyz"])


async def test_the_menu_mends_and_ctrl_z_takes_it_back(screen: ThreadScreen, until: Until) -> None:
    field = screen.composer.field
    field.setPlainText("tomorow ")
    field.moveCursor(field.textCursor().MoveOperation.End)
    await until(lambda: underlined(screen) == ["tomorow"])
    menu = QMenu(field)
    check(screen).add_to_menu(menu, field.cursorRect(field.textCursor()).center() - QPoint(25, 0))
    assert [action.text() for action in menu.actions()][:2] == ["tomorrow", "Add to the dictionary"]
    menu.actions()[0].trigger()
    assert field.toPlainText() == "tomorrow "
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.toPlainText() == "tomorow "


async def test_a_word_that_is_added_is_wrong_no_more(screen: ThreadScreen, until: Until) -> None:
    field = screen.composer.field
    field.setPlainText("Xavi see ")
    field.moveCursor(field.textCursor().MoveOperation.End)
    await until(lambda: underlined(screen) == ["Xavi"])
    check(screen)._model.learn("Xavi")
    await until(lambda: underlined(screen) == [])


async def test_typing_never_waits_for_the_dictionary(screen: ThreadScreen, few: Few, until: Until) -> None:
    field = screen.composer.field
    field.setPlainText(" ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(600)))
    assert few.asked == []
    await until(lambda: len(few.asked) == 600)


async def test_switched_off_nothing_is_underlined(screen: ThreadScreen, until: Until) -> None:
    field = screen.composer.field
    field.setPlainText("xyz ")
    field.moveCursor(field.textCursor().MoveOperation.End)
    await until(lambda: underlined(screen) == ["xyz"])
    check(screen)._model.choose(checks_spelling=False)
    assert underlined(screen) == []


async def test_underlining_is_no_writing(screen: ThreadScreen, until: Until) -> None:
    field = screen.composer.field
    field.setPlainText("xyz ")
    pasted = QMimeData()
    pasted.setText("x" * 30_000)
    field.insertFromMimeData(pasted)
    field.moveCursor(field.textCursor().MoveOperation.End)
    await until(lambda: underlined(screen) == ["xyz"])
    assert "30,000" in screen.composer.price.problem.text()
    QTest.keyClicks(field, "a")
    assert not screen.composer.price.problem.text()


async def test_without_a_dictionary_the_settings_say_so(
    qt_app: QApplication, sample: Sample, until: Until, tmp_path: Path
) -> None:
    kept = SettingsFile(tmp_path / "settings.json")
    model = WritingModel(kept, sample.messages, sample.start, load=lambda spoken, region: None)
    card = WritingCard(model)
    show(card)
    await until(lambda: model.can_check is False)
    assert not card._spelling.isEnabled()
    card._enter.click()
    assert not SettingsFile(tmp_path / "settings.json").now.writing.enter_sends
    card._enter.toggle()  # as a screen reader does: to Qt that is no click
    assert SettingsFile(tmp_path / "settings.json").now.writing.enter_sends


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["On se voit demain à la gare ?", "Oui, avec les enfants"], "fr"),
        (["Are you at the station?", "I have to be there at six"], "en"),
        (["نعم أنا في البيت", "هل أنت مع أخي"], "ar"),
        (["OK", "👍"], ""),
        ([], ""),
    ],
)
def test_the_language_of_a_conversation_is_told_by_its_common_words(texts: list[str], expected: str) -> None:
    assert language_of(texts) == expected


@pytest.mark.skipif(load_speller("en") is None, reason="this computer has no dictionary")
def test_the_dictionaries_of_this_computer_are_asked(tmp_path: Path) -> None:
    code = (
        "from desktop.system.spelling import load_speller\n"
        "english, none = load_speller('en'), load_speller('xx')\n"
        "assert none is None and english.knows('hello') and not english.knows('helllo')\n"
        "assert 'hello' in english.suggest('helllo') and english.knows('don\u2019t')\n"
        "english.add('Fivelinish'); assert english.knows('Fivelinish')\n"
    )
    own = {
        **os.environ,
        "ENCHANT_CONFIG_DIR": str(tmp_path),
        "PYTHONUTF8": "1",
    }  # not this person's own words
    assert subprocess.run([sys.executable, "-c", code], env=own, check=False).returncode == 0
    assert "Fivelinish" in "".join(each.read_text() for each in tmp_path.glob("*.dic"))
