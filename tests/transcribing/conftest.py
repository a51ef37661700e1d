from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from desktop.transcribing.door import Transcriber
from tests.transcribing.model import write_model


@pytest.fixture(scope="session")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("model") / "ggml-tiny.en.bin")


@pytest_asyncio.fixture
async def transcriber() -> AsyncIterator[Transcriber]:
    made = Transcriber()
    yield made
    await made.close()
