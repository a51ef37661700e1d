"""Rules of zones that nobody has: a zone of one's own in a folder of its own."""

from __future__ import annotations

import struct
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MADE_UP = "Fiveline/Lagoon"


def zone_file(hours: int) -> bytes:
    """A zone that is always `hours` ahead (RFC 8536, version 2)."""

    def block(version: bytes) -> bytes:
        name = b"LGN\0"
        counts = struct.pack(">6l", 0, 0, 0, 0, 1, len(name))
        return b"TZif" + version + bytes(15) + counts + struct.pack(">lbb", hours * 3600, 0, 0) + name

    return block(b"2") + block(b"2") + f"\n<LGN>{-hours}\n".encode()


@contextmanager
def rules(folder: Path, *, version: str, hours: int | None) -> Iterator[None]:
    """While this lasts, rules of this version are installed; `hours` None: the made-up zone is gone."""
    place = folder / version
    (place / "Fiveline").mkdir(parents=True, exist_ok=True)
    (place / "tzdata.zi").write_text(f"# version {version}\n")
    if hours is not None:
        (place / MADE_UP).write_bytes(zone_file(hours))
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(place)])
    zoneinfo.ZoneInfo.clear_cache()
    try:
        yield
    finally:
        zoneinfo.reset_tzpath(before)
        zoneinfo.ZoneInfo.clear_cache()
