"""Notices of the system: what they say, which buttons they have, and whether there are any."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from desktop.domain.numbers import NumberId, Unread

CLICKED = "default"
"""The word of a click on the notice itself."""


class Standing(Enum):
    UNKNOWN = "unknown"  # not asked yet
    FULL = "full"  # buttons, and a field to answer in
    NO_REPLIES = "no-replies"  # buttons
    NO_BUTTONS = "no-buttons"
    NONE = "none"  # the system shows none


class Kind(Enum):
    CALL = "call"  # stays until it is taken back
    MISSED = "missed"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class NoticeButton:
    """A button on a notice."""

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
    reply: str = ""
    """The name of a field to answer in, where the system has such; empty for none."""


class Content(Enum):
    """What notices tell."""

    ALL = "all"
    NAME = "name"  # who, and not what
    NOTHING = "nothing"  # that somebody called or wrote, and neither who nor what


class Counted(Enum):
    """What the program's badge may count."""

    MESSAGES = "messages"
    MISSED_CALLS = "missed-calls"
    VOICEMAILS = "voicemails"


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """What the person wants to be told outside of the window."""

    calls: bool = True
    missed: bool = True
    messages: bool = True
    content: Content = Content.ALL
    hides_when_locked: bool = True
    silent: frozenset[NumberId] = frozenset()
    """Numbers of whose messages and missed calls no notice is wanted."""
    badge: frozenset[Counted] = frozenset(Counted)

    def count(self, unread: Unread) -> int:
        """What the badge shows of this."""
        return sum(
            number
            for kind, number in (
                (Counted.MESSAGES, unread.messages),
                (Counted.MISSED_CALLS, unread.missed_calls),
                (Counted.VOICEMAILS, unread.voicemails),
            )
            if kind in self.badge
        )


@dataclass(frozen=True, slots=True)
class Notices:
    """Whether notices are shown, and which of them are wanted."""

    standing: Standing = Standing.UNKNOWN
    choice: NoticeChoice = NoticeChoice()
    locked: bool | None = None
    """Whether the screen is locked; None where the system does not tell."""

    @property
    def content(self) -> Content:
        """What notices may tell now."""
        return Content.NOTHING if self.locked and self.choice.hides_when_locked else self.choice.content
