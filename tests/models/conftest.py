"""What the tests of view-models share: an event loop, a Qt core, and waiting for facts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from ui.tasks import Tasks

Until = Callable[[Callable[[], object]], Awaitable[None]]


@pytest.fixture(scope="session")
def qt_core() -> QCoreApplication:
    return QCoreApplication.instance() or QApplication(["test", "-platform", "offscreen"])


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    yield Tasks()


@pytest.fixture
def until(qt_core: QCoreApplication) -> Until:
    async def wait(fact: Callable[[], object], *, seconds: float = 5.0) -> None:
        deadline = time.monotonic() + seconds
        while not fact():
            assert time.monotonic() < deadline, "it did not happen in time"
            qt_core.processEvents()
            await asyncio.sleep(0.002)

    return wait
