"""Sound without a card: PulseAudio with null sinks, a virtual microphone and loudspeaker for each desktop."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.harness.processes import Process
from tests.harness.waiting import until

# PortAudio speaks ALSA; ALSA's only device here is PulseAudio. PULSE_SINK and PULSE_SOURCE say which sink.
ALSA_CONFIG = (
    "pcm.!default { type pulse hint { show on description 'Virtual' } }\nctl.!default { type pulse }\n"
)


class SoundCard:
    def __init__(self, folder: Path, env: dict[str, str], run: Callable[..., Process]) -> None:
        self._env = env
        socket = folder / "pulse"
        config = folder / "asound.conf"
        config.write_text(ALSA_CONFIG, encoding="utf-8")
        env["ALSA_CONFIG_PATH"] = str(config)
        env["PULSE_SERVER"] = f"unix:{socket}"
        run(
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--disallow-exit",
            "--use-pid-file=no",
            "--log-target=stderr",
            "--load",
            f"module-native-protocol-unix auth-anonymous=1 socket={socket}",
        )
        until(socket.exists, what="PulseAudio listens", within=15)

    def plug_in(self, name: str) -> Headset:
        """A virtual microphone and loudspeaker of their own."""
        for end in ("mic", "speaker"):
            self._control("load-module", "module-null-sink", f"sink_name={name}_{end}", "rate=48000")
        return Headset(name, self._env)

    def _control(self, *words: str) -> str:
        done = subprocess.run(
            ["pactl", *words], env=self._env, capture_output=True, text=True, timeout=10, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


class Headset:
    """What is played into `microphone` a program hears; what it plays can be recorded at `speaker`."""

    def __init__(self, name: str, env: dict[str, str]) -> None:
        self._env = env
        self.microphone = f"{name}_mic"
        self.speaker = f"{name}_speaker"

    @property
    def env(self) -> dict[str, str]:
        """Makes the two a program's default devices."""
        return {"PULSE_SOURCE": f"{self.microphone}.monitor", "PULSE_SINK": self.speaker}

    def speak(self, recording: Path) -> subprocess.Popen[bytes]:
        """Play a WAV file into the microphone. Wait for, or end, what is returned."""
        return subprocess.Popen(
            ["paplay", f"--device={self.microphone}", "--latency-msec=40", str(recording)], env=self._env
        )

    def listen(self, recording: Path) -> subprocess.Popen[bytes]:
        """Record the loudspeaker, 16-bit mono at 16 kHz, raw, until what is returned is terminated."""
        with recording.open("wb") as sink:
            return subprocess.Popen(
                [
                    "parec",
                    f"--device={self.speaker}.monitor",
                    "--format=s16le",
                    "--rate=16000",
                    "--channels=1",
                    "--latency-msec=50",
                ],
                stdout=sink,
                env=self._env,
            )
