"""How loud a recording is from moment to moment, for its waveform."""

from __future__ import annotations

import os

from desktop.domain.playing import PEAKS_A_SECOND


def peaks(samples: bytes, rate: int) -> bytes:
    """The loudest of each fiftieth of a second: the square root of what fits, 0 to 255. 16-bit mono."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # else it wants more memory than there is to be had
    import numpy as np

    size = rate // PEAKS_A_SECOND
    wave = np.frombuffer(samples[: len(samples) // 2 * 2], dtype="<i2")
    missing = -len(wave) % size
    if missing:
        wave = np.concatenate([wave, np.zeros(missing, dtype=wave.dtype)])
    windows = wave.reshape(-1, size)
    highest, lowest = windows.max(axis=1).astype(np.float64), -windows.min(axis=1).astype(np.float64)
    loudest = np.sqrt(np.maximum(highest, lowest).clip(0) / 32_768)
    return bytes(np.rint(loudest * 255).clip(0, 255).astype(np.uint8).tobytes())
