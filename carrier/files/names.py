"""File names that came from outside, made safe to keep, to show and to offer for saving."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

LONGEST_NAME = 120
_LONGEST_ENDING = 16
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10)))
)
"""What Windows takes for a device, whatever follows the dot."""


def safe_name(name: str, *, otherwise: str = "file") -> str:
    """No path, no controls, nothing that turns the reading direction, nothing that a system reserves.

    The ending stays, so that a long name keeps its kind.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    visible = "".join(
        c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
    plain = "".join("_" if c in '<>:"|?*' else c for c in visible)
    plain = " ".join(plain.split()).strip(". ")
    if not plain:
        return otherwise
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        stem, ending = plain, ""
    if stem.split(".")[0].strip().casefold() in _RESERVED:
        stem = f"_{stem}"
    stem = stem[: LONGEST_NAME - len(ending) - 1].rstrip(". ") or otherwise
    return f"{stem}.{ending}" if ending else stem


def disposition(name: str) -> str:
    """`Content-Disposition` that saves and never shows (RFC 6266, RFC 5987)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
