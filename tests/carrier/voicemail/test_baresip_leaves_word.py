"""Another maker's phone leaves word, in each codec; what is kept is what was said."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from carrier.answering.wire import Times
from carrier.voicemail.visit import EndOfTake
from tests.carrier.voicemail.visiting import desk, samples, visit
from tests.sound import judge, make_voice, read_wave
from tests.steadiness import judged_in_peace
from tests.voice.baresip import Baresip

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(shutil.which("baresip") is None, reason="baresip is not installed"),
]


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_voice(tmp_path_factory.mktemp("voice") / "word.wav", "Please call me back before noon.")


def after_the_tone(spoken: Path, path: Path, *, rate: int) -> Path:
    """Silence while the greeting is heard, the voice, and silence again. baresip wants its codec's rate."""
    words = ["sox", str(spoken), "-r", str(rate), str(path), "pad", "1", "20"]
    subprocess.run(words, check=True, timeout=20)
    return path


@pytest.mark.parametrize("codec", ["PCMU", "G722", pytest.param("PCMA", marks=pytest.mark.long)])
async def test_what_is_kept_is_what_was_said(codec: str, spoken: Path, tmp_path: Path) -> None:
    rate = 16_000 if codec == "G722" else 8_000
    saying = after_the_tone(spoken, tmp_path / "saying.wav", rate=rate)

    async def take(number: int) -> None:
        expected = visit()
        phone = Baresip(
            tmp_path / f"baresip{number}",
            "caller",
            codec=codec,
            saying=saying,
            domain="127.0.0.1",
            registers=False,
        )
        async with desk(tmp_path, Times(after_speech=0.6)) as answering:
            awaited = await answering.pool.expect(expected)
            await phone.start()
            try:
                phone.do("dial", f"sip:{awaited.user}@{awaited.host}:{awaited.port}")
                await phone.hears("CALL_ESTABLISHED")
                taken = await answering.take_of(expected, within=20)
                await phone.hears("CALL_CLOSED")
            finally:
                await phone.stop()
        assert taken.end is EndOfTake.SILENCE
        found = judge(read_wave(spoken), samples(answering.recorded(expected), rate=16_000))
        assert found.likeness > 0.9
        assert -2 < found.level < 2
        assert found.longest_gap <= 0.06

    await judged_in_peace(take)
