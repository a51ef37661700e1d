"""Sound as it is kept: FLAC, 16 kHz, mono, 16-bit, by PyAV (FFmpeg). Only for what the carrier made itself;
what a stranger made is decoded by `decoder`, in a process of its own."""

from __future__ import annotations

import io
import wave

import av

from carrier.voicemail.visit import RATE

MEDIA_TYPE = "audio/flac"
_PIECE = 4096
"""Samples."""


class Damaged(Exception):
    """What lies on the disk is not what was put there."""


def to_flac(samples: bytes) -> bytes:
    """Of 16-bit mono samples at `RATE`."""
    file = io.BytesIO()
    with av.open(file, "w", format="flac", options={"metadata_header_padding": "0"}) as container:
        stream = container.add_stream("flac", rate=RATE, layout="mono")
        stream.codec_context.thread_count = 1
        for at in range(0, len(samples), 2 * _PIECE):
            container.mux(stream.encode(_frame(samples[at : at + 2 * _PIECE], at // 2)))
        container.mux(stream.encode(None))
    return file.getvalue()


def from_flac(body: bytes) -> bytes:
    """The samples that `to_flac` was given. Raises `Damaged`."""
    samples = bytearray()
    try:
        with av.open(io.BytesIO(body), "r", format="flac") as container:
            stream = container.streams.audio[0]
            stream.codec_context.thread_count = 1
            for frame in container.decode(stream):
                samples += bytes(frame.planes[0])[: 2 * frame.samples]
    except av.FFmpegError as error:
        raise Damaged from error
    return bytes(samples)


def to_wav(flac: bytes) -> bytes:
    """Raises `Damaged`."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(from_flac(flac))
    return file.getvalue()


def for_telephones(samples: bytes) -> bytes:
    """The same at 8,000 a second, as G.711 has it."""
    return resampled(samples, RATE, 8_000)


def resampled(samples: bytes, have: int, want: int) -> bytes:
    """16-bit mono with `have` samples a second, as one with `want`."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=want)
    frames = [*resampler.resample(_frame(samples, 0, rate=have)), *resampler.resample(None)]
    return b"".join(bytes(frame.planes[0])[: 2 * frame.samples] for frame in frames)


def _frame(samples: bytes, at: int, *, rate: int = RATE) -> av.AudioFrame:
    count = len(samples) // 2
    frame = av.AudioFrame(format="s16", layout="mono", samples=count)
    plane = samples + bytes(frame.planes[0].buffer_size - len(samples))
    frame.planes[0].update(plane)
    frame.sample_rate, frame.pts = rate, at
    return frame
