"""A file that somebody asked for, where they said."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, body: bytes) -> None:
    """Whole, or not at all. Raises `OSError`."""
    handle, waiting = tempfile.mkstemp(dir=path.parent, prefix=".fiveline-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        os.replace(waiting, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(waiting)
        raise
