"""Choices that are no secret and belong to this computer, kept as JSON in the profile.

The file is replaced as a whole, so a cut in the middle leaves the old one. One that can't be read is kept
aside, and the defaults hold.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

import msgspec

log = logging.getLogger(__name__)

LARGEST = 256 * 1024


class Settings(msgspec.Struct, frozen=True):
    microphones: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    ringers: tuple[str, ...] = ()
    echo_cancelling: bool = True
    noise_reduction: bool = True
    gain_control: bool = False
    language: str = ""
    theme: str = ""
    country: str = ""
    """The country numbers are dialled from, where it was chosen; ISO 3166-1 alpha-2."""


class SettingsFile:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.was_damaged = False
        self.now = self._read()

    def change(self, settings: Settings) -> None:
        """Keep `settings`. A disk that refuses is logged: the choice holds until the program ends."""
        self.now = settings
        waiting = self._path.with_name(self._path.name + ".new")
        try:
            with waiting.open("wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(settings), indent=2))
                file.flush()
                os.fsync(file.fileno())
            waiting.replace(self._path)
        except OSError as error:
            log.warning("the settings can't be kept: %s", error.strerror)

    def _read(self) -> Settings:
        try:
            if self._path.stat().st_size > LARGEST:
                raise msgspec.ValidationError("too large")
            return msgspec.json.decode(self._path.read_bytes(), type=Settings)
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            log.warning("the settings can't be read: %s", error.strerror)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            log.warning("the settings are damaged: kept aside, the defaults hold")
            try:
                self._path.replace(self._path.with_name(self._path.name + ".aside"))
            except OSError:
                pass
        self.was_damaged = True
        return Settings()
