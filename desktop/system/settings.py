"""What the person set on this computer: a small JSON file, never a secret.

It is replaced as a whole (write, flush to the disk, rename), so a crash leaves the old one or the new one.
One that cannot be read is kept aside and the defaults apply.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

import msgspec

from desktop.domain.sound import SoundChoice

log = logging.getLogger(__name__)

LARGEST_FILE = 256 * 1024
VERSION = 1


class Settings(msgspec.Struct, frozen=True):
    version: int = VERSION
    language: str = ""
    """"en", "fr" or "ar"; empty follows the system."""
    theme: str = "system"
    """"system", "light", "dark" or "high-contrast"."""
    country: str = ""
    """The country that was last chosen in the dialler, ISO 3166-1 alpha-2."""
    last_email: str = ""
    sound: SoundChoice = SoundChoice()


class SettingsFile:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.kept_aside: Path | None = None
        """Where an unreadable file was put, for the one notice about it."""
        self._settings = self._load()

    @property
    def settings(self) -> Settings:
        return self._settings

    def change(self, **changes: object) -> Settings:
        """Replace fields and write the file. Where the disk refuses, the change holds until quitting."""
        changed = msgspec.structs.replace(self._settings, **changes)
        if changed == self._settings:
            return changed
        self._settings = changed
        try:
            self._write()
        except OSError as failure:
            log.warning("the settings could not be written: %s", failure.strerror)
        return changed

    def _load(self) -> Settings:
        try:
            with self._path.open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
            if len(content) > LARGEST_FILE:
                raise msgspec.ValidationError("too large")
            settings = msgspec.json.decode(content, type=Settings)
        except FileNotFoundError:
            return Settings()
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as failure:
            self._keep_aside(type(failure).__name__)
            return Settings()
        if settings.version > VERSION:
            self._keep_aside("of a newer version")
            return Settings()
        return settings

    def _keep_aside(self, why: str) -> None:
        aside = self._path.with_suffix(".unreadable.json")
        log.warning("the settings could not be read (%s); defaults apply", why)
        try:
            os.replace(self._path, aside)
            self.kept_aside = aside
        except OSError as failure:
            log.warning("and could not be kept aside: %s", failure.strerror)

    def _write(self) -> None:
        fresh = self._path.with_suffix(".new.json")
        with fresh.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(self._settings)))
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self._path)
