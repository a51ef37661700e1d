"""A voice is understood, word by word, each at its time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import psutil
import pytest

from desktop.domain.errors import Mendable
from desktop.domain.transcript import DOUBTFUL, Doubt, text_of
from desktop.transcribing.door import Transcriber
from tests.transcribing.voice import spoken, spoken_apart

SAID = "Good morning. I am calling about the meeting on Thursday. Thank you very much for your help."


async def test_a_voice_becomes_its_words(transcriber: Transcriber, model_file: Path) -> None:
    how_far: list[float] = []
    model, language, words = await transcriber.words(str(model_file), spoken(SAID), told=how_far.append)
    assert (model.name, model.many_languages, language) == ("ggml-tiny.en.bin", False, "en")
    wanted = set("good morning calling about meeting on thursday thank you very much".split())
    heard = {word.text.strip(".,").lower() for word in words}
    assert wanted <= heard, text_of(words)
    assert how_far == sorted(how_far)
    assert how_far[-1] > 0.5
    assert all(word.confidence > DOUBTFUL for word in words if word.text.strip(".,").lower() in wanted)


async def test_each_word_stands_at_its_time(transcriber: Transcriber, model_file: Path) -> None:
    samples, begins = spoken_apart(("Monday", "Tuesday", "Wednesday", "Thursday"), pause=1.0)
    _, _, words = await transcriber.words(str(model_file), samples)
    starts = {word.text.strip(".,").lower(): word.start for word in words}
    for day, begin in begins.items():
        assert starts[day.lower()] == pytest.approx(begin, abs=0.5), starts


async def test_nobody_speaking_gives_no_words(transcriber: Transcriber, model_file: Path) -> None:
    for seconds in (0.0, 0.01, 1.0, 4.0):
        _, _, words = await transcriber.words(str(model_file), bytes(2 * int(16_000 * seconds)))
        assert words == ()


async def test_a_cut_sample_makes_no_trouble(transcriber: Transcriber, model_file: Path) -> None:
    _, _, words = await transcriber.words(str(model_file), spoken("Thank you very much.") + b"\x01")
    assert "Thank" in text_of(words)


@pytest.mark.long
async def test_noise_makes_no_trouble(transcriber: Transcriber, model_file: Path) -> None:
    noise = np.random.default_rng(5).integers(-8000, 8000, 16_000).astype("<i2")
    _, _, words = await transcriber.words(str(model_file), noise.tobytes())
    assert len(words) < 20


async def test_the_recogniser_yields_and_speaks_with_nobody(
    transcriber: Transcriber, model_file: Path
) -> None:
    sound = spoken(SAID) * 2
    work = asyncio.create_task(transcriber.words(str(model_file), sound, told=lambda done: seen.append(done)))
    seen: list[float] = []
    looked = 0
    sockets: set[str] = set()
    while not work.done():
        if seen and (pid := transcriber.pid) is not None:
            process = psutil.Process(pid)
            assert process.nice() > 0
            assert not process.children()
            assert process.environ().keys() <= {"PATH", "OMP_WAIT_POLICY"}
            sockets |= {str(socket) for socket in process.net_connections("all")}
            looked += 1
        await asyncio.sleep(0.01)
    await work
    assert looked > 5
    assert not sockets


async def test_one_that_is_stopped_says_so_and_is_there_again(
    transcriber: Transcriber, model_file: Path
) -> None:
    sound = spoken(SAID)
    begun = asyncio.Event()
    work = asyncio.create_task(transcriber.words(str(model_file), sound * 3, told=lambda done: begun.set()))
    await begun.wait()
    transcriber.stop()
    with pytest.raises(Mendable, match=Doubt.STOPPED):
        await work
    _, _, words = await transcriber.words(str(model_file), sound)
    assert words
