"""What opens over the window at a button, and closes with Escape, a click elsewhere, or its owner's going.

It is a part of the window, not a popup of its own: Qt leaves popups out of the accessibility tree on Linux,
where a screen reader could not look around in them.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from ui.tokens import tokens


class Flyout(QFrame):
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """`parent` is the window that it opens in."""
        # As a sub-window the Tab key goes round within it.
        super().__init__(parent, Qt.WindowType.SubWindow if parent is not None else Qt.WindowType.Widget)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "float")
        self._owner: QWidget | None = None
        self._keyboard_was: QWidget | None = None

    def open_at(self, owner: QWidget, first: QWidget, *, above: bool = False) -> None:
        """Beside its `owner`, aligned where reading begins; `first` takes the keyboard."""
        self._owner, self._keyboard_was = owner, QApplication.focusWidget()
        window, gap = owner.window(), tokens().space.xs
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        corner = owner.mapTo(window, QPoint(owner.width() if mirrored else 0, 0))
        area, place = window.rect(), QRect(corner, self.size().boundedTo(window.size()))
        if mirrored:
            place.moveRight(corner.x())
        over, under = corner.y() - place.height() - gap, corner.y() + owner.height() + gap
        fits_over, fits_under = over >= area.top(), under + place.height() <= area.bottom()
        place.moveTop(over if (above and fits_over) or not fits_under else under)
        place.moveLeft(max(area.left(), min(place.left(), area.right() - place.width())))
        place.moveTop(max(area.top(), min(place.top(), area.bottom() - place.height())))
        self.setGeometry(place)
        self.show()
        self.raise_()
        first.setFocus(Qt.FocusReason.PopupFocusReason)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        owner.destroyed.connect(self.close)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            return isinstance(watched, QWidget) and self._leave_by_click(watched)
        if watched is self.parentWidget() and kind in (QEvent.Type.Resize, QEvent.Type.Hide):
            self.close()
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self._has(watched):
                event.accept()  # the window's own Escape waits
                return True
        elif kind == QEvent.Type.FocusIn and isinstance(watched, QWidget) and not self._has(watched):
            self._keyboard_was = None  # it was taken elsewhere, and stays there
            self.close()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            event.accept()  # what it does not know is not for the place below it

    def closeEvent(self, event: QCloseEvent) -> None:
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        focused = QApplication.focusWidget()
        if self._keyboard_was is not None and (focused is None or self._has(focused)):
            self._keyboard_was.setFocus(Qt.FocusReason.PopupFocusReason)
        super().closeEvent(event)
        self.closed.emit()

    def _has(self, watched: QObject) -> bool:
        return watched is self or (isinstance(watched, QWidget) and self.isAncestorOf(watched))

    def _leave_by_click(self, watched: QWidget) -> bool:
        """A press on its own button only closes it: it is not opened anew."""
        if self._has(watched):
            return False
        on_owner = watched is self._owner
        self.close()
        return on_owner
