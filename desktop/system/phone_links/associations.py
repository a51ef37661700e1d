"""A `mimeapps.list`: only the lines asked for are changed, every other byte of the person's file stays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

LARGEST = 1024 * 1024
_SECTION = "[Default Applications]"


class Associations:
    def __init__(self, path: Path) -> None:
        self._path = path

    def default(self, name: str) -> str:
        """The first application for `name`; empty where there is none."""
        inside = False
        for line in self._lines():
            if line.startswith("["):
                inside = line.strip() == _SECTION
            elif inside and line.partition("=")[0].strip() == name:
                return line.partition("=")[2].strip().split(";")[0]
        return ""

    def set_defaults(self, wanted: Mapping[str, str]) -> None:
        """An empty application takes the line away. Raises `OSError`."""
        if not wanted:
            return
        before = self._lines()
        kept: list[str] = []
        section, place = "", None
        for line in before:
            if line.startswith("["):
                section = line.strip()
            key = line.partition("=")[0].strip()
            if section == _SECTION and key in wanted and "=" in line:
                continue
            kept.append(line)
            if section == _SECTION and line.strip():
                place = len(kept)
        lines = [f"{name}={application};" for name, application in wanted.items() if application]
        if place is None and lines:
            kept += ["", _SECTION] if kept and kept[-1].strip() else [_SECTION]
            place = len(kept)
        if place is not None:
            kept[place:place] = lines
        if kept != before:
            self._write("\n".join(kept) + "\n")

    def _lines(self) -> list[str]:
        try:
            if self._path.stat().st_size > LARGEST:
                raise OSError("the list of associations is too large to be one")
            text = self._path.read_text(encoding="utf-8", errors="surrogateescape")
        except FileNotFoundError:
            return []
        return text.removesuffix("\n").split("\n") if text else []

    def _write(self, text: str) -> None:
        # Behind a link into somebody's dotfiles the file there is meant, not the link.
        path = self._path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting = path.with_name(path.name + ".fiveline")
        waiting.write_text(text, encoding="utf-8", errors="surrogateescape")
        if path.exists():
            waiting.chmod(path.stat().st_mode & 0o777)
        waiting.replace(path)
