"""What the tests of view-models share: a Qt core, a made-up account, and waiting for facts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from tests.galleries.sample import Sample, account
from ui.tasks import Tasks

Until = Callable[[Callable[[], object]], Awaitable[None]]


@pytest.fixture(scope="session", autouse=True)
def qt_core() -> QCoreApplication:
    return QCoreApplication.instance() or QApplication(["test", "-platform", "offscreen"])


@pytest.fixture
def tasks() -> Tasks:
    return Tasks()


@pytest.fixture
def sample() -> Sample:
    return account()


@pytest.fixture
def until(qt_core: QCoreApplication) -> Until:
    async def wait(fact: Callable[[], object], *, seconds: float = 5.0) -> None:
        deadline = time.monotonic() + seconds
        while not fact():
            assert time.monotonic() < deadline, "it did not happen in time"
            qt_core.processEvents()
            await asyncio.sleep(0.002)

    return wait
