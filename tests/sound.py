"""Sound without a card, for every test that wants some: a private PulseAudio, and a headset for each phone.

A headset is two null sinks. What is played into the one its phone hears as a microphone (the sink's
monitor); what the phone plays goes into the other, and can be recorded. PortAudio finds both by name
through an ALSA configuration. A phone process needs `Headset.environment`, and its `UseDevices` the names.

    def test_something(soundcard):         alice = soundcard.headset("alice")         with alice.listening()
as ear:             alice.say(voice)

Judging knows what was said, and finds it again by cross-correlation: where, how alike, how loud, with which
gaps.
"""

from __future__ import annotations

import subprocess
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

RATE = 16_000
_CHUNK = RATE * 2 // 100
_FILES = 2_000
"""A headset takes eight of PulseAudio's open files, which are 256 unless it is told otherwise: after some
thirty headsets it lets nobody in any more.
"""
Samples = npt.NDArray[np.float64]


class SoundCard:
    """A PulseAudio daemon of its own. Works as root, and where there is no card."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "native"
        self._config = folder / "asound.conf"
        self._headsets: list[Headset] = []
        self._write_config()
        daemon = folder / "daemon.conf"
        daemon.write_text(f"rlimit-nofile = {_FILES}\n", encoding="ascii")
        self._log = (folder / "pulseaudio.log").open("wb")
        self._daemon = subprocess.Popen(
            [
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--disallow-exit",
                "--use-pid-file=no",
                "--log-target=stderr",
                "--realtime=no",
                "--load",
                f"module-native-protocol-unix auth-anonymous=1 socket={self._socket}",
            ],
            env=self.environment | {"PULSE_CONFIG": str(daemon)},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        wait_for(self._socket.exists, "PulseAudio listens")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(self._folder),
            "PULSE_SERVER": f"unix:{self._socket}",
            "ALSA_CONFIG_PATH": str(self._config),
        }

    def headset(self, name: str) -> Headset:
        """A new microphone and loudspeaker. Programs started before do not see it until they look again."""
        modules = [
            int(
                self.control(
                    "load-module", "module-null-sink", f"sink_name={name}_{end}", "rate=48000", "channels=1"
                )
            )
            for end in ("mic", "speaker")
        ]
        headset = Headset(self, name, tuple(modules))
        self._headsets.append(headset)
        self._write_config()
        return headset

    def control(self, *words: str) -> str:
        done = subprocess.run(
            ["pactl", *words], env=self.environment, capture_output=True, text=True, timeout=10, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def unplug(self, *headsets: Headset) -> None:
        for headset in headsets:
            self._headsets.remove(headset)
            for module in headset.modules:
                self.control("unload-module", str(module))
        self._write_config()

    def unplug_all(self) -> None:
        self.unplug(*self._headsets)

    def _write_config(self) -> None:
        lines = ["ctl.!default { type pulse }", "pcm.!default { type pulse }"]
        for name in (headset.name for headset in self._headsets):
            for end, device in (("mic", f"{name}_mic.monitor"), ("speaker", f"{name}_speaker")):
                lines.append(f'pcm.{name}_{end} {{ type pulse device "{device}" }}')
        self._config.write_text("\n".join(lines) + "\n", encoding="ascii")

    def close(self) -> None:
        self._daemon.terminate()
        try:
            self._daemon.wait(3)
        except subprocess.TimeoutExpired:
            self._daemon.kill()
            self._daemon.wait(3)
        self._log.close()


@dataclass(slots=True)
class Headset:
    card: SoundCard
    name: str
    modules: tuple[int, ...]

    @property
    def microphone(self) -> str:
        """The name PortAudio knows it by."""
        return f"{self.name}_mic"

    @property
    def speaker(self) -> str:
        return f"{self.name}_speaker"

    @property
    def environment(self) -> dict[str, str]:
        """For a program, so that these are its default devices."""
        return self.card.environment | {
            "PULSE_SOURCE": f"{self.name}_mic.monitor",
            "PULSE_SINK": f"{self.name}_speaker",
        }

    def unplug(self) -> None:
        self.card.unplug(self)

    def say(self, voice: Path) -> None:
        """Play a WAV file into the microphone, once, to its end."""
        with self._playing(voice) as speaking:
            assert speaking.wait(60) == 0

    @contextmanager
    def saying(self, voice: Path) -> Iterator[None]:
        """Play it over and over: on a busy machine a microphone may open when the words are all said."""
        with self._playing(_over_and_over(voice)):
            yield

    @contextmanager
    def _playing(self, voice: Path) -> Iterator[subprocess.Popen[bytes]]:
        speaking = subprocess.Popen(
            ["paplay", f"--device={self.name}_mic", "--latency-msec=20", str(voice)],
            env=self.card.environment,
        )
        try:
            yield speaking
        finally:
            speaking.terminate()
            speaking.wait(5)

    @contextmanager
    def listening(self) -> Iterator[Ear]:
        """Record the loudspeaker."""
        with listening((self, "speaker")) as (ear,):
            yield ear


@contextmanager
def listening(*places: tuple[Headset, str]) -> Iterator[tuple[Ear, ...]]:
    """Record loudspeakers ("speaker") and what is said into microphones ("mic"), all from now on.

    A sleeping null sink takes up to two seconds to give its first bytes: they are woken together.
    """
    ears = tuple(Ear(f"{headset.name}_{end}.monitor", headset.card.environment) for headset, end in places)
    try:
        for ear in ears:
            wait_for(lambda: ear.samples_heard > 0, "the recorder runs")  # noqa: B023
        yield ears
    finally:
        for ear in ears:
            ear.close()


class Ear:
    """Records one source, and knows when each sample came."""

    def __init__(self, source: str, environment: dict[str, str]) -> None:
        self._pieces: list[bytes] = []
        self._heard = 0
        self._origin = float("inf")
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [
                "parec",
                f"--device={source}",
                "--raw",
                "--format=s16le",
                f"--rate={RATE}",
                "--channels=1",
                "--latency-msec=10",
            ],
            env=environment,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while data := self._process.stdout.read(_CHUNK):
            now = time.monotonic()
            with self._lock:
                self._pieces.append(data)
                self._heard += len(data)
                # Pieces come late, never early: the least value is the true one.
                self._origin = min(self._origin, now - self._heard / 2 / RATE)

    @property
    def samples_heard(self) -> int:
        return self._heard // 2

    @property
    def origin(self) -> float:
        """`time.monotonic()` of the first sample."""
        return self._origin

    def recorded(self) -> Samples:
        with self._lock:
            data = b"".join(self._pieces)
        return np.frombuffer(data[: len(data) // 2 * 2], np.int16).astype(np.float64)

    def level(self, *, last: float = 0.2) -> float:
        """dBFS of the last moment."""
        return level(self.recorded()[-int(last * RATE) :])

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(5)
        self._thread.join(5)
        if self._process.stdout is not None:
            self._process.stdout.close()


@dataclass(frozen=True, slots=True)
class Judgement:
    second: float
    """Where in the recording the voice begins."""
    likeness: float
    """Median over pieces of a quarter of a second: 1 for the same wave, near 0 for another."""
    level: float
    """Loudness against the original, in dB."""
    longest_gap: float
    """Seconds of silence where the original speaks."""


def judge(voice: Samples, recording: Samples) -> Judgement:
    """Find what was said in what was heard."""
    at = _place(voice, recording)
    heard = recording[at : at + len(voice)]
    heard = np.pad(heard, (0, len(voice) - len(heard)))
    piece, slack = RATE // 4, RATE // 50
    likenesses = []
    for start in range(slack, len(voice) - piece - slack, piece):
        part = voice[start : start + piece]
        if level(part) > -35:
            likenesses.append(_best(part, heard[start - slack : start + piece + slack]))
    return Judgement(
        second=at / RATE,
        likeness=float(np.median(likenesses)) if likenesses else 0.0,
        level=level(heard) - level(voice),
        longest_gap=_longest_gap(voice, heard),
    )


def level(samples: Samples) -> float:
    if len(samples) == 0:
        return -90.0
    return max(-90.0, 10 * float(np.log10(np.mean(samples**2) / 32_768.0**2 + 1e-9)))


def _place(voice: Samples, recording: Samples) -> int:
    size = 1 << (len(recording) + len(voice)).bit_length()
    product = np.fft.irfft(np.fft.rfft(recording, size) * np.conj(np.fft.rfft(voice, size)), size)
    return int(np.abs(product[: max(1, len(recording) - len(voice) // 2)]).argmax())


def _best(part: Samples, around: Samples) -> float:
    products = np.correlate(around, part, "valid")
    squares = np.concatenate(([0.0], np.cumsum(around**2)))
    energy = squares[len(part) :] - squares[: -len(part)]
    return float((products / np.sqrt(np.maximum(energy * (part**2).sum(), 1.0))).max())


def _longest_gap(voice: Samples, heard: Samples) -> float:
    """In steps of 5 ms; an edge of 40 ms around each pause of the original is not counted."""
    step = RATE // 200
    count = min(len(voice), len(heard)) // step
    loudness = [np.sqrt((s[: count * step].reshape(count, step) ** 2).mean(axis=1)) for s in (voice, heard)]
    speaks = loudness[0] > 300
    margin = 8
    inside = np.array([speaks[max(0, i - margin) : i + margin + 1].all() for i in range(count)])
    longest = run = 0
    for silent in inside & (loudness[1] < 20):
        run = run + 1 if silent else 0
        longest = max(longest, run)
    return longest * step / RATE


def note(seconds: float, hertz: float = 1_000.0) -> bytes:
    """16-bit mono at `RATE`."""
    at = np.arange(int(seconds * RATE)) / RATE
    return bytes((9_000 * np.sin(2 * np.pi * hertz * at)).astype("<i2").tobytes())


def make_voice(path: Path, words: str, *, speaker: str = "en") -> Path:
    """A voice says `words`: 16 kHz, mono, loud."""
    raw = path.with_suffix(".raw.wav")
    subprocess.run(["espeak-ng", "-v", speaker, "-s", "150", "-w", str(raw), words], check=True, timeout=20)
    subprocess.run(
        ["sox", str(raw), "-r", str(RATE), "-c", "1", "-b", "16", str(path), "gain", "-n", "-6"],
        check=True,
        timeout=20,
    )
    raw.unlink()
    return path


def _over_and_over(voice: Path) -> Path:
    """The same for a minute at least."""
    longer = voice.with_suffix(".again.wav")
    if not longer.exists():
        with wave.open(str(voice), "rb") as once, wave.open(str(longer), "wb") as often:
            often.setparams(once.getparams())
            frames = once.readframes(once.getnframes())
            often.writeframes(frames * (1 + 60 * once.getframerate() // once.getnframes()))
    return longer


def read_wave(path: Path) -> Samples:
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float64)


def wait_for(fact: Callable[[], bool], what: str, *, within: float = 10.0) -> None:
    deadline = time.monotonic() + within
    while not fact():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def sound_daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundCard]:
    card = SoundCard(tmp_path_factory.mktemp("pulse"))
    yield card
    card.close()


@pytest.fixture(scope="module")
def soundcard(sound_daemon: SoundCard) -> Iterator[SoundCard]:
    """Without any headset but those of these tests."""
    yield sound_daemon
    sound_daemon.unplug_all()


@pytest.fixture(scope="session")
def voices(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two people who say different things, for about three seconds each."""
    folder = tmp_path_factory.mktemp("voices")
    return (
        make_voice(folder / "first.wav", "The quick brown fox jumps over the lazy dog near the river bank."),
        make_voice(
            folder / "second.wav",
            "Five virtual numbers ring on one computer today, and more.",
            speaker="en-us+f3",
        ),
    )
