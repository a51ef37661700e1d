"""Whether words of voicemails are made, with which model, and how far it is: for the settings."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol, assert_never

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.errors import FivelineError, Mendable
from desktop.domain.state import State
from desktop.domain.transcript import Doubt, Transcribing
from desktop.store import Store
from ui.i18n import _, ngettext
from ui.models.listening import Start, listen
from ui.models.plain import isolated, one_line
from ui.words import sentence_for

MODELS_HOST = "huggingface.co"
MODELS_PAGE = f"https://{MODELS_HOST}/ggerganov/whisper.cpp/tree/main"


class MakesTranscripts(Protocol):
    async def choose_model(self, path: str) -> None: ...

    async def switch(self, on: bool) -> None: ...

    async def look_again(self) -> None: ...

    async def make_all_anew(self) -> None: ...

    async def delete_all(self) -> None: ...

    async def count(self) -> tuple[int, int]: ...


class TranscriptsModel(QObject):
    changed = Signal()

    def __init__(
        self, store: Store, transcripts: MakesTranscripts, start: Start, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.count = 0
        self.by_another_model = 0
        self.problem = ""
        """Why what was asked for last was not done."""
        self._store, self._transcripts, self._start = store, transcripts, start
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    # --- what the person does -----------------------------------------------------------------------------
    def load(self) -> None:
        """The card is shown: is the model still there, and how much was made?"""
        self._start(self._look())

    def choose(self, path: str) -> None:
        self._start(self._try(self._transcripts.choose_model(path)))

    def switch(self, on: bool) -> None:
        if on != self.is_on:
            self._start(self._try(self._transcripts.switch(on)))

    def make_all_anew(self) -> None:
        self._start(self._transcripts.make_all_anew())

    def delete_all(self) -> None:
        self._start(self._try(self._transcripts.delete_all()))

    # --- what is shown ------------------------------------------------------------------------------------
    @property
    def is_on(self) -> bool:
        return self._now.on

    @property
    def has_model(self) -> bool:
        return self._now.model is not None

    @property
    def is_looking(self) -> bool:
        return self._now.looking

    @property
    def model_name(self) -> str:
        model = self._now.model
        if model is None:
            return _("No model chosen")
        return isolated(one_line(model.name, longest=60))

    @property
    def model_words(self) -> str:
        now = self._now
        if now.looking:
            return _("The file is being looked at…")
        if now.model is None:
            return _("A model is a file with which this computer understands speech.")
        if now.doubt is not None:
            return words_of_doubt(now.doubt)
        if now.model.many_languages:
            return _("Ready. It understands many languages.")
        return _("Ready. It understands English only.")

    @property
    def made_words(self) -> str:
        now = self._now
        parts = [
            ngettext("{count} voicemail has one.", "{count} voicemails have one.", self.count).format(
                count=self.count
            )
            if self.count
            else _("There are none yet.")
        ]
        if not now.is_ready:
            return parts[0]
        left = len(now.waiting) + (now.now is not None)
        if now.holds_for_call:
            parts.append(_("It goes on when the call has ended."))
        elif left:
            parts.append(
                ngettext("{count} is still to come.", "{count} are still to come.", left).format(count=left)
            )
        return " ".join(parts)

    # --- inside -------------------------------------------------------------------------------------------
    @property
    def _now(self) -> Transcribing:
        return self._store.state.transcribing

    async def _look(self) -> None:
        await self._transcripts.look_again()
        await self._count()

    async def _count(self) -> None:
        try:
            counted = await self._transcripts.count()
        except FivelineError:
            return
        if counted != (self.count, self.by_another_model):
            self.count, self.by_another_model = counted
            self.changed.emit()

    async def _try(self, work: Awaitable[None]) -> None:
        self.problem = ""
        try:
            await work
        except FivelineError as error:
            self.problem = _why(error)
        await self._count()
        self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.TranscribingChanged():
                self.changed.emit()
            case e.TranscriptsChanged() | e.VoicemailsChanged() | e.CacheReplaced():
                self._start(self._count())
            case _:
                pass


def _why(error: FivelineError) -> str:
    if isinstance(error, Mendable) and error.word in [*Doubt]:
        return words_of_doubt(Doubt(error.word))
    return sentence_for(error)


def words_of_doubt(doubt: Doubt) -> str:
    match doubt:
        case Doubt.NOT_A_MODEL:
            return _("This file is not a model of whisper.cpp.")
        case Doubt.CUT:
            return _("This model is not complete. Download it again.")
        case Doubt.EMPTY:
            return _("This file is empty.")
        case Doubt.FOLDER:
            return _("This is a folder. Choose the model's file in it.")
        case Doubt.GONE:
            return _("The model's file is no longer where it was.")
        case Doubt.UNREADABLE:
            return _("This file can't be read.")
        case Doubt.TOO_LARGE:
            return _("This model is too large for this computer.")
        case Doubt.NOT_LOADED:
            return _("This computer can't work with this model. Try a smaller one.")
        case Doubt.MISSING:
            return _("The part of the program that understands speech is not installed.")
        case Doubt.ENDED:
            return _("No words could be made of this recording.")
        case Doubt.STOPPED:
            return _("It was stopped.")
        case _:
            assert_never(doubt)
