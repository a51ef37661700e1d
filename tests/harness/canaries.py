"""Words that must not be found in any file: searched as they are, and as they would be written."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path


def disguises(word: str) -> set[bytes]:
    """How `word` may stand in a file: plain, UTF-16, base64 at each of its three offsets, hexadecimal."""
    plain = word.encode()
    found = {plain, word.encode("utf-16-le"), plain.hex().encode()}
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + plain)
        # The first and the last group depend on what stands beside the word.
        found.add(encoded[4 if offset else 0 : len(encoded) // 4 * 4 - 4])
    return {form for form in found if len(form) >= 6}


def find(words: Iterable[str], *folders: Path) -> list[str]:
    """Every file below `folders` that holds one of `words`, with the word."""
    forms = {form: word for word in words for form in disguises(word)}
    found: list[str] = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            content = path.read_bytes()
            found += [f"{path}: {word}" for form, word in forms.items() if form in content]
    return found
