"""A file of this computer, looked at before it is taken: what can't be is said at once. For threads."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.errors import Mendable
from desktop.domain.files import LARGEST_FILE, PickedFile

_PIECE = 1024 * 1024
_LONGEST_NAME = 200


def look_at(path: str) -> PickedFile:
    """Raises `Mendable` ("file-gone", "file-unreadable", "file-folder", "file-empty", "file-too-large")."""
    with _named_reasons():
        _require_plain(path, largest=LARGEST_FILE)
        size, sha256 = _measure(path)
    return PickedFile(os.path.abspath(path), shown_name(Path(path).name), type_of(path), size, sha256)


def read_whole(path: str, *, largest: int) -> bytes:
    """All of it, `largest` bytes at most. Raises as `look_at`."""
    with _named_reasons():
        _require_plain(path, largest=largest)
        body = read_piece(path, 0, largest + 1)
    if len(body) > largest:  # it grew meanwhile
        raise Mendable("file-too-large")
    return body


def pasted(name: str, body: bytes) -> PickedFile:
    """What came from the clipboard and has no file. Raises `Mendable`."""
    if not body:
        raise Mendable("file-empty")
    if len(body) > LARGEST_FILE:
        raise Mendable("file-too-large", f"{len(body)} bytes")
    return PickedFile("", shown_name(name), type_of(name), len(body), hashlib.sha256(body).hexdigest())


def is_still(file: PickedFile) -> bool:
    """Whether it is byte for byte what was picked. Raises `OSError` where it can't be read."""
    return _measure(file.path) == (file.size, file.sha256)


def read_piece(path: str, offset: int, size: int) -> bytes:
    with Path(path).open("rb") as file:
        file.seek(offset)
        return file.read(size)


def shown_name(name: str) -> str:
    """A file's name without what turns its reading direction, hides its ending or ends a line."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    visible = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    if len(visible) > _LONGEST_NAME:
        stem, dot, ending = visible.rpartition(".")
        ending = f"{dot}{ending}" if stem and len(ending) <= 16 else ""
        visible = visible[: _LONGEST_NAME - len(ending)] + ending
    return visible.strip() or "file"


def type_of(name: str) -> str:
    return mimetypes.guess_type(name, strict=True)[0] or "application/octet-stream"


@contextmanager
def _named_reasons() -> Iterator[None]:
    """What the system has against a file becomes a word that the window knows."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise Mendable("file-gone") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL
        raise Mendable("file-unreadable", type(error).__name__) from error


def _require_plain(path: str, *, largest: int) -> None:
    found = os.stat(path)
    if stat.S_ISDIR(found.st_mode):
        raise Mendable("file-folder")
    if not stat.S_ISREG(found.st_mode):  # a pipe or a device would never end
        raise Mendable("file-unreadable", "no plain file")
    if found.st_size == 0:
        raise Mendable("file-empty")
    if found.st_size > largest:
        raise Mendable("file-too-large", f"{found.st_size} bytes")


def _measure(path: str) -> tuple[int, str]:
    """Size and SHA-256. Stops where it grows beyond what may be sent."""
    total, size = hashlib.sha256(), 0
    with Path(path).open("rb") as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            if size > LARGEST_FILE:
                break
            total.update(piece)
    return size, total.hexdigest()
