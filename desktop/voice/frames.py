"""Frames over a pipe: a 4-byte big-endian length, then a MessagePack document (`wire.py`)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, cast

import msgspec

from desktop.voice.wire import LONGEST_FRAME, AnyCommand, AnyEvent

_HEAD = struct.Struct(">I")
_encode = msgspec.msgpack.Encoder()
_commands: msgspec.msgpack.Decoder[AnyCommand] = msgspec.msgpack.Decoder(AnyCommand)
_events: msgspec.msgpack.Decoder[AnyEvent] = msgspec.msgpack.Decoder(AnyEvent)

HEAD_BYTES = _HEAD.size


class BadFrame(Exception):
    """What came is no frame: the pipe can't be trusted any more."""


def pack(document: AnyCommand | AnyEvent) -> bytes:
    """Raises `BadFrame` for what no pipe can carry: too long, a lone surrogate, a number beyond 64 bits."""
    try:
        body = _encode.encode(document)
    except (OverflowError, UnicodeEncodeError) as error:
        raise BadFrame("it can't be written") from error
    if len(body) > LONGEST_FRAME:
        raise BadFrame(f"a frame of {len(body)} bytes")
    return _HEAD.pack(len(body)) + body


def length_of(head: bytes) -> int:
    """The length of the document that follows its head. Raises `BadFrame` when it is too long."""
    (length,) = _HEAD.unpack(head)
    if length > LONGEST_FRAME:
        raise BadFrame(f"a frame of {length} bytes")
    return cast(int, length)


def command_of(body: bytes) -> AnyCommand:
    try:
        return _commands.decode(body)
    except msgspec.MsgspecError as error:
        raise BadFrame("no command") from error


def event_of(body: bytes) -> AnyEvent:
    try:
        return _events.decode(body)
    except msgspec.MsgspecError as error:
        raise BadFrame("no event") from error


def read_commands(pipe: BinaryIO) -> Iterator[AnyCommand]:
    """Every command until the pipe ends, which it may do in the middle of a frame."""
    while len(head := pipe.read(HEAD_BYTES)) == HEAD_BYTES:
        length = length_of(head)
        body = pipe.read(length)
        if len(body) < length:
            return
        yield command_of(body)
