"""A model's file as whisper.cpp reads it ("ggml"): head, filters, vocabulary, tensors.

It is walked through before the library sees it, which believes what a file says of itself: one with wrong
lengths makes it run for ever, one that was cut is taken for an empty model.
Source: whisper.cpp, models/convert-pt-to-ggml.py and `whisper_model_load`.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import BinaryIO

from desktop.domain.transcript import Doubt
from desktop.transcribing.limits import LARGEST_MODEL

_MAGIC = 0x67676D6C
_WORDS_OF_ENGLISH_ONLY = 51_864
_BLOCKS = {
    0: (1, 4),
    1: (1, 2),
    2: (32, 18),
    3: (32, 20),
    6: (32, 22),
    7: (32, 24),
    8: (32, 34),
    10: (256, 84),
    11: (256, 110),
    12: (256, 144),
    13: (256, 176),
    14: (256, 210),
}
"""Numbers and bytes of a block, by ggml's type."""
_MOST_NAMED = 5000
"""Tensors; the largest model has 1,259."""
_SAMPLED = 256 * 1024
"""Bytes at each of the places from which a model's id is made."""


class NotTaken(Exception):
    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt.value)
        self.doubt = doubt


@dataclass(frozen=True, slots=True)
class ModelFile:
    id: str
    size: int
    many_languages: bool


def look_at(path: Path) -> ModelFile:
    """Raises `NotTaken`."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise NotTaken(Doubt.FOLDER)
        if not stat.S_ISREG(found.st_mode):
            raise NotTaken(Doubt.NOT_A_MODEL)
        if not found.st_size:
            raise NotTaken(Doubt.EMPTY)
        with path.open("rb") as file:
            words = _walk(file, found.st_size)
            if found.st_size > LARGEST_MODEL:
                raise NotTaken(Doubt.TOO_LARGE)
            return ModelFile(_id_of(file, found.st_size), found.st_size, words != _WORDS_OF_ENGLISH_ONLY)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotTaken(Doubt.GONE) from error
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL
        raise NotTaken(Doubt.UNREADABLE) from error


def _walk(file: BinaryIO, size: int) -> int:
    """How many words it knows."""
    (magic,) = _numbers(file, "<I", Doubt.NOT_A_MODEL)
    if magic != _MAGIC:
        raise NotTaken(Doubt.NOT_A_MODEL)
    head = _numbers(file, "<11i")
    words, *_, ftype = head
    heard, spoken = head[4], head[8]
    mels = head[9]
    plausible = (
        50_000 <= words <= 60_000
        and all(1 <= number <= 100_000 for number in head[:10])
        and 1 <= heard <= 64
        and 1 <= spoken <= 64
        and 0 <= ftype <= 10_000
    )
    rows, columns = _numbers(file, "<2i")
    if not plausible or rows != mels or not 1 <= columns <= 4096:
        raise NotTaken(Doubt.NOT_A_MODEL)
    _skip(file, 4 * rows * columns, size)
    (named,) = _numbers(file, "<i")
    if not 0 < named <= words:
        raise NotTaken(Doubt.NOT_A_MODEL)
    for _ in range(named):
        (length,) = _numbers(file, "<i")
        if not 0 <= length <= 1024:
            raise NotTaken(Doubt.NOT_A_MODEL)
        _skip(file, length, size)
    tensors = 0
    while file.tell() < size:
        _tensor(file, size)
        tensors += 1
        if tensors > _MOST_NAMED:
            raise NotTaken(Doubt.NOT_A_MODEL)
    if tensors < 11 + 15 * heard + 24 * spoken:
        raise NotTaken(Doubt.CUT)
    return words


def _tensor(file: BinaryIO, size: int) -> None:
    dimensions, name_length, kind = _numbers(file, "<3i")
    if not 1 <= dimensions <= 4 or not 1 <= name_length <= 256 or kind not in _BLOCKS:
        raise NotTaken(Doubt.NOT_A_MODEL)
    lengths = _numbers(file, f"<{dimensions}i")
    numbers, bytes_ = _BLOCKS[kind]
    if any(not 1 <= length <= 1 << 24 for length in lengths) or lengths[0] % numbers:
        raise NotTaken(Doubt.NOT_A_MODEL)
    _skip(file, name_length + prod(lengths) // numbers * bytes_, size)


def _numbers(file: BinaryIO, form: str, otherwise: Doubt = Doubt.CUT) -> tuple[int, ...]:
    read = file.read(struct.calcsize(form))
    if len(read) < struct.calcsize(form):
        raise NotTaken(otherwise)
    return struct.unpack(form, read)


def _skip(file: BinaryIO, count: int, size: int) -> None:
    if file.tell() + count > size:
        raise NotTaken(Doubt.CUT)
    file.seek(count, os.SEEK_CUR)


def _id_of(file: BinaryIO, size: int) -> str:
    """Of samples: a gigabyte that is read through would take seconds."""
    digest = hashlib.sha256(size.to_bytes(8, "big"))
    for eighth in range(9):
        file.seek(max(0, (size - _SAMPLED) * eighth // 8))
        digest.update(file.read(_SAMPLED))
    return digest.hexdigest()[:32]
