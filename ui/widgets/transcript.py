"""What was said, in words: the one that sounds stands out, a click on one plays from there.

The words can be selected and copied. Those of which the computer is not sure are dimmed; a screen reader
and the tool tip say so.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right

from PySide6.QtCore import QEvent, QPoint, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QTextEdit, QToolTip, QWidget

from ui.i18n import _
from ui.models.plain import runs_right_to_left
from ui.models.transcript import TranscriptModel
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.marked import units

_LEFT_TO_RIGHT, _AS_BEFORE = "\u2066", "\u2069"
_NUMBER = re.compile(r"[+(]?\d[\d.,:()/-]*")


class TranscriptText(QTextEdit):
    word_wanted = Signal(int)

    def __init__(self, model: TranscriptModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._begins: list[int] = []
        self._ends: list[int] = []
        """Of each word, in UTF-16 units."""
        self._pressed: QPoint | None = None
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setMouseTracking(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.document().setDocumentMargin(0)
        self.setAccessibleName(_("What was said"))
        model.place_changed.connect(self._show_place)
        theme().changed.connect(self.show_words)

    def show_words(self) -> None:
        """All anew; what was selected is not selected any more."""
        kinds, colours = tokens().type, theme().colours
        text, self._begins, self._ends = "", [], []
        numbers = _numbers([word.text for word in self._model.words])
        for place, word in enumerate(self._model.words):
            if text and not word.joined:
                text += " "
            if place in numbers:
                text += _LEFT_TO_RIGHT
            self._begins.append(units(text, len(text)))
            said = word.text
            if place in numbers.values():
                digits = said.rstrip(".,:")
                said = digits + _AS_BEFORE + said[len(digits) :]
            text += said
            self._ends.append(units(text, len(text)))
        mirrored = runs_right_to_left(text)
        option = QTextOption()
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
        )
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self.setFont(theme().font(kinds.row_title))
        self.setStyleSheet(
            f"QTextEdit {{ background: transparent; border: none; padding: 0; color: {colours.text}; }}"
        )
        self.setPlainText(text)
        line = QTextBlockFormat()
        line.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        whole = QTextCursor(self.document())
        whole.select(QTextCursor.SelectionType.Document)
        whole.mergeBlockFormat(line)
        dimmed = QTextCharFormat()
        dimmed.setForeground(QColor(colours.text_faint))
        dimmed.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)  # colour is never the only sign
        for place, word in enumerate(self._model.words):
            if self._model.is_a_guess(word):
                self._cursor_on(place).mergeCharFormat(dimmed)
        self.setAccessibleDescription(self._guesses())
        self._show_place(self._model.place)

    def copy_selected(self) -> None:
        """As it was said: without what keeps numbers from left to right here."""
        chosen = self.textCursor().selectedText()
        if chosen:
            said = chosen.translate(dict.fromkeys(map(ord, _LEFT_TO_RIGHT + _AS_BEFORE)))
            QGuiApplication.clipboard().setText(said)

    # --- the mouse and the keyboard -----------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if left else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        where = event.position().toPoint()
        still = pressed is not None and (where - pressed).manhattanLength() < 4
        if still and not self.textCursor().hasSelection():
            self._want(self._place_under(where))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        place = self._place_under(event.position().toPoint())
        guess = place >= 0 and self._model.is_a_guess(self._model.words[place])
        self.setToolTip(_("Not sure of this word") if guess else "")
        if not guess:
            QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._want(self._place_of(self.textCursor().position()))
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            event.ignore()  # it plays and pauses, as everywhere on the page
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = self._place_under(event.pos())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Play from here"), lambda: self._want(place)).setEnabled(place >= 0)
        menu.addSeparator()
        menu.addAction(_("Copy"), self.copy_selected).setEnabled(self.textCursor().hasSelection())
        menu.addAction(_("Select all"), self.selectAll)
        menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(_("What was said"))
            self.setAccessibleDescription(self._guesses())
        super().changeEvent(event)

    # --- inside -------------------------------------------------------------------------------------------
    def _want(self, place: int) -> None:
        if place >= 0:
            self.word_wanted.emit(place)

    def _place_under(self, where: QPoint) -> int:
        """-1 where no word is: below the last line, beside a short one."""
        cursor = self.cursorForPosition(where)
        beside = self.cursorRect(cursor)
        if not beside.adjusted(-24, -2, 24, 2).contains(where):
            return -1
        return self._place_of(cursor.position())

    def _place_of(self, position: int) -> int:
        place = bisect_right(self._begins, position) - 1
        return place if place >= 0 and position <= self._ends[place] else -1

    def _cursor_on(self, place: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._begins[place])
        cursor.setPosition(self._ends[place], QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _show_place(self, place: int) -> None:
        if not 0 <= place < len(self._begins):
            self.setExtraSelections([])
            return
        sounding = QTextEdit.ExtraSelection()
        sounding.cursor = self._cursor_on(place)
        look = QTextCharFormat()
        look.setBackground(QColor(theme().colours.accent))
        look.setForeground(QColor(theme().colours.on_accent))
        sounding.format = look
        self.setExtraSelections([sounding])
        self._bring_into_sight(place)

    def _bring_into_sight(self, place: int) -> None:
        """On the page that it stands on; not while the person selects."""
        page = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        inside = None if page is None else page.widget()
        if page is None or inside is None or self.textCursor().hasSelection():
            return
        where = self.viewport().mapTo(inside, self.cursorRect(self._cursor_on(place)).center())
        page.ensureVisible(where.x(), where.y(), 0, 2 * self.fontMetrics().height())

    def _fit(self, size: QSizeF) -> None:
        """As high as its words: what it stands on scrolls."""
        self.setFixedHeight(math.ceil(size.height()) + 2)

    def _guesses(self) -> str:
        guesses = [word.text for word in self._model.words if self._model.is_a_guess(word)]
        if not guesses:
            return ""
        return _("Not sure of: {words}").format(words=", ".join(guesses[:20]))


def _numbers(words: list[str]) -> dict[int, int]:
    """Numbers said in groups, from their first word to their last: they run from left to right everywhere."""
    found: dict[int, int] = {}
    first: int | None = None
    for place, word in enumerate([*words, ""]):
        if _NUMBER.fullmatch(word):
            first = place if first is None else first
        elif first is not None:
            if place - 1 > first:
                found[first] = place - 1
            first = None
    return found
