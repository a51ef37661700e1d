"""Sound files of all kinds, made of what the carrier itself speaks."""

from __future__ import annotations

import io
import struct

import av
import numpy as np
from numpy.typing import NDArray

from carrier.voicemail import spoken
from carrier.voicemail.visit import RATE

KINDS = {
    "wav": ("wav", "pcm_s16le", 44_100),
    "wav of floats": ("wav", "pcm_f32le", 48_000),
    "wav of A-law": ("wav", "pcm_alaw", 8_000),
    "wav of ADPCM": ("wav", "adpcm_ms", 22_050),
    "mp3": ("mp3", "libmp3lame", 44_100),
    "flac": ("flac", "flac", 48_000),
    "ogg vorbis": ("ogg", "vorbis", 44_100),
    "ogg opus": ("ogg", "libopus", 48_000),
    "m4a": ("ipod", "aac", 44_100),
    "aac": ("adts", "aac", 44_100),
}


def voice(seconds: float = 4.0, language: str = "fr") -> bytes:
    samples = spoken.sound("greeting", language)
    size = int(seconds * RATE) * 2
    return (samples * (size // len(samples) + 1))[:size]


def sound_file(kind: str, samples: bytes, *, channels: int = 2) -> bytes:
    """16-bit mono at 16 kHz, written as `kind` says."""
    container_name, codec, rate = KINDS[kind]
    file = io.BytesIO()
    with av.open(file, "w", format=container_name) as container:
        layout = "stereo" if channels == 2 else "mono"
        stream = container.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        if codec == "vorbis":
            stream.codec_context.options = {"strict": "experimental"}
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples) // 2)
        frame.planes[0].update(samples + bytes(frame.planes[0].buffer_size - len(samples)))
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def wav(
    data: bytes,
    *,
    form: int = 1,
    channels: int = 1,
    rate: int = RATE,
    bits: int = 16,
    claimed: int | None = None,
) -> bytes:
    """By hand, so that it may claim anything."""
    size = len(data) if claimed is None else claimed
    width = channels * bits // 8
    chunk = struct.pack("<HHIIHH", form, channels, rate, rate * width & 0xFFFFFFFF, width & 0xFFFF, bits)
    head = b"RIFF" + struct.pack("<I", min(36 + size, 0xFFFFFFFF)) + b"WAVEfmt " + struct.pack("<I", 16)
    return head + chunk + b"data" + struct.pack("<I", size) + data


def likeness(said: bytes, heard: bytes) -> float:
    """The largest correlation coefficient of the two, wherever one lies in the other."""
    a, b = (_plain(each) for each in (said, heard))
    size = 1 << (a.size + b.size).bit_length()
    both = np.fft.irfft(np.fft.rfft(a, size) * np.conj(np.fft.rfft(b, size)), size)
    return float(np.max(np.abs(both)) / np.sqrt(np.sum(a * a) * np.sum(b * b)))


def _plain(samples: bytes) -> NDArray[np.float64]:
    plain: NDArray[np.float64] = np.frombuffer(samples, "<i2").astype(np.float64)
    plain -= plain.mean()
    return plain
