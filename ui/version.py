"""The version, as it was installed."""

from __future__ import annotations

from importlib import metadata


def version() -> str:
    try:
        return metadata.version("fiveline")
    except metadata.PackageNotFoundError:
        return "0.1.0"
