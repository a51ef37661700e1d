"""Sounds and videos, by PyAV (FFmpeg).

The container is told from the first bytes and named to FFmpeg: left to guess, it would follow playlists to
files and addresses that a stranger wrote.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import av

from desktop.decoding.limits import LARGEST_EDGE, LONGEST_SOUND, MOST_PIXELS, SOUND_RATE, TooMuch, Unreadable

_MOST_BEFORE_A_FRAME = 200
"""Packets looked at for the first picture of a video."""


def container_of(body: bytes) -> str | None:
    """FFmpeg's name of what `body` is, None where it is nothing that is played."""
    head = body[:16]
    if head.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return "amr"
    if head[4:8] == b"ftyp":
        return "mov"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head.startswith(b"fLaC"):
        return "flac"
    if head.startswith(b"OggS"):
        return "ogg"
    if head[:2] in (b"\xff\xf1", b"\xff\xf9"):
        return "aac"
    if head.startswith(b"ID3") or head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return "mp3"
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "matroska"
    return None


def sound(body: bytes) -> bytes:
    """Samples, 16-bit mono at `SOUND_RATE`. Raises `TooMuch`, `Unreadable`, or what the library raises."""
    samples = bytearray()
    with opened(body) as container:
        if not container.streams.audio:
            raise Unreadable
        resampler = av.AudioResampler(format="s16", layout="mono", rate=SOUND_RATE)
        stream = container.streams.audio[0]
        stream.codec_context.thread_count = 1
        for frame in frames_of(container, stream):
            for plain in resampler.resample(frame):
                samples += bytes(plain.planes[0])[: 2 * plain.samples]
            if len(samples) > 2 * SOUND_RATE * LONGEST_SOUND:
                raise TooMuch
        for plain in resampler.resample(None):
            samples += bytes(plain.planes[0])[: 2 * plain.samples]
    if not samples:
        raise Unreadable
    return bytes(samples)


def poster(body: bytes, edge: int) -> tuple[int, int, bytes]:
    """The first picture of a video, as `pictures.decode` gives one."""
    with opened(body) as container:
        for count, packet in enumerate(container.demux(moving(container))):
            if count > _MOST_BEFORE_A_FRAME:
                break
            for frame in packet.decode():
                return upright(frame, min(edge, LARGEST_EDGE))
    raise Unreadable


def moving(container: Any) -> Any:
    """Its pictures, to be decoded on one thread. Raises `TooMuch`, `Unreadable`."""
    if not container.streams.video:
        raise Unreadable
    stream = container.streams.video[0]
    stream.codec_context.thread_count = 1
    if stream.codec_context.width * stream.codec_context.height > MOST_PIXELS:
        raise TooMuch
    return stream


def upright(frame: Any, edge: int) -> tuple[int, int, bytes]:
    """A picture of a video as `pictures.decode` gives one, turned as its camera was. Raises `TooMuch`."""
    if frame.width * frame.height > MOST_PIXELS:
        raise TooMuch
    scale = min(1.0, edge / max(frame.width, frame.height))
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    picture = frame.reformat(width=width, height=height, format="rgb24").to_image()
    if frame.rotation:  # a telephone that was held upright
        picture = picture.rotate(frame.rotation, expand=True)
    return picture.width, picture.height, picture.convert("RGBA").tobytes()


@contextmanager
def opened(body: bytes) -> Iterator[Any]:
    name = container_of(body)
    if name is None:
        raise Unreadable
    with av.open(io.BytesIO(body), format=name, metadata_errors="replace") as container:
        yield container


def frames_of(container: Any, stream: Any) -> Iterator[Any]:
    """A broken end costs the end, not what came before it."""
    came = False
    try:
        for frame in container.decode(stream):
            came = True
            yield frame
    except av.FFmpegError:
        if not came:
            raise
