"""Files of messages: those that came in an MMS, and those that leave as a link (MSG-4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from desktop.domain.messages import MessageFailure, MessageId, ThreadKey

FileId = NewType("FileId", str)
"""A UUID made here for a file that is sent; made by the carrier for one that came."""

_LINK = re.compile(r"(?:^|\n)https?://\S+/f/[\w-]{32}\Z", re.ASCII)
LARGEST_FILE = 100 * 1024 * 1024
"""Bytes; what the carrier takes at most."""
MOST_AT_ONCE = 10
"""Files picked together: each becomes a message of its own."""


def with_link(text: str, link: str) -> str:
    """What leaves where a file goes along: its link stands below the text."""
    return f"{text}\n{link}" if text else link


def without_link(text: str) -> str:
    """What was written, of a message that one sent with a file."""
    return _LINK.sub("", text)


@dataclass(frozen=True, slots=True)
class PickedFile:
    """A file of this computer that may be sent. It stays where it is, and is read again piece by piece."""

    path: str
    """Empty for one that has no file: what was pasted, and is kept in the cache."""
    name: str
    type: str
    """A guess, to show a fitting picture for it."""
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with what is written."""

    file: PickedFile
    body: bytes | None = None
    """Of one that was pasted, and has no file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way to the carrier; once it is there, its message is sent."""

    id: FileId
    message_id: MessageId
    thread: ThreadKey
    file: PickedFile
    made_at: datetime
    failure: MessageFailure | None = None
    awaited: bool = False
    """By intents that name the file: it is no message itself, and bears the file's id in place of one."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload has come."""

    sent: int
    size: int
    paused: bool = False
    """The carrier is away: it goes on by itself."""

    @property
    def percent(self) -> int:
        return min(100, 100 * self.sent // max(self.size, 1))
