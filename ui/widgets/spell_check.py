"""Red waves below words that no dictionary knows: looked up in idle moments, never while somebody types."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QAction, QColor, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu

from ui.i18n import _
from ui.models.writing import WritingModel
from ui.theme import theme
from ui.widgets.message_field import MessageField

SLICE = 0.004
"""Seconds of looking up before the window gets its turn again."""
PAUSE = 250
"""Milliseconds without a key before anything is looked up."""
MOST_KNOWN = 5_000


class SpellCheck(QSyntaxHighlighter):
    def __init__(self, field: MessageField, model: WritingModel) -> None:
        super().__init__(field.document())
        self._field, self._model = field, model
        self._right: dict[str, bool] = {}
        self._asked: dict[str, None] = {}
        self._idle = QTimer(self, singleShot=True, interval=PAUSE)
        self._idle.timeout.connect(self._look_up)
        self._wave = QTextCharFormat()
        self._wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        self._tint()
        field.spell_menu = self.add_to_menu
        field.cursorPositionChanged.connect(self._moved)
        model.speller_changed.connect(self.begin_again)
        theme().changed.connect(self._tint)
        self._left_at = 0

    @property
    def is_on(self) -> bool:
        return self._model.speller is not None and self._model.kept.checks_spelling

    @property
    def is_done(self) -> bool:
        return not self._idle.isActive()

    def begin_again(self) -> None:
        self._right.clear()
        self._asked.clear()
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        if not self.is_on or not text:
            return
        written = self._cursor_in(self.currentBlock().position())
        for start, length in self._model.words_of(text):
            word = text[start : start + length]
            right = self._right.get(word)
            if right is None:
                self._asked[word] = None
            elif not right and not (written is not None and start < written <= start + length):
                self.setFormat(start, length, self._wave)
        if self._asked:
            self._idle.start()

    def wrong_at(self, place: QPoint) -> QTextCursor | None:
        """The word below `place` that is not known, selected."""
        cursor = self._field.cursorForPosition(place)
        block = cursor.block()
        for start, length in self._model.words_of(block.text()):
            within = start <= cursor.position() - block.position() <= start + length
            if within and self._right.get(block.text()[start : start + length]) is False:
                cursor.setPosition(block.position() + start)
                cursor.setPosition(block.position() + start + length, QTextCursor.MoveMode.KeepAnchor)
                return cursor
        return None

    def add_to_menu(self, menu: QMenu, place: QPoint) -> None:
        wrong, speller = self.wrong_at(place), self._model.speller
        if wrong is None or speller is None or not self.is_on:
            return
        word = wrong.selectedText()
        first = menu.actions()[0] if menu.actions() else None
        added = [_action(menu, each, partial(wrong.insertText, each)) for each in speller.suggest(word)]
        if not added:
            nothing = _action(menu, _("No suggestions"), lambda: None)
            nothing.setEnabled(False)
            added.append(nothing)
        added.append(_action(menu, _("Add to the dictionary"), lambda: self._model.learn(word)))
        separator = QAction(menu)
        separator.setSeparator(True)
        for action in (*added, separator):
            if first is None:
                menu.addAction(action)
            else:
                menu.insertAction(first, action)

    def _look_up(self) -> None:
        speller = self._model.speller
        if speller is None:
            return
        if len(self._right) > MOST_KNOWN:
            self._right.clear()
        until = time.perf_counter() + SLICE
        wrong = False
        while self._asked and time.perf_counter() < until:
            word = next(iter(self._asked))
            del self._asked[word]
            self._right[word] = speller.knows(word)
            wrong |= not self._right[word]
        if wrong:
            self.rehighlight()
        if self._asked:
            self._idle.start(0)

    def _moved(self) -> None:
        """The word that was being written is shown as wrong once the cursor has left it."""
        if not self.is_on:
            return
        before = self.document().findBlock(self._left_at)
        self._left_at = self._field.textCursor().position()
        if before.isValid():
            self.rehighlightBlock(before)

    def _cursor_in(self, block_start: int) -> int | None:
        if not self._field.hasFocus():
            return None
        cursor = self._field.textCursor()
        return cursor.position() - block_start if cursor.block().position() == block_start else None

    def _tint(self) -> None:
        self._wave.setUnderlineColor(QColor(theme().colours.red))


def _action(menu: QMenu, words: str, do: Callable[[], object]) -> QAction:
    action = QAction(words.replace("&", "&&"), menu)
    action.triggered.connect(lambda: do())
    return action
