"""One that dies, hangs or lies costs one recording, and is replaced."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psutil
import pytest

from desktop.domain.errors import Mendable
from desktop.domain.transcript import Doubt
from desktop.transcribing.door import Transcriber
from desktop.transcribing.limits import LONGEST_WORD
from tests.transcribing.pretending import pretending

SECOND = bytes(32_000)


@pytest.mark.parametrize(("how", "within"), [("dies", 20.0), ("hangs", 1.0), ("babbles", 20.0)])
async def test_what_goes_wrong_is_told_and_the_next_one_is_asked_anew(how: str, within: float) -> None:
    transcriber = pretending(how, within=within)
    for _ in range(2):
        with pytest.raises(Mendable, match=Doubt.ENDED):
            await transcriber.words("model.bin", SECOND)
        assert how == "babbles" or transcriber.pid is None
    await transcriber.close()


async def test_what_it_says_is_bounded() -> None:
    transcriber = pretending("lies")
    _, language, words = await transcriber.words("model.bin", SECOND)
    assert len(language) <= 8
    assert [word.text for word in words] == ["faraway", "x" * LONGEST_WORD]
    assert all(0.0 <= word.start <= word.end <= 1.0 and 0.0 <= word.confidence <= 1.0 for word in words)
    await transcriber.close()


async def test_a_model_that_went_away_is_said(transcriber: Transcriber, tmp_path: Path) -> None:
    with pytest.raises(Mendable, match=Doubt.GONE):
        await transcriber.words(str(tmp_path / "gone.bin"), SECOND)


async def test_an_idle_recogniser_gives_its_memory_back(model_file: Path) -> None:
    transcriber = Transcriber(idle=0.1)
    await transcriber.look(str(model_file))
    assert transcriber.pid is not None
    await asyncio.to_thread(psutil.Process(transcriber.pid).wait, 10)
    await transcriber.close()
