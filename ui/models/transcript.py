"""The words of the voicemail that is shown, and which of them sounds now."""

from __future__ import annotations

from bisect import bisect_right
from enum import Enum
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.state import State
from desktop.domain.transcript import DOUBTFUL, Doubt, ModelId, Transcript, Word
from desktop.domain.voicemail import VoicemailId
from desktop.store import Store
from ui.i18n import _
from ui.models.listening import Start, listen
from ui.models.plain import plain
from ui.models.transcripts import words_of_doubt

_LINGERS = 0.6
"""Seconds for which a word stays the one that sounds when a pause follows."""


class MakesWords(Protocol):
    async def load(self, voicemail_id: VoicemailId) -> Transcript | None: ...

    async def make(self, voicemail_id: VoicemailId) -> None: ...


class Shows(Enum):
    NOTHING = "nothing"
    WORDS = "words"
    SILENCE = "silence"
    """Nobody spoke."""
    HOW_TO = "how-to"
    """It is off, or without a model: the settings say how to get words."""
    MAKING = "making"
    WAITING = "waiting"
    FAILED = "failed"


class TranscriptModel(QObject):
    changed = Signal()
    place_changed = Signal(int)
    """The place among `words` of the one that sounds; -1 for none."""
    seek_wanted = Signal(float)
    """Seconds."""
    settings_wanted = Signal()

    def __init__(
        self, store: Store, transcripts: MakesWords, start: Start, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.words: tuple[Word, ...] = ()
        self.place = -1
        self._model = ModelId("")
        self._voicemail_id: VoicemailId | None = None
        self._loaded = False
        self._starts: list[float] = []
        self._position: float | None = None
        self._store, self._transcripts, self._start = store, transcripts, start
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    # --- what the person does -----------------------------------------------------------------------------
    def show_voicemail(self, voicemail_id: VoicemailId | None) -> None:
        if voicemail_id == self._voicemail_id:
            return
        self._voicemail_id, self._position = voicemail_id, None
        self._take(None, loaded=False)
        if voicemail_id is not None:
            self._start(self._load(voicemail_id))

    def seek_to(self, place: int) -> None:
        """To the word at `place`."""
        if 0 <= place < len(self.words):
            self.seek_wanted.emit(self.words[place].start)

    def make(self) -> None:
        if self._voicemail_id is not None:
            self._start(self._transcripts.make(self._voicemail_id))

    # --- what is shown ------------------------------------------------------------------------------------
    def show_position(self, seconds: float | None) -> None:
        """Where it plays; None where it does not."""
        self._position = seconds
        place = self._place_at(seconds)
        if place != self.place:
            self.place = place
            self.place_changed.emit(place)

    @property
    def shows(self) -> Shows:
        now, mine = self._store.state.transcribing, self._voicemail_id
        if mine is None or not self._loaded:
            return Shows.NOTHING
        if now.now == mine:
            return Shows.MAKING
        if self.words:
            return Shows.WORDS
        if self._model:
            return Shows.SILENCE
        if not now.is_ready:
            return Shows.HOW_TO
        if mine in now.failed:
            return Shows.FAILED
        return Shows.WAITING

    @property
    def sentence(self) -> str:
        """What is said in the place of words."""
        now = self._store.state.transcribing
        match self.shows:
            case Shows.HOW_TO if now.on and now.doubt is not None:
                return words_of_doubt(now.doubt)
            case Shows.HOW_TO:
                return _("What was said can be shown here in words.")
            case Shows.SILENCE:
                return _("No words were understood.")
            case Shows.MAKING:
                return _("Listening for words… {percent} %").format(percent=round(now.done * 100))
            case Shows.WAITING if now.holds_for_call:
                return _("The words come when the call has ended.")
            case Shows.WAITING:
                return _("The words come soon.")
            case Shows.FAILED:
                return words_of_doubt(now.failed.get(self._voicemail_id or VoicemailId(""), Doubt.ENDED))
            case _:
                return ""

    @property
    def done(self) -> float | None:
        """0 to 1 while it is made."""
        return self._store.state.transcribing.done if self.shows is Shows.MAKING else None

    @property
    def by_another_model(self) -> bool:
        """It can be made anew, with the model of now."""
        now = self._store.state.transcribing
        return bool(
            now.is_ready and self._model and now.model is not None and now.model.id != self._model
        ) and self.shows in (Shows.WORDS, Shows.SILENCE)

    @staticmethod
    def is_a_guess(word: Word) -> bool:
        return word.confidence < DOUBTFUL

    # --- inside -------------------------------------------------------------------------------------------
    def _place_at(self, seconds: float | None) -> int:
        if seconds is None:
            return -1
        place = bisect_right(self._starts, seconds) - 1
        if place >= 0 and seconds > self.words[place].end + _LINGERS:
            return -1
        return place

    async def _load(self, voicemail_id: VoicemailId) -> None:
        made = await self._transcripts.load(voicemail_id)
        if voicemail_id == self._voicemail_id:
            self._take(made, loaded=True)

    def _take(self, made: Transcript | None, *, loaded: bool) -> None:
        self.words = () if made is None else tuple(_shown(word) for word in made.words)
        self._model = ModelId("") if made is None else made.model
        self._loaded = loaded
        self._starts = [word.start for word in self.words]
        self.place = self._place_at(self._position)
        self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        mine = self._voicemail_id
        match event:
            case e.TranscribingChanged() if mine is not None:
                self.changed.emit()
            case e.TranscriptsChanged(ids) if mine is not None and mine in ids:
                self._start(self._load(mine))
            case _:
                pass


def _shown(word: Word) -> Word:
    return Word(
        plain(word.text).replace("\n", " "), word.start, word.end, word.confidence, joined=word.joined
    )
