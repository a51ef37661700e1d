"""Where the keyboard is."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget


def has_keyboard(widget: QWidget) -> bool:
    """Whether a part of it has the focus."""
    focused = QApplication.focusWidget()
    return focused is not None and widget.isAncestorOf(focused)
