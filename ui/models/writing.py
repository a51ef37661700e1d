"""How this person writes: whether Enter sends, emojis used last, and whether spelling is checked, in which
language."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from typing import Protocol

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.domain.languages import language_of
from desktop.domain.messages import ThreadKey
from desktop.services.messages import Messages
from desktop.system import spelling
from desktop.system.settings import KeptWriting, Settings
from desktop.system.spelling import Speller
from ui.i18n import language
from ui.models.emojis import EmojiModel
from ui.models.listening import Start

log = logging.getLogger(__name__)

LOOKED_AT = 30
"""The newest messages of a thread say which language it is in."""
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_NO_PROSE = re.compile(r"\S*(?:://|@|www\.)\S*|\w*\d\w*")


class KeptSettings(Protocol):
    @property
    def now(self) -> Settings: ...

    def change(self, settings: Settings) -> None: ...


class WritingModel(QObject):
    changed = Signal()
    speller_changed = Signal()
    """Another dictionary, none, or one more word in it: what was checked is checked anew."""

    def __init__(
        self,
        settings: KeptSettings,
        messages: Messages,
        start: Start,
        *,
        region: str = "",
        load: Callable[..., Speller | None] = spelling.load_speller,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.speller: Speller | None = None
        self._settings, self._messages, self._start = settings, messages, start
        self._region, self._load = region, load
        self._loaded: dict[str, Speller | None] = {}
        self._visit = 0
        self._emojis: EmojiModel | None = None

    @property
    def kept(self) -> KeptWriting:
        return self._settings.now.writing

    @property
    def can_check(self) -> bool | None:
        """Whether there is a dictionary of any of our languages; None before anybody has looked."""
        return any(self._loaded.values()) if self._loaded else None

    @property
    def emojis(self) -> EmojiModel:
        if self._emojis is None:
            kept = self.kept
            self._emojis = EmojiModel(kept.emojis, kept.skin_tone, self._keep_emojis)
        return self._emojis

    def choose(self, *, enter_sends: bool | None = None, checks_spelling: bool | None = None) -> None:
        kept = self.kept
        self._keep(
            msgspec.structs.replace(
                kept,
                enter_sends=kept.enter_sends if enter_sends is None else enter_sends,
                checks_spelling=kept.checks_spelling if checks_spelling is None else checks_spelling,
            )
        )
        self.speller_changed.emit()

    def open(self, thread: ThreadKey | None) -> None:
        """Check in the language that `thread` is in; in the window's where it can't be told."""
        self._visit += 1
        if thread is not None and self.kept.checks_spelling:
            self._start(self._choose_dictionary(thread, self._visit))

    def look(self) -> None:
        """Find out whether there is a dictionary, for the settings."""
        self._start(self._dictionary(language().value))

    def words_of(self, text: str) -> list[tuple[int, int]]:
        """Start and length of each word to be looked up, whether right or wrong: what is no prose is not."""
        skipped = [each.span() for each in _NO_PROSE.finditer(text)]
        found = []
        for each in _WORD.finditer(text):
            start, end = each.span()
            if not any(start < last and first < end for first, last in skipped):
                found.append((start, end - start))
        return found

    def learn(self, word: str) -> None:
        if self.speller is not None:
            self.speller.add(word)
            self.speller_changed.emit()

    async def _choose_dictionary(self, thread: ThreadKey, visit: int) -> None:
        try:
            newest = await self._messages.load_messages(thread, limit=LOOKED_AT)
        except Exception as error:
            log.info("the language of a thread can't be told: %s", type(error).__name__)
            newest = ()
        spoken = language_of(message.text for message in newest) or language().value
        speller = await self._dictionary(spoken)
        if visit == self._visit and speller is not self.speller:
            self.speller = speller
            self.speller_changed.emit()

    async def _dictionary(self, spoken: str) -> Speller | None:
        if spoken not in self._loaded:
            self._loaded[spoken] = await asyncio.to_thread(self._load, spoken, region=self._region)
            self.changed.emit()
        return self._loaded[spoken]

    def _keep_emojis(self, recent: tuple[str, ...], tone: str) -> None:
        self._keep(msgspec.structs.replace(self.kept, emojis=recent, skin_tone=tone))

    def _keep(self, writing: KeptWriting) -> None:
        self._settings.change(msgspec.structs.replace(self._settings.now, writing=writing))
        self.changed.emit()
