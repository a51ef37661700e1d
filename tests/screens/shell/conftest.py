"""What the tests of the frame, signing in and the settings share beside what all screens do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.gallery import load_entries
from tests.screens.conftest import Until
from ui.i18n import Language, compile_catalogues, language, speak
from ui.theme import ThemeChoice, theme

Settled = Callable[[], Awaitable[None]]


@pytest.fixture(scope="session")
def app(qt_app: QApplication) -> QApplication:
    """With its catalogues, and every entry of the gallery at hand."""
    compile_catalogues()
    load_entries()
    return qt_app


@pytest.fixture(autouse=True)
def in_english_and_light(qt_app: QApplication) -> Iterator[None]:
    yield
    if theme().choice is not ThemeChoice.LIGHT:
        theme().choose(ThemeChoice.LIGHT)
        qt_app.processEvents()
    if language() is not Language.ENGLISH:
        speak(Language.ENGLISH)


@pytest.fixture
def settled(until: Until) -> Settled:
    """Wait until whatever the screens started has come to its end."""

    async def wait() -> None:
        here = asyncio.current_task()
        await until(lambda: all(task is here or task.done() for task in asyncio.all_tasks()))

    return wait
