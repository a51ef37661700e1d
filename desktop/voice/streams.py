"""Streams of sound between a device and memory. Callbacks move bytes, and hold no object of pjsua2."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import sounddevice as sd

from desktop.voice.devices import Listed
from desktop.voice.ring import Ring

log = logging.getLogger(__name__)

RATES = (16_000, 48_000)
STALLED_AFTER = 2.0
_INPUT_LATENCY = "low"
_OUTPUT_LATENCY = 0.04
"""At PortAudio's "low", 20 ms, PulseAudio ran dry several times a second on a busy machine."""
_BLOCKS_PER_SECOND = 50
_MICROPHONE_BLOCKS_PER_SECOND = 100
"""The bridge asks for 20 ms. Were they to come at one stroke, each that comes late would be a gap: with a
block of 20 ms there were four in a call of 20 s, and none with two of 10."""


class Stream:
    """An open stream. `rate` is the device's; `is_alive` says whether it still runs."""

    def __init__(self, device: Listed, rate: int, open_stream: Callable[[Callable[[], None]], Any]) -> None:
        self.device = device
        self.rate = rate
        self._called_at = time.monotonic()
        self._stream = open_stream(self._called)
        try:
            self._stream.start()
        except sd.PortAudioError:
            self._stream.close(ignore_errors=True)
            raise

    def _called(self) -> None:
        self._called_at = time.monotonic()

    @property
    def is_alive(self) -> bool:
        return bool(self._stream.active) and time.monotonic() - self._called_at < STALLED_AFTER

    @property
    def has_ended(self) -> bool:
        return not self._stream.active

    @property
    def latency(self) -> float:
        """Seconds between the callback and the air, as PortAudio believes."""
        return float(self._stream.latency)

    def close(self) -> None:
        self._stream.abort(ignore_errors=True)
        self._stream.close(ignore_errors=True)


def microphone(device: Listed, ring: Ring) -> Stream:
    """From the device into the ring. Raises `sd.PortAudioError`."""

    def open_stream(called: Callable[[], None]) -> Any:
        def move(data: Any, frames: int, when: Any, status: Any) -> None:
            called()
            ring.write(bytes(data))

        settings = _settings(device, ring.rate, _INPUT_LATENCY, _MICROPHONE_BLOCKS_PER_SECOND)
        return sd.RawInputStream(**settings, callback=move)

    return Stream(device, ring.rate, open_stream)


def speaker(device: Listed, ring: Ring) -> Stream:
    """From the ring to the device. Raises `sd.PortAudioError`."""

    def open_stream(called: Callable[[], None]) -> Any:
        def move(data: Any, frames: int, when: Any, status: Any) -> None:
            called()
            data[:] = ring.read(frames * 2)

        return sd.RawOutputStream(**_settings(device, ring.rate), callback=move)

    return Stream(device, ring.rate, open_stream)


class Playback:
    """A recording on its way to a device, once or again and again."""

    def __init__(
        self,
        device: Listed,
        samples: bytes | bytearray,
        rate: int,
        *,
        again_from: int | None = None,
        start: int = 0,
        whole: bool = True,
    ) -> None:
        """`start` is a byte offset, as is `again_from`, where it goes on after its end.

        What is not `whole` yet may grow until `finish`; where nothing is left meanwhile, it is silent.
        Raises `sd.PortAudioError`.
        """
        self.device = device
        self._rate = rate
        self._start = start // 2 * 2
        self._samples = samples
        position = self._position = [self._start]
        finished = self._finished = [whole]

        def open_stream(called: Callable[[], None]) -> Any:
            def move(data: Any, frames: int, when: Any, status: Any) -> None:
                called()
                wanted = frames * 2
                at = position[0]
                was_whole = finished[0]  # read before the samples: what comes in between is not cut off
                piece = bytes(samples[at : at + wanted])
                at += len(piece)
                if again_from is not None and len(piece) < wanted:
                    at = again_from + wanted - len(piece)
                    piece += samples[again_from:at]
                position[0] = at
                data[:] = piece + bytes(wanted - len(piece))
                if not piece and was_whole:
                    raise sd.CallbackStop

            return sd.RawOutputStream(**_settings(device, rate, latency="high"), callback=move)

        self._stream = Stream(device, rate, open_stream)

    def finish(self) -> None:
        """Nothing more comes: it ends with what there is."""
        self._finished[0] = True

    @property
    def second(self) -> float:
        """Of what is heard: what the device holds is on its way."""
        if self.is_over:
            return self._position[0] / 2 / self._rate
        heard = self._position[0] - int(self._stream.latency * self._rate) * 2
        return max(self._start, heard) / 2 / self._rate

    @property
    def is_over(self) -> bool:
        """It came to its end, and was not cut off."""
        return self.has_ended and self._finished[0] and self._position[0] >= len(self._samples)

    @property
    def has_ended(self) -> bool:
        return self._stream.has_ended

    @property
    def is_alive(self) -> bool:
        return self._stream.is_alive

    def close(self) -> None:
        self._stream.close()


def _settings(
    device: Listed,
    rate: int,
    latency: str | float = _OUTPUT_LATENCY,
    blocks_per_second: int = _BLOCKS_PER_SECOND,
) -> dict[str, Any]:
    return {
        "samplerate": rate,
        "blocksize": rate // blocks_per_second,
        "device": device.index,
        "channels": 1,
        "dtype": "int16",
        "latency": latency,
    }
