"""The bytes of files, on the disk and encrypted: each file has its own key, which stands in the database.

Names are random and no web server looks in here. AES-256 in counter mode, since an upload goes on in the
middle: what is written at an offset is enciphered for that offset. Whether it is whole is what the SHA-256
of the upload is for. A row that is deleted takes the key along: what may be left of the blob is noise.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

PIECE = 256 * 1024
_BLOCK = 16


@dataclass(frozen=True, slots=True)
class Blob:
    name: str
    key: bytes


class Blobs:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self) -> Blob:
        return Blob(secrets.token_hex(16), secrets.token_bytes(32))

    def write(self, blob: Blob, offset: int, data: bytes) -> None:
        """On the disk when it returns. Raises `OSError`."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
        file = os.open(self._path(blob.name), flags, 0o600)
        try:
            os.lseek(file, offset, os.SEEK_SET)
            left = memoryview(_cipher(blob, offset).update(data))
            while left:
                left = left[os.write(file, left) :]
            os.fsync(file)
        finally:
            os.close(file)

    def keep(self, data: bytes) -> Blob:
        blob = self.new()
        self.write(blob, 0, data)
        return blob

    def read(self, blob: Blob, *, size: int, offset: int = 0) -> Iterator[bytes]:
        """At most `size` bytes from `offset`, in pieces. Raises `OSError` where it is gone."""
        cipher = _cipher(blob, offset)
        with self._path(blob.name).open("rb") as file:
            file.seek(offset)
            while size > 0 and (piece := file.read(min(PIECE, size))):
                size -= len(piece)
                yield cipher.update(piece)

    def head(self, blob: Blob, size: int) -> bytes:
        return b"".join(self.read(blob, size=size))

    def digest(self, blob: Blob, *, size: int) -> str:
        total = hashlib.sha256()
        for piece in self.read(blob, size=size):
            total.update(piece)
        return total.hexdigest()

    def drop(self, names: Iterable[str]) -> None:
        for name in names:
            self._path(name).unlink(missing_ok=True)

    def names(self, *, older_than_seconds: float) -> frozenset[str]:
        """Of blobs that were last written so long ago."""
        if not self._folder.is_dir():
            return frozenset()
        latest = time.time() - older_than_seconds
        return frozenset(path.name for path in self._folder.iterdir() if path.stat().st_mtime < latest)

    def _path(self, name: str) -> Path:
        return self._folder / name


def _cipher(blob: Blob, offset: int) -> CipherContext:
    counter = (offset // _BLOCK).to_bytes(_BLOCK, "big")
    cipher = Cipher(algorithms.AES256(blob.key), modes.CTR(counter)).encryptor()
    cipher.update(bytes(offset % _BLOCK))
    return cipher
