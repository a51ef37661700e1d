"""Words of voicemails, made on this computer when the person wants them; nothing of it leaves.

It is off until it is switched on with a model. Then one voicemail after the other is worked on, newest first,
by a process that yields to everything else; a call stops it at once, and it goes on when the call has ended.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from desktop.decoding.door import Sound
from desktop.domain import events as e
from desktop.domain.errors import FivelineError, Mendable, Refused, Unanswered
from desktop.domain.events import TranscribingChanged, TranscriptsChanged
from desktop.domain.session import SignedIn
from desktop.domain.state import State
from desktop.domain.transcript import Doubt, ModelId, SpeechModel, Transcribing, Transcript
from desktop.domain.voicemail import VoicemailId
from desktop.domain.wanted import wanted
from desktop.services.present import Present
from desktop.storage import transcripts
from desktop.store import Store
from desktop.system.settings import KeptTranscripts, SettingsFile
from desktop.transcribing.door import Transcriber

log = logging.getLogger(__name__)

STEP = 0.02
"""How much further it must be to be told again."""

GetSound = Callable[[VoicemailId], Awaitable[Sound]]


class Transcripts:
    def __init__(
        self,
        store: Store,
        present: Present,
        settings: SettingsFile,
        sound: GetSound,
        transcriber: Transcriber,
    ) -> None:
        """`sound` gives what was recorded, 16-bit mono at 16 kHz."""
        self._store = store
        self._present = present
        self._settings = settings
        self._sound = sound
        self._transcriber = transcriber
        self._changed = asyncio.Event()
        self._asked: list[VoicemailId] = []
        self._put_off: set[VoicemailId] = set()
        """Whose recording did not come."""
        self._take_up(settings.now.transcripts)
        store.subscribe(self._hear)

    # --- what the person does -----------------------------------------------------------------------------
    async def choose_model(self, path: str) -> None:
        """Take the model in this file, which is looked at first. Raises `Mendable` with a `Doubt`."""
        self._transcriber.stop()
        self._tell(replace(self._now, looking=True))
        try:
            model = await self._transcriber.look(path)
        finally:
            self._tell(replace(self._now, looking=False))
            self._changed.set()
        self._put_off.clear()
        self._tell(replace(self._now, model=model, doubt=None, failed=MappingProxyType({})))
        self._keep()

    async def switch(self, on: bool) -> None:
        """Raises `Mendable` ("model-none") where there is no model to switch on."""
        if on and self._now.model is None:
            raise Mendable("model-none")
        if not on:
            self._asked.clear()
            self._transcriber.stop()
        self._tell(replace(self._now, on=on))
        self._keep()

    async def look_again(self) -> None:
        """Whether the model's file is still there, without loading it."""
        model = self._now.model
        if model is None or self._now.doubt not in (None, Doubt.GONE):
            return
        there = await asyncio.to_thread(_is_file, model.path)
        if there is (self._now.doubt is Doubt.GONE):
            self._tell(replace(self._now, doubt=None if there else Doubt.GONE))

    async def make(self, voicemail_id: VoicemailId) -> None:
        """Before all others, and anew where there is one."""
        self._asked = [voicemail_id, *(each for each in self._asked if each != voicemail_id)]
        self._put_off.discard(voicemail_id)
        failed = {id_: doubt for id_, doubt in self._now.failed.items() if id_ != voicemail_id}
        self._tell(replace(self._now, failed=MappingProxyType(failed)))
        self._changed.set()

    async def make_all_anew(self) -> None:
        """Those that another model made."""
        model = self._now.model
        if model is not None:
            none: tuple[VoicemailId, ...] = ()
            others = await self._present.read(
                partial(transcripts.by_another_model, model=model.id), otherwise=none
            )
            self._asked += [each for each in others if each not in self._asked]
            self._changed.set()

    async def delete_all(self) -> None:
        """They are switched off with it: they would be made again at once. Raises `Mendable`."""
        await self.switch(False)
        gone = await self._present.write(transcripts.remove_all)
        self._tell(replace(self._now, failed=MappingProxyType({})))
        self._store.apply(TranscriptsChanged(frozenset(gone)))

    # --- what is there ------------------------------------------------------------------------------------
    async def load(self, voicemail_id: VoicemailId) -> Transcript | None:
        return await self._present.read(lambda db: transcripts.find(db, voicemail_id), otherwise=None)

    async def count(self) -> tuple[int, int]:
        """How many there are, and how many of them another model made."""
        model = self._now.model
        known = ModelId("") if model is None else model.id

        def look(db: Any) -> tuple[int, int]:
            return transcripts.count(db), len(transcripts.by_another_model(db, known)) if known else 0

        return await self._present.read(look, otherwise=(0, 0))

    async def look_for(self, text: str) -> Mapping[VoicemailId, str]:
        """What was said in the voicemails in which all words of `text` are found."""
        none: dict[VoicemailId, str] = {}
        return await self._present.read(lambda db: transcripts.look_for(db, wanted(text)), otherwise=none)

    # --- the work -----------------------------------------------------------------------------------------
    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            self._changed.clear()
            try:
                voicemail_id = await self._next()
                if voicemail_id is not None:
                    await self._make(voicemail_id)
                    continue
            except FivelineError as error:  # signed out meanwhile
                log.info("transcripts rest: %s", error)
            await self._changed.wait()

    async def close(self) -> None:
        await self._transcriber.close()

    @property
    def _now(self) -> Transcribing:
        return self._store.state.transcribing

    async def _next(self) -> VoicemailId | None:
        now, model = self._now, self._now.model
        if (
            not now.is_ready
            or now.looking
            or model is None
            or not isinstance(self._store.state.session, SignedIn)
        ):
            self._rest(waiting=())
            return None
        failed, missing = await self._present.read(partial(_left_to_do, model=model.id), otherwise=_NOTHING)
        rest = [each for each in missing if each not in self._put_off and each not in self._asked]
        waiting = (*self._asked, *rest)
        told = MappingProxyType({id_: doubt for id_, doubt in failed.items() if id_ not in self._asked})
        self._tell(replace(self._now, failed=told))
        if self._store.state.live_calls or not waiting:
            self._rest(waiting=waiting)
            return None
        self._tell(replace(self._now, now=waiting[0], done=0.0, waiting=waiting[1:], holds_for_call=False))
        return waiting[0]

    def _rest(self, *, waiting: tuple[VoicemailId, ...]) -> None:
        holds = bool(waiting and self._store.state.live_calls)
        self._tell(replace(self._now, now=None, done=0.0, waiting=waiting, holds_for_call=holds))

    async def _make(self, voicemail_id: VoicemailId) -> None:
        model = self._now.model
        assert model is not None
        try:
            sound = await self._sound(voicemail_id)
            if self._store.state.live_calls or not self._now.on:
                return
            used, language, words = await self._transcriber.words(model.path, sound.samples, told=self._told)
        except (Refused, Unanswered):
            self._put_off.add(voicemail_id)
            self._forget_asked(voicemail_id)
        except Mendable as error:
            await self._could_not(voicemail_id, error.word)
        else:
            self._forget_asked(voicemail_id)
            if used != model:
                self._tell(replace(self._now, model=used))
                self._keep()
            made = Transcript(voicemail_id, used.id, language, words)
            if await self._present.write(lambda db: transcripts.store(db, made)):
                self._store.apply(TranscriptsChanged(frozenset({voicemail_id})))

    async def _could_not(self, voicemail_id: VoicemailId, word: str) -> None:
        """A model that can't be used stops everything; a recording that can't is passed by."""
        if word == Doubt.STOPPED:
            return
        if word == "signed-out":
            self._put_off.add(voicemail_id)
            return
        doubt = Doubt(word) if word in [*Doubt] else Doubt.ENDED
        log.info("no transcript of %s: %s", voicemail_id, doubt.value)
        if doubt is not Doubt.ENDED:
            self._tell(replace(self._now, doubt=doubt))
            return
        self._forget_asked(voicemail_id)
        model = self._now.model
        if model is not None:
            await self._present.write(lambda db: transcripts.note_failure(db, voicemail_id, model.id, doubt))

    def _forget_asked(self, voicemail_id: VoicemailId) -> None:
        self._asked = [each for each in self._asked if each != voicemail_id]

    def _told(self, done: float) -> None:
        if self._now.now is not None and done >= self._now.done + STEP:
            self._tell(replace(self._now, done=done))

    def _tell(self, transcribing: Transcribing) -> None:
        if transcribing == self._now:
            return
        moves = replace(transcribing, done=0.0) == replace(self._now, done=0.0)
        self._store.apply(TranscribingChanged(transcribing))
        if not moves:
            self._changed.set()

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.CallBegan() if state.live_calls:
                self._transcriber.stop()
            case e.SessionChanged() | e.CarrierChanged() | e.CacheReplaced():
                self._put_off.clear()
                if not isinstance(state.session, SignedIn):
                    self._asked.clear()
                    self._transcriber.stop()
                self._changed.set()
            case e.VoicemailsChanged() | e.CallEnded() | e.CallDismissed():
                self._changed.set()
            case _:
                pass

    def _take_up(self, kept: KeptTranscripts) -> None:
        model = None
        if kept.path:
            model = SpeechModel(
                ModelId(kept.model), Path(kept.path).name, kept.path, kept.size, kept.many_languages
            )
        self._store.apply(TranscribingChanged(Transcribing(kept.on and model is not None, model)))

    def _keep(self) -> None:
        now, model = self._now, self._now.model
        kept = KeptTranscripts(now.on)
        if model is not None:
            kept = KeptTranscripts(now.on, model.path, model.id, model.size, model.many_languages)
        self._settings.change(msgspec.structs.replace(self._settings.now, transcripts=kept))


_ToDo = tuple[dict[VoicemailId, Doubt], tuple[VoicemailId, ...]]
_NOTHING: _ToDo = ({}, ())


def _left_to_do(db: Any, model: ModelId) -> _ToDo:
    return transcripts.failed(db, model), transcripts.missing(db, model)


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False
