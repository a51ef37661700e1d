"""Sound files are read by Python, with caps, or refused with a word."""

from __future__ import annotations

import struct
import wave
from pathlib import Path

import pytest

from desktop.voice.levels import SILENCE, dbfs
from desktop.voice.recording import Unplayable, load
from desktop.voice.ringer import SOUNDS, Tone


def written(path: Path, *, rate: int = 8_000, channels: int = 1, width: int = 2, frames: int = 800) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(bytes(frames * channels * width))
    return path


def test_a_recording_is_read(tmp_path: Path) -> None:
    assert load(written(tmp_path / "a.wav")).seconds == pytest.approx(0.1)


@pytest.mark.parametrize("tone", Tone)
def test_every_tone_has_its_file_and_is_heard(tone: Tone) -> None:
    sound = load(SOUNDS / tone.value[0])
    assert dbfs(sound.samples) > -50


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"<html>not a sound</html>",
        b"ID3\x04" + bytes(100),
        b"RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00@\x1f\x00\x00\x80>\x00\x00",
        b"RIFF\x24\x00\x00\x00WAVEfmt \xff\xff\xff\xff",
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(content)
    with pytest.raises(Unplayable, match="not-a-recording"):
        load(file)


def test_other_forms_are_refused(tmp_path: Path) -> None:
    for other in ({"channels": 2}, {"width": 1}, {"rate": 4_000}, {"rate": 192_000}):
        with pytest.raises(Unplayable, match="not-a-recording"):
            load(written(tmp_path / "a.wav", **other))
    with pytest.raises(Unplayable, match="too-long"):
        load(written(tmp_path / "a.wav", frames=8_000 * 16 * 60))
    with pytest.raises(Unplayable, match="no-such-file"):
        load(tmp_path / "gone.wav")


def test_a_file_that_claims_more_than_it_holds_is_played_as_far_as_it_goes(tmp_path: Path) -> None:
    file = written(tmp_path / "a.wav")
    content = bytearray(file.read_bytes())
    content[40:44] = struct.pack("<I", 1_000_000)
    file.write_bytes(content)
    assert load(file).seconds == pytest.approx(0.1)


def test_levels_are_in_decibels_of_full_scale() -> None:
    assert dbfs(b"") == SILENCE
    assert dbfs(bytes(640)) == SILENCE
    assert dbfs(struct.pack("<h", 32_767) * 160) == 0.0
    assert dbfs(struct.pack("<h", 3_277) * 160) == pytest.approx(-20, abs=0.1)
    assert dbfs(b"\x01") == SILENCE
