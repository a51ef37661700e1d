"""What crosses the pipe to the decoder and back: two lengths, a head in JSON, and bytes."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

LARGEST = 128 * 1024 * 1024
_LENGTHS = struct.Struct(">II")
_LARGEST_HEAD = 4096


class BrokenPipe(Exception):
    """The other side is gone, or says what it never should."""


def write(pipe: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    encoded = json.dumps(head).encode()
    pipe.write(_LENGTHS.pack(len(encoded), len(body)) + encoded)
    pipe.write(body)
    pipe.flush()


def read(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """None at the end. Raises `BrokenPipe`."""
    lengths = pipe.read(_LENGTHS.size)
    if not lengths:
        return None
    if len(lengths) < _LENGTHS.size:
        raise BrokenPipe("cut")
    head_size, body_size = _LENGTHS.unpack(lengths)
    if head_size > _LARGEST_HEAD or body_size > LARGEST:
        raise BrokenPipe("too large")
    encoded, body = pipe.read(head_size), pipe.read(body_size)
    if len(encoded) < head_size or len(body) < body_size:
        raise BrokenPipe("cut")
    try:
        head = json.loads(encoded)
    except ValueError as error:
        raise BrokenPipe("no JSON") from error
    if not isinstance(head, dict):
        raise BrokenPipe("no head")
    return head, body
