"""Pieces of a text that are painted otherwise than the rest: links, what was found, what is selected."""

from __future__ import annotations

from PySide6.QtGui import QColor, QTextCharFormat, QTextLayout


def units(text: str, position: int) -> int:
    """Qt counts UTF-16 units where Python counts characters."""
    return len(text[:position].encode("utf-16-le")) // 2


def piece(
    start: int, end: int, *, ink: str, ground: str = "", underlined: bool = False
) -> QTextLayout.FormatRange:
    """From `start` to `end`, in UTF-16 units."""
    made = QTextLayout.FormatRange()
    made.start, made.length = start, end - start
    look = QTextCharFormat()
    look.setForeground(QColor(ink))
    if ground:
        look.setBackground(QColor(ground))
    look.setFontUnderline(underlined)
    made.format = look
    return made
