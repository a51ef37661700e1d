"""The main window: a quiet start, signing in, and the phone. It shows one of them, and decides nothing."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ui.i18n import _
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.brand import Brand, app_icon
from ui.widgets.words import Label, Words


class Window(QMainWindow):
    closing = Signal()
    """The person closed it: it is hidden already, and the program ends in good order behind it."""
    retry_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.in_use = asyncio.Event()
        """What the person came for has been painted once."""
        self.setWindowTitle("Fiveline")
        self.setWindowIcon(app_icon())
        size = tokens().size
        self.setMinimumSize(QSize(*size.least_window))
        self.resize(QSize(*size.window))
        self._stack = QStackedWidget(self)
        self._starting = StartingPage(self)
        self._starting.retry.connect(self.retry_wanted)
        self._stack.addWidget(self._starting)
        self.setCentralWidget(self._stack)

    def show_page(self, page: QWidget) -> None:
        """Bring `page` in sight; it is kept until `drop_page`."""
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def drop_page(self, page: QWidget) -> None:
        if self._stack.indexOf(page) >= 0:
            self._stack.removeWidget(page)
        page.deleteLater()

    @property
    def page(self) -> QWidget | None:
        return self._stack.currentWidget()

    def show_starting(self, words: Words | str = "") -> None:
        self._starting.say(words)
        self._stack.setCurrentWidget(self._starting)

    def show_start_failed(self, words: Words | str, details: str) -> None:
        self._starting.fail(words, details)
        self._stack.setCurrentWidget(self._starting)

    async def wait_until_painted(self) -> None:
        """Returns when something is on screen, or after a second where nothing paints."""
        try:
            async with asyncio.timeout(1):
                await self._starting.painted.wait()
        except TimeoutError:
            pass

    async def wait_until_in_use(self) -> None:
        """Returns when there is something to see and to do, or after a second where there is nothing."""
        try:
            async with asyncio.timeout(1):
                await self.in_use.wait()
        except TimeoutError:
            pass

    def come_to_front(self) -> None:
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.hide()
        self.closing.emit()

    def remember_place(self, file: str) -> None:
        QSettings(file, QSettings.Format.IniFormat).setValue("window", self.saveGeometry())

    def take_place(self, file: str) -> None:
        """Where it was the last time, if that is still on a screen."""
        kept = QSettings(file, QSettings.Format.IniFormat).value("window")
        if kept is not None:
            self.restoreGeometry(kept)


class StartingPage(QWidget):
    """Nothing but the mark, and words only when it takes longer than a blink or goes wrong."""

    retry = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.painted = asyncio.Event()
        self._text = Label("", "quiet", parent=self)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._problem = Banner("failure", parent=self)
        self._problem.setMaximumWidth(460)
        self._problem.pressed.connect(self.retry)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(Brand(self), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._text)
        column.addWidget(self._problem, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted.set()

    def say(self, words: Words | str) -> None:
        self._problem.clear()
        self._text.say(words)

    def fail(self, words: Words | str, details: str) -> None:
        self._text.say("")
        self._problem.tell(words, details=details, button=lambda: _("Try again"))
