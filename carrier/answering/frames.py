"""Frames over a pipe: a 4-byte big-endian length, then a MessagePack document of `wire`."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, cast

import msgspec

from carrier.answering.wire import LONGEST_FRAME, AnyCommand, AnyEvent

_HEAD = struct.Struct(">I")
HEAD_BYTES = _HEAD.size
_encode = msgspec.msgpack.Encoder()
_commands: msgspec.msgpack.Decoder[AnyCommand] = msgspec.msgpack.Decoder(AnyCommand)
_events: msgspec.msgpack.Decoder[AnyEvent] = msgspec.msgpack.Decoder(AnyEvent)


class BadFrame(Exception):
    """What came, or was to go, is no frame: the pipe can't be trusted any more."""


def pack(document: AnyCommand | AnyEvent) -> bytes:
    body = _encode.encode(document)
    if len(body) > LONGEST_FRAME:
        raise BadFrame(f"a frame of {len(body)} bytes")
    return _HEAD.pack(len(body)) + body


def length_of(head: bytes) -> int:
    (length,) = _HEAD.unpack(head)
    if length > LONGEST_FRAME:
        raise BadFrame(f"a frame of {length} bytes")
    return cast(int, length)


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
        try:
            yield _commands.decode(body)
        except msgspec.MsgspecError as error:
            raise BadFrame("no command") from error
