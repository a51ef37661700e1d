"""Notices of the system: what they say, which buttons they have, and whether there are any."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

CLICKED = "default"
"""The word of a click on the notice itself."""


class Standing(Enum):
    UNKNOWN = "unknown"  # not asked yet
    FULL = "full"
    NO_BUTTONS = "no-buttons"
    NONE = "none"  # the system shows none


class Kind(Enum):
    CALL = "call"  # stays until it is taken back
    MISSED = "missed"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class NoticeButton:
    word: str
    """What comes back when it is pressed."""
    label: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Plain text; whoever shows it escapes what the system would read as markup."""

    key: str
    """One with the same key takes its place."""
    kind: Kind
    title: str
    text: str
    buttons: tuple[NoticeButton, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """What the person wants to be told outside of the window."""

    calls: bool = True
    missed: bool = True
    messages: bool = True
    hides_content: bool = False
    """Says that somebody called or wrote, and neither who nor what."""


@dataclass(frozen=True, slots=True)
class Notices:
    standing: Standing = Standing.UNKNOWN
    choice: NoticeChoice = NoticeChoice()
