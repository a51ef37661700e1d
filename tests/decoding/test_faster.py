"""A sound that is said faster, and how loud it is: by the process that decodes."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.decoding.door import Decoder, Sound
from desktop.decoding.limits import SOUND_RATE
from desktop.domain.errors import Mendable
from desktop.domain.playing import SPEEDS
from tests.sound import note


@pytest.mark.parametrize("speed", SPEEDS[1:])
async def test_its_pieces_join_without_a_seam(decoder: Decoder, speed: float) -> None:
    sound = note(6)
    pieces = [sound[at : at + 32_000] for at in range(0, len(sound), 32_000)]
    said = b"".join([piece async for piece in decoder.faster(pieces, speed=speed)])
    values = np.frombuffer(said, "<i2").astype(float)
    assert len(values) / SOUND_RATE == pytest.approx(6 / speed, abs=0.03)
    spectrum = np.abs(np.fft.rfft(values)) ** 2
    hertz = np.fft.rfftfreq(len(values), 1 / SOUND_RATE)
    assert spectrum[np.abs(hertz - 1_000) < 30].sum() / spectrum.sum() > 0.99


@pytest.mark.parametrize("speed", [0.0, -1.0, 3.0, float("nan")])
async def test_a_speed_that_is_none_is_refused(decoder: Decoder, speed: float) -> None:
    with pytest.raises(Mendable):
        async for _ in decoder.faster([note(1)], speed=speed):
            pass


async def test_how_loud_it_is_is_told_fifty_times_a_second(decoder: Decoder) -> None:
    sound = Sound(note(1) + bytes(SOUND_RATE) + np.full(100, -32_768, "<i2").tobytes(), SOUND_RATE)
    peaks = await decoder.peaks(sound)
    assert len(peaks) == 76
    assert {round((peak / 255) ** 2 * 32_768, -3) for peak in peaks[:50]} == {9_000}
    assert set(peaks[50:75]) == {0}
    assert peaks[75] == 255
    assert await decoder.peaks(Sound(b"", SOUND_RATE)) == b""
