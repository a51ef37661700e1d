"""A recording as a WAV file."""

from __future__ import annotations

import io
import wave

from desktop.domain.recording import Recording


def as_wave(sound: Recording) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(sound.samples)
    return written.getvalue()
