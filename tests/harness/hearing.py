"""A recorded voice, and whether it can be heard in what came out of a loudspeaker."""

from __future__ import annotations

import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.harness.soundcard import Headset
from tests.harness.waiting import NeverHappened, until

RATE = 16000
Samples = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Heard:
    likeness: float
    """1 for the very same wave, near 0 for another voice."""
    second: float
    """Where in the recording it begins."""


def make_voice(path: Path, words: str) -> Path:
    """A voice says `words`; 16 kHz mono, with silence around it."""
    raw = path.with_suffix(".raw.wav")
    subprocess.run(["espeak-ng", "-v", "en", "-s", "150", "-w", str(raw), words], check=True, timeout=20)
    loudness = ["gain", "-n", "-6", "pad", "0.1", "0.3"]
    subprocess.run(
        ["sox", str(raw), "-r", str(RATE), "-c", "1", "-b", "16", str(path), *loudness],
        check=True,
        timeout=20,
    )
    raw.unlink()
    return path


def read_wave(path: Path) -> Samples:
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float64)


def find_voice(voice: Samples, recording: Samples) -> Heard:
    """Normalised cross-correlation, by way of the frequency domain."""
    if len(recording) < len(voice):
        recording = np.pad(recording, (0, len(voice) - len(recording)))
    voice = voice - voice.mean()
    size = 1 << (len(recording) + len(voice)).bit_length()
    spectrum = np.fft.rfft(recording, size) * np.conj(np.fft.rfft(voice, size))
    products = np.fft.irfft(spectrum, size)[: len(recording) - len(voice) + 1]
    squares = np.concatenate(([0.0], np.cumsum(recording**2)))
    energy = squares[len(voice) :] - squares[: -len(voice)]
    likeness = products / np.sqrt(np.maximum(energy * (voice**2).sum(), 1e6))
    at = int(likeness.argmax())
    return Heard(float(likeness[at]), at / RATE)


class Ear:
    """Records a loudspeaker from now on, so that nothing said later is missed. To be closed."""

    def __init__(self, folder: Path, headset: Headset) -> None:
        self._folder = folder
        self._raw = folder / f"{headset.speaker}.raw"
        self._recorder = headset.listen(self._raw)
        self._waves = 0

    def recorded(self, *, since: int = 0) -> Samples:
        content = self._raw.read_bytes()[since * 2 :]
        return np.frombuffer(content[: len(content) // 2 * 2], np.int16).astype(np.float64)

    def hears(self, words: str, *, said_by: Headset, likeness: float = 0.5, within: float = 12.0) -> Heard:
        """Say `words` into `said_by` until they come out here; again, where they were lost."""
        self._waves += 1
        file = make_voice(self._folder / f"voice-{self._waves}.wav", words)
        voice = read_wave(file)
        # An idle null sink takes up to two seconds to give its first bytes.
        until(lambda: self._raw.stat().st_size > 0, what="the recorder runs")
        since = self._raw.stat().st_size // 2
        speaking = said_by.speak(file)
        best = Heard(0.0, 0.0)

        def heard() -> Heard | None:
            nonlocal speaking, best
            if speaking.poll() is not None:
                speaking = said_by.speak(file)
            best = max(best, find_voice(voice, self.recorded(since=since)), key=lambda found: found.likeness)
            return best if best.likeness >= likeness else None

        try:
            return until(heard, what=f"{words!r} is heard", within=within, every=0.25)
        except NeverHappened as never:
            raise NeverHappened(f"{never}; the best likeness was {best.likeness:.2f}") from None
        finally:
            _end(speaking)

    def close(self) -> None:
        _end(self._recorder)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(5)
