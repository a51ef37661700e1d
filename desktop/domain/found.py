"""Looking for something in everything that was said: what is asked, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.calls import CallRecord
from desktop.domain.messages import Message, Thread, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.voicemail import Voicemail
from desktop.domain.wanted import Wanted, wanted


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, and where."""

    text: str
    number_id: NumberId | None = None
    people: frozenset[Address] = frozenset()
    """Any of these, where there are some: the telephones of one person."""
    since: datetime | None = None
    until: datetime | None = None
    """Before it."""
    thread: ThreadKey | None = None
    with_files: bool = False

    @property
    def look(self) -> Wanted:
        return wanted(self.text)

    @property
    def is_nothing(self) -> bool:
        """Nothing is asked: neither a word nor a filter that chooses among messages."""
        return self.look.is_nothing and not (self.people or self.since or self.until or self.with_files)


@dataclass(frozen=True, slots=True)
class FoundMessages:
    """A page of hits, newest first."""

    messages: tuple[Message, ...]
    below: int | None
    """Where the next page begins; None where nothing is left."""


@dataclass(frozen=True, slots=True)
class FoundVoicemail:
    """One in which it was said."""

    voicemail: Voicemail
    said: str
    """All of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """The beginning of all that was found."""

    threads: tuple[Thread, ...]
    """By their person or number; newest first."""
    messages: FoundMessages
    calls: tuple[CallRecord, ...] = ()
    voicemails: tuple[FoundVoicemail, ...] = ()
    """Newest first."""
    still_indexing: bool = False
    """Messages of before are not all looked at yet."""
