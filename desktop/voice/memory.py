"""Sound frames of pjsua2 read and written as memory.

`bytes(frame.buf)` goes through SWIG byte by byte: 1.2 ms for a frame of 1,920 bytes, on a thread that has
20 ms for everything. The buffer is a C++ `std::vector<unsigned char>`, whose first word points at its bytes
on every compiler that pjsua2 wheels are built with; `check` proves it at start, or the slow way is taken.
"""

from __future__ import annotations

import ctypes
import logging
from typing import Any

import pjsua2 as pj

log = logging.getLogger(__name__)

_fast = False


def _bytes_of(vector: Any) -> int:
    """The address of the vector's bytes."""
    return ctypes.c_void_p.from_address(int(vector.this)).value or 0


def check() -> bool:
    """Whether the fast way works here. Called once, before any sound flows."""
    global _fast
    _fast = False
    try:
        vector = pj.ByteVector(bytes(range(64)))
        words = (ctypes.c_void_p * 2).from_address(int(vector.this))
        if (words[1] or 0) - (words[0] or 0) == 64 and ctypes.string_at(words[0] or 0, 64) == bytes(
            range(64)
        ):
            ctypes.memmove(words[0] or 0, bytes(64), 64)
            _fast = bytes(vector) == bytes(64)
    except (TypeError, ValueError, AttributeError):
        pass
    if not _fast:
        log.warning("sound frames are copied the slow way")
    return _fast


def read(frame: Any) -> bytes:
    """The samples of a frame that was received."""
    buffer = frame.buf
    size = int(frame.size)
    if _fast and size:
        return ctypes.string_at(_bytes_of(buffer), size)
    return bytes(buffer)[:size]


class Outgoing:
    """Fills frames that are asked for. It keeps one vector, since making them costs most."""

    def __init__(self) -> None:
        self._vector: Any = None
        self._length = 0

    def write(self, frame: Any, data: bytes) -> None:
        if not _fast:
            frame.buf = pj.ByteVector(data)
        else:
            if self._length != len(data):
                self._vector, self._length = pj.ByteVector(data), len(data)
            else:
                ctypes.memmove(_bytes_of(self._vector), data, len(data))
            frame.buf = self._vector
        frame.size = len(data)
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
