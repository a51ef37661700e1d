"""What the tests of screens share: the dressed application, a made-up account, and waiting for facts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.galleries.sample import Sample, account
from ui.i18n import Language, language, speak
from ui.theme import ThemeChoice, theme

_shown: list[QWidget] = []
Until = Callable[[Callable[[], object]], Awaitable[None]]
Settled = Callable[[], Awaitable[None]]


@pytest.fixture(scope="session")
def qt_app() -> QApplication:
    there = QApplication.instance()
    app = there if isinstance(there, QApplication) else QApplication(["test", "-platform", "offscreen"])
    theme().start(app, ThemeChoice.LIGHT)
    return app


@pytest.fixture(autouse=True)
def clean_desk(qt_app: QApplication) -> Iterator[None]:
    """No window, language or look of one test stands in the next."""
    yield
    if language() is not Language.ENGLISH:
        speak(Language.ENGLISH)
    if theme().choice is not ThemeChoice.LIGHT:
        theme().choose(ThemeChoice.LIGHT)
    _shown.clear()
    for window in qt_app.topLevelWidgets():
        if window.parent() is None:
            window.close()
            window.deleteLater()  # else each later change of language dresses it once more
    qt_app.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def sample() -> Sample:
    return account()


@pytest.fixture
def until(qt_app: QApplication) -> Until:
    async def wait(fact: Callable[[], object], *, seconds: float = 5.0) -> None:
        deadline = time.monotonic() + seconds
        while not fact():
            assert time.monotonic() < deadline, "it did not happen in time"
            qt_app.processEvents()
            await asyncio.sleep(0.002)

    return wait


def show(widget: QWidget, width: int = 780, height: int = 640) -> None:
    _shown.append(widget)
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    QApplication.processEvents()


def focused() -> QWidget:
    """What has the keyboard."""
    found = QApplication.focusWidget()
    assert found is not None
    return found
