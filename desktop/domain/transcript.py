"""What was said in a voicemail, in words, as this computer understood it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from desktop.domain.voicemail import VoicemailId

ModelId = NewType("ModelId", str)
"""Of a model's content, wherever its file lies."""

DOUBTFUL = 0.4
"""Confidence below which a word is shown as a guess."""


@dataclass(frozen=True, slots=True)
class Word:
    """One of those that were heard."""

    text: str
    start: float
    """Seconds from the beginning of the recording."""
    end: float
    confidence: float
    """0 to 1."""
    joined: bool = False
    """Written on to the word before, without a blank between."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """All words of one voicemail, and by which model they were made."""

    voicemail_id: VoicemailId
    model: ModelId
    language: str
    """ISO 639, of what was heard; empty where the model does not say."""
    words: tuple[Word, ...]
    """Empty where nobody spoke."""

    @property
    def text(self) -> str:
        return text_of(self.words)


def text_of(words: tuple[Word, ...]) -> str:
    return "".join(f"{'' if word.joined or not at else ' '}{word.text}" for at, word in enumerate(words))


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """What understands speech: a file that the person gave."""

    id: ModelId
    name: str
    """The file's."""
    path: str
    size: int
    """Bytes."""
    many_languages: bool


class Doubt(StrEnum):
    """Why no transcript comes, as stable words; the window has a sentence for each."""

    NOT_A_MODEL = "model-not"
    CUT = "model-cut"
    EMPTY = "model-empty"
    FOLDER = "model-folder"
    GONE = "model-gone"
    UNREADABLE = "model-unreadable"
    TOO_LARGE = "model-too-large"
    NOT_LOADED = "model-not-loaded"
    """The process ended over it: too little memory, or too old a processor."""
    MISSING = "recogniser-missing"
    """The library is not on this computer."""
    ENDED = "recogniser-ended"
    """Its process died, or gave no sign for too long."""
    STOPPED = "recogniser-stopped"
    """By ourselves: a call came, or it was switched off."""


@dataclass(frozen=True, slots=True)
class Transcribing:
    """Whether words are made, with what, and how far it is."""

    on: bool = False
    model: SpeechModel | None = None
    doubt: Doubt | None = None
    """Why `model` can't be used, or why none was taken."""
    looking: bool = False
    """A file is being looked at."""
    now: VoicemailId | None = None
    done: float = 0.0
    """0 to 1, of the one that is made now."""
    waiting: tuple[VoicemailId, ...] = ()
    failed: Mapping[VoicemailId, Doubt] = field(default_factory=lambda: MappingProxyType({}))
    holds_for_call: bool = False
    """Something waits until the call has ended."""

    @property
    def of_this_computer(self) -> Transcribing:
        """Without what belongs to an account."""
        return Transcribing(self.on, self.model, self.doubt, self.looking)

    @property
    def is_ready(self) -> bool:
        return self.on and self.model is not None and self.doubt is None
