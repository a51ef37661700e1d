"""Links on Linux: a desktop file and the user's `mimeapps.list` (freedesktop.org, Desktop Entry 1.5 and
Association between MIME types and applications 1.0.1). No other program is needed for it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.system.phone_links import SCHEMES, LinkStanding
from desktop.system.phone_links.associations import Associations

FILE = "fiveline-links.desktop"
_BEFORE = "X-Fiveline-Before"
_TYPES = tuple(f"x-scheme-handler/{scheme}" for scheme in SCHEMES)


def in_a_sandbox(environment: Mapping[str, str] = os.environ) -> bool:
    """Flatpak and Snap keep the user's own associations out of reach, and write their own."""
    return "FLATPAK_ID" in environment or "SNAP" in environment or Path("/.flatpak-info").exists()


class LinuxLinks:
    def __init__(self, command: Sequence[str], environment: Mapping[str, str] = os.environ) -> None:
        self._command = tuple(command)
        home = Path(environment.get("HOME") or Path.home())
        data = _folder(environment, "XDG_DATA_HOME", home / ".local" / "share")
        config = _folder(environment, "XDG_CONFIG_HOME", home / ".config")
        self._file = data / "applications" / FILE
        desktops = environment.get("XDG_CURRENT_DESKTOP", "").lower().split(":")
        # What a desktop keeps for itself alone wins over the list of all.
        self._lists = [
            Associations(config / f"{name}-mimeapps.list")
            for name in desktops
            if name.replace("-", "").isalnum() and (config / f"{name}-mimeapps.list").exists()
        ]
        self._lists.append(Associations(config / "mimeapps.list"))

    def look(self) -> LinkStanding:
        default = next((found for each in self._lists if (found := each.default(_TYPES[0]))), "")
        ours = default == FILE and _value(self._read(), "Exec") == self._exec()
        return LinkStanding.OURS if ours else LinkStanding.NOT_OURS

    def take(self) -> None:
        if "%" in self._command[0]:
            raise OSError("GLib does not start a program whose path has a per cent sign")
        common = self._lists[-1]
        before = {name: common.default(name) for name in _TYPES}
        if before[_TYPES[0]] == FILE:
            kept = _value(self._read(), _BEFORE)
        else:
            kept = " ".join(f"{name}={app}" for name, app in before.items() if app and " " not in app)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        _replace(self._file, self._entry(kept))
        for own in self._lists[:-1]:
            own.set_defaults({name: FILE for name in _TYPES if own.default(name)})
        common.set_defaults(dict.fromkeys(_TYPES, FILE))

    def give_back(self) -> None:
        before = dict(
            pair.split("=", 1) for pair in _value(self._read(), _BEFORE).split() if pair.count("=") == 1
        )
        for each in self._lists:
            ours = [name for name in _TYPES if each.default(name) == FILE]
            each.set_defaults(
                {name: before.get(name, "") if each is self._lists[-1] else "" for name in ours}
            )
        self._file.unlink(missing_ok=True)

    def _entry(self, before: str) -> str:
        lines = [
            "[Desktop Entry]",
            "Type=Application",
            "Name=Fiveline",
            "Comment=Opens telephone links",
            f"Exec={self._exec()}",
            f"MimeType={';'.join(_TYPES)};",
            "NoDisplay=true",
            "Terminal=false",
            "StartupNotify=false",
            f"{_BEFORE}={before}",
        ]
        return "\n".join(lines) + "\n"

    def _exec(self) -> str:
        # Behind `--` whatever a link holds is the link, never an option.
        return " ".join((*map(_quoted, self._command), "--", "%u"))

    def _read(self) -> str:
        try:
            with self._file.open(encoding="utf-8", errors="replace") as file:
                return file.read(16_384)
        except OSError:
            return ""


def _folder(environment: Mapping[str, str], name: str, otherwise: Path) -> Path:
    """A relative path there is to be ignored (XDG Base Directory 0.8)."""
    said = environment.get(name, "")
    return Path(said) if said.startswith("/") else otherwise


def _quoted(word: str) -> str:
    """Quoted for `Exec`, then escaped as every string of the file; control characters can't be written."""
    if any(ord(character) < 32 for character in word):
        raise OSError("a path with control characters can't stand in a desktop file")
    quoted = "".join(f"\\{c}" if c in '"`$\\' else c for c in word).replace("%", "%%")
    return f'"{quoted}"'.replace("\\", "\\\\")


def _value(entry: str, key: str) -> str:
    return next((line[len(key) + 1 :] for line in entry.splitlines() if line.startswith(f"{key}=")), "")


def _replace(path: Path, text: str) -> None:
    waiting = path.with_name(path.name + ".new")
    waiting.write_text(text, encoding="utf-8")
    waiting.replace(path)
