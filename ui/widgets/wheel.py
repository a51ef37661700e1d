"""What a mouse's wheel turns."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent


class LeavesTheWheel:
    """A field on a page that scrolls: one that came under the pointer must not change its value.

    To be named before the Qt class. It takes `Qt.FocusPolicy.StrongFocus`, or the wheel gives it the focus.
    """

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
