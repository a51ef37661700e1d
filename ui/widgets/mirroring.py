"""Places counted from where reading begins."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt


def placed(
    within: QRectF, start: float, top: float, width: float, height: float, direction: Qt.LayoutDirection
) -> QRectF:
    """A box `start` away from where reading begins in `within`."""
    if direction == Qt.LayoutDirection.RightToLeft:
        return QRectF(within.right() - start - width, within.top() + top, width, height)
    return QRectF(within.left() + start, within.top() + top, width, height)
