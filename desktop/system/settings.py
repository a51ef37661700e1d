"""Choices that are no secret and belong to this computer, kept as JSON in the profile.

The file is replaced as a whole, so a cut in the middle leaves the old one. One that can't be read is kept
aside, and the defaults hold.
"""

from __future__ import annotations

import logging
import os
from datetime import datetime
from pathlib import Path

import msgspec

log = logging.getLogger(__name__)

LARGEST = 256 * 1024


class KeptRinging(msgspec.Struct, frozen=True):
    devices: tuple[str, ...] = ()
    volume: int = 80
    rising: bool = False
    ringtones: dict[str, str] = {}
    """By the carrier's id of a number."""


class KeptQuietTime(msgspec.Struct, frozen=True):
    until: datetime | None = None
    """None: until it is switched off."""
    seconds: float = 0.0
    """How long it was asked for; 0 where the clock on the wall ends it."""


class KeptQuiet(msgspec.Struct, frozen=True):
    everything: KeptQuietTime | None = None
    numbers: dict[str, KeptQuietTime] = {}
    shows_calls: bool = True


class KeptNotices(msgspec.Struct, frozen=True):
    calls: bool = True
    missed: bool = True
    messages: bool = True
    hides_content: bool = False
    """Of earlier versions, for which there was all or nothing."""
    content: str = ""
    hides_when_locked: bool = True
    silent: tuple[str, ...] = ()
    badge: tuple[str, ...] | None = None
    """None as long as nobody has chosen."""


class KeptWriting(msgspec.Struct, frozen=True):
    emojis: tuple[str, ...] = ()
    """Used last, newest first."""
    skin_tone: str = ""
    enter_sends: bool = True
    checks_spelling: bool = True


class KeptTranscripts(msgspec.Struct, frozen=True):
    on: bool = False
    path: str = ""
    """Of the model's file, which stays where the person put it."""
    model: str = ""
    size: int = 0
    many_languages: bool = False


class Settings(msgspec.Struct, frozen=True):
    microphones: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    echo_cancelling: bool = True
    noise_reduction: bool = True
    gain_control: bool = False
    ringing: KeptRinging = KeptRinging()
    quiet: KeptQuiet = KeptQuiet()
    notices: KeptNotices = KeptNotices()
    replies: tuple[str, ...] = ()
    writing: KeptWriting = KeptWriting()
    transcripts: KeptTranscripts = KeptTranscripts()
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
