"""The text of a message: grows to six lines, Enter sends, only text is pasted, dear characters are marked."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QMenu, QPlainTextEdit, QTextEdit, QWidget

from ui.i18n import _
from ui.models.composer import LONGEST_DRAFT, typed
from ui.models.plain import runs_right_to_left
from ui.models.price_meter import Mark, count_words
from ui.theme import theme
from ui.tokens import tokens

MOST_LINES = 6
_FRAME = 8
"""Border and padding, above and below together."""


class MessageField(QPlainTextEdit):
    submitted = Signal()
    refusal_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QPlainTextEdit { padding: 3px 9px; } QPlainTextEdit:focus { padding: 2px 8px; }")
        self._laid_out_for = 0
        self.enter_sends = True
        self.spell_menu: Callable[[QMenu, QPoint], None] | None = None
        """Puts its own words into the menu of a right click there."""
        self.refused = ""
        """Why what was pasted is not here, until something else is written."""
        self.textChanged.connect(self.fit)
        self._beside = ""
        """The text that stood here when something was refused."""
        self.textChanged.connect(self._written)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control or (self.enter_sends and not shift):
                self.submitted.emit()
            else:
                self.insertPlainText("\n")
                self.ensureCursorVisible()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.spell_menu is not None:
            self.spell_menu(menu, event.pos())
        menu.popup(event.globalPos())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Text only. What is too long is left where it came from as a whole: a half would be lost."""
        if not source.hasText():
            return
        text = typed(source.text())
        room = LONGEST_DRAFT - self.document().characterCount() + 1 + len(self.textCursor().selectedText())
        if len(text) > room:
            self._refuse(
                _("{count} characters are too many to paste here. {most} fit; nothing was pasted.").format(
                    count=count_words(len(text)), most=count_words(LONGEST_DRAFT)
                )
            )
            return
        self.insertPlainText(text)

    def put(self, text: str) -> None:
        """Where the cursor is, in place of what is selected; Ctrl+Z takes it back."""
        self.textCursor().insertText(text)
        self.ensureCursorVisible()
        self.setFocus()

    def show_text(self, text: str) -> None:
        """Another text than what was typed, which nobody has to be told of."""
        if text != self.toPlainText():
            with QSignalBlocker(self):
                self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)
            self.fit()

    def mark(self, marks: tuple[Mark, ...]) -> None:
        """Show which characters make the message dearer."""
        selections = []
        for each in marks:
            selection = QTextEdit.ExtraSelection()
            cursor = self._stretch(each)
            selection.cursor = cursor
            form = QTextCharFormat()
            form.setBackground(QColor(theme().colours.amber_soft))
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            form.setUnderlineColor(QColor(theme().colours.amber))
            selection.format = form
            selections.append(selection)
        self.setExtraSelections(selections)

    def write_plainly(self, marks: tuple[Mark, ...]) -> None:
        """In one step, which Ctrl+Z takes back."""
        whole = self.textCursor()
        whole.beginEditBlock()
        for each in reversed(marks):
            if each.plain is not None:
                self._stretch(each).insertText(each.plain)
        whole.endEditBlock()

    def _stretch(self, mark: Mark) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(mark.start)
        cursor.setPosition(mark.start + mark.length, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _written(self) -> None:
        # Also told where a highlighter has only underlined something.
        if self.refused and self.toPlainText() != self._beside:
            self._refuse("")

    def _refuse(self, words: str) -> None:
        self._beside = self.toPlainText()
        if words != self.refused:
            self.refused = words
            self.refusal_changed.emit()

    def sizeHint(self) -> QSize:
        return QSize(200, self._wanted())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LayoutDirectionChange):
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
        if self.viewport().width() != self._laid_out_for:
            # A bar that comes takes its room from the text, which Qt does not lay out anew by itself here.
            self._laid_out_for = self.viewport().width()
            self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
            self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)

    def _line(self) -> int:
        # Arabic letters reach lower than the font's own line says, since they come from another family.
        metrics = self.fontMetrics()
        needed = metrics.boundingRect(self.placeholderText() or "Ag").height()
        return max(metrics.lineSpacing(), min(needed, 22), self._tallest())

    def _tallest(self) -> int:
        """Of the first lines that are written: letters of another family make theirs higher."""
        tallest, lines = 0.0, 0
        block = self.document().firstBlock()
        while block.isValid() and lines < MOST_LINES:
            self.document().documentLayout().blockBoundingRect(block)  # lays out what was not yet
            layout = block.layout()
            for place in range(min(layout.lineCount(), MOST_LINES)):
                tallest = max(tallest, layout.lineAt(place).height())
            lines += max(1, layout.lineCount())
            block = block.next()
        return ceil(tallest)

    def _align(self) -> None:
        """From the side on which it is read; Qt leaves plain text on the left."""
        text = self.toPlainText()
        mirrored = runs_right_to_left(text) if text.strip() else self.isRightToLeft()
        wanted = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        option = self.document().defaultTextOption()
        if option.alignment() != wanted:
            option.setAlignment(wanted)
            self.document().setDefaultTextOption(option)

    def _wanted(self) -> int:
        lines = max(1, min(MOST_LINES, int(self.document().size().height())))
        return lines * self._line() + int(2 * self.document().documentMargin()) + _FRAME

    def fit(self) -> None:
        """As high as what is written, up to six lines; a bar only beyond."""
        self._align()
        margin = max(2, (tokens().size.control - _FRAME - self._line()) // 2)
        if self.document().documentMargin() != margin:
            self.document().setDocumentMargin(margin)
        wanted = self._wanted()
        policy = Qt.ScrollBarPolicy
        beyond = self.document().size().height() > MOST_LINES
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if beyond else policy.ScrollBarAlwaysOff)
        if self.height() != wanted or self.minimumHeight() != wanted:
            self.setFixedHeight(wanted)
