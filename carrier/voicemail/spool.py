"""What a caller says, kept as it comes: a file of enciphered chunks, whole up to wherever it was cut.

A chunk is a 4-byte big-endian length and AES-256-GCM over samples, with the chunk's index as its nonce,
and with the visit's id, index and length bound to it. A key is used for one visit, and its file is only ever
made anew: no nonce comes twice. Chunks can't be changed, moved, or taken from another visit; that the last
ones are missing can't be told from a caller who said less.
"""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from carrier.voicemail.visit import RATE

SAMPLE_BYTES = 2
CHUNK_BYTES = RATE // 2 * SAMPLE_BYTES
"""Half a second: so much is lost at most where a process is killed."""
_HEAD = struct.Struct(">I")
_TAG_BYTES = 16
_LONGEST = CHUNK_BYTES + _TAG_BYTES


def spool_path(directory: Path, visit_id: str) -> Path:
    """Raises ValueError for an id that is no UUID: it would be a part of a path."""
    return directory / f"{UUID(visit_id)}.spool"


class SpoolWriter:
    """Belongs to one thread.

    After an OSError (a full disk) it takes no more: what lies there stays readable.
    """

    def __init__(self, directory: Path, visit_id: str, key: bytes) -> None:
        """Raises FileExistsError where the visit has been recorded already."""
        self._cipher = AESGCM(key)
        self._visit_id = visit_id
        self._index = 0
        self._waiting = bytearray()
        self._written = 0
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file: int | None = os.open(spool_path(directory, visit_id), flags, 0o600)

    @property
    def seconds(self) -> float:
        """Of what lies in the file."""
        return self._written / SAMPLE_BYTES / RATE

    def write(self, samples: bytes) -> None:
        self._waiting += samples
        while len(self._waiting) >= CHUNK_BYTES:
            self._append(bytes(self._waiting[:CHUNK_BYTES]))
            del self._waiting[:CHUNK_BYTES]

    def close(self) -> None:
        """Write what is left, and see it on the disk."""
        if self._file is None:
            return
        try:
            if len(self._waiting) >= SAMPLE_BYTES:
                self._append(bytes(self._waiting[: len(self._waiting) // SAMPLE_BYTES * SAMPLE_BYTES]))
            self._waiting.clear()
            os.fsync(self._file)
        finally:
            self._shut()

    def _append(self, samples: bytes) -> None:
        if self._file is None:
            raise OSError("this spool takes no more")
        length = len(samples) + _TAG_BYTES
        bound = _bound(self._visit_id, self._index, length)
        chunk = _HEAD.pack(length) + self._cipher.encrypt(_nonce(self._index), samples, bound)
        try:
            wrote = os.write(self._file, chunk)
            if wrote < len(chunk):
                raise OSError("a chunk was cut")
        except OSError:
            self._shut()
            raise
        self._index += 1
        self._written += len(samples)

    def _shut(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                os.close(file)


def read_spool(directory: Path, visit_id: str, key: bytes) -> bytes:
    """All samples up to the first chunk that is not whole and true; empty where there is no file."""
    cipher = AESGCM(key)
    samples = bytearray()
    with suppress(FileNotFoundError), spool_path(directory, visit_id).open("rb") as file:
        index = 0
        while len(head := file.read(_HEAD.size)) == _HEAD.size:
            (length,) = _HEAD.unpack(head)
            if not _TAG_BYTES < length <= _LONGEST:
                break
            chunk = file.read(length)
            if len(chunk) < length:
                break
            try:
                samples += cipher.decrypt(_nonce(index), chunk, _bound(visit_id, index, length))
            except InvalidTag:
                break
            index += 1
    return bytes(samples)


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _bound(visit_id: str, index: int, length: int) -> bytes:
    return UUID(visit_id).bytes + struct.pack(">QI", index, length)
