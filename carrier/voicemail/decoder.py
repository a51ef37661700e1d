"""`python -m carrier.voicemail.decoder`: decodes what strangers made, one file after the other.

A process of its own: it is started with nothing in its environment, and takes from the system only what it is
allowed to. The container is told from the first bytes and named to FFmpeg: left to guess, it would follow
playlists to files and addresses that a stranger wrote. Of FFmpeg's decoders only those needed may run.
"""

from __future__ import annotations

import io
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

import av

from carrier.voicemail.asking import (
    ASKED,
    DONE,
    HEAD,
    LARGEST,
    LONGEST_SECONDS,
    SILENT,
    TOO_LONG,
    UNREADABLE,
)
from carrier.voicemail.shaping import Silent, shaped
from carrier.voicemail.visit import RATE

_MEMORY = 768 * 1024 * 1024
_PROCESSOR = 120
"""Seconds, after which the process is replaced."""
_RATES = range(4_000, 192_001)
_MOST_CHANNELS = 8
_CODECS = (
    "pcm_u8,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_f64le,pcm_alaw,pcm_mulaw,adpcm_ms,adpcm_ima_wav,"
    "mp3,mp3float,flac,vorbis,opus,aac,alac"
)
_OPTIONS = {"codec_whitelist": _CODECS, "probesize": "1000000", "analyzeduration": "2000000"}
_CHUNK = struct.Struct("<4sI")
_MOST_CHUNKS = 64
_LARGEST_FORM = 128
_HARMLESS = 512
"""Samples over the longest: what encoders add at the ends."""


class Unreadable(Exception):
    """It is none of what is taken, or it is broken."""


class TooLong(Exception):
    pass


def container_of(body: bytes) -> str | None:
    """FFmpeg's name of what `body` is, None where it is nothing that is taken."""
    head = body[:12]
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"fLaC"):
        return "flac"
    if head[4:8] == b"ftyp":
        return "mov"
    if head[:2] in (b"\xff\xf1", b"\xff\xf9"):
        return "aac"
    if head.startswith(b"ID3") or head[:2] in (
        b"\xff\xfb",
        b"\xff\xfa",
        b"\xff\xf3",
        b"\xff\xf2",
        b"\xff\xe3",
    ):
        return "mp3"
    return None


def decode(body: bytes) -> bytes:
    """16-bit mono at `RATE`. Raises `Unreadable`, `TooLong`, or what the library raises."""
    name = container_of(body)
    if name is None:
        raise Unreadable
    if name == "wav":
        body = _plain_wav(body)
    samples = bytearray()
    with av.open(
        io.BytesIO(body), "r", format=name, options=_OPTIONS, metadata_errors="replace"
    ) as container:
        if not container.streams.audio:
            raise Unreadable
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in _frames(container, container.streams.audio[0]):
            if frame.sample_rate not in _RATES or len(frame.layout.channels) > _MOST_CHANNELS:
                raise Unreadable
            for plain in resampler.resample(frame):
                samples += bytes(plain.planes[0])[: 2 * plain.samples]
            if len(samples) > 2 * (LONGEST_SECONDS * RATE + _HARMLESS):
                raise TooLong
        for plain in resampler.resample(None):
            samples += bytes(plain.planes[0])[: 2 * plain.samples]
    return bytes(samples[: 2 * LONGEST_SECONDS * RATE])


def _plain_wav(body: bytes) -> bytes:
    """Its form and its samples, and no other chunk: FFmpeg may seek long among crooked ones."""
    form, at = b"", 12
    for _ in range(_MOST_CHUNKS):
        if len(body) < at + _CHUNK.size:
            break
        name, size = _CHUNK.unpack_from(body, at)
        content = body[at + _CHUNK.size : at + _CHUNK.size + size]
        if name == b"fmt " and 16 <= len(content) <= _LARGEST_FORM:
            form = content + bytes(len(content) % 2)
        if name == b"data" and form:
            chunks = _CHUNK.pack(b"fmt ", len(form)) + form + _CHUNK.pack(b"data", len(content)) + content
            return _CHUNK.pack(b"RIFF", 4 + len(chunks)) + b"WAVE" + chunks
        at += _CHUNK.size + size + size % 2
    raise Unreadable


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    """A broken end costs the end, not what came before it."""
    stream.codec_context.thread_count = 1
    came = False
    try:
        for frame in container.decode(stream):
            came = True
            yield frame
    except av.FFmpegError:
        if not came:
            raise


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    while len(head := questions.read(HEAD.size)) == HEAD.size:
        word, size = HEAD.unpack(head)
        if word != ASKED or size > LARGEST or len(body := questions.read(size)) < size:
            return
        word, samples = _answer(body)
        answers.write(HEAD.pack(word, len(samples)) + samples)
        answers.flush()


def _answer(body: bytes) -> tuple[bytes, bytes]:
    try:
        return DONE, shaped(decode(body))
    except Silent:
        return SILENT, b""
    except TooLong:
        return TOO_LONG, b""
    except Exception:  # libraries raise all kinds of things on what a stranger made
        return UNREADABLE, b""


def _bind() -> None:
    """Memory, processor and files have an end, where the system has such ends."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _PROCESSOR),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        with suppress(OSError, ValueError):  # macOS knows no RLIMIT_AS
            resource.setrlimit(what, (most, most))


def main() -> int:
    _bind()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library says must not get between the answers
    serve(sys.stdin.buffer, answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
