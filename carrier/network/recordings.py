"""The recordings in `sounds/`: WAV, 16-bit mono at 8,000 a second. How they were made: `sounds/README.md`."""

from __future__ import annotations

import io
import wave
from functools import cache
from importlib.resources import files


@cache
def recording(name: str) -> bytes:
    """Its samples, little endian. Raises FileNotFoundError."""
    data = files("carrier.network").joinpath("sounds", f"{name}.wav").read_bytes()
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        samples: bytes = file.readframes(file.getnframes())
        return samples
