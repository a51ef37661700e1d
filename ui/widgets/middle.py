"""What stands in the middle of its page, no wider than it wants to be."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget


def in_the_middle(widget: QWidget) -> QHBoxLayout:
    """Aligned labels would be cut: only an unaligned widget is asked for its height at its width."""
    middle = QHBoxLayout()
    middle.addStretch(1)
    middle.addWidget(widget, 1000)
    middle.addStretch(1)
    return middle
