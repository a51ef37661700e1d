"""A decoder for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from desktop.decoding.door import Decoder


@pytest_asyncio.fixture
async def decoder() -> AsyncIterator[Decoder]:
    made = Decoder()
    yield made
    await made.close()
