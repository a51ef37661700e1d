"""A real encrypted cache in a temporary folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from desktop.storage.database import Database

KEY = "0f" * 32


@pytest_asyncio.fixture
async def cache(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "cache.db", KEY)
    await database.open()
    yield database
    await database.close()
