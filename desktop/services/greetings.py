"""What callers hear before the tone: heard here, spoken, taken from a file, kept at the carrier (VM-3).

A greeting that is being made lies in the encrypted cache until the carrier has it: neither a failed upload,
nor a call in between, nor a window that is closed loses a word of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from desktop.decoding.door import Decoder
from desktop.domain.connection import Engine
from desktop.domain.errors import FivelineError, Mendable, Refused
from desktop.domain.events import CallBegan, Event, GreetingsChanged, NewGreetingChanged, SessionChanged
from desktop.domain.greetings import (
    LARGEST_FILE,
    LONGEST,
    Greetings,
    Kind,
    Making,
    NewGreeting,
    Slot,
)
from desktop.domain.numbers import NumberId
from desktop.domain.recording import Recording
from desktop.domain.session import SignedIn
from desktop.domain.state import State
from desktop.services.clock import Clock, utc_now
from desktop.services.picking import read_whole
from desktop.services.player import Player
from desktop.services.present import Present
from desktop.services.recorder import Recorder
from desktop.services.wave_file import as_wave
from desktop.storage import greetings as kept
from desktop.store import Store

log = logging.getLogger(__name__)

Dates = tuple[datetime, datetime]
"""From one instant until another."""
Told = Callable[[float], None]


def _nobody(share: float) -> None:
    del share


class GreetingsOfNumbers:
    def __init__(
        self, present: Present, player: Player, recorder: Recorder, *, clock: Clock = utc_now
    ) -> None:
        self._present = present
        self._player = player
        self._recorder = recorder
        self._decoder = Decoder()
        self._clock = clock
        self._sounds: dict[Slot, tuple[object, Recording]] = {}
        """What was fetched last of each, and what it was then."""
        present.store.subscribe(self._hear)
        self._trimming: set[Slot] = set()
        self._deleted: dict[Slot, tuple[bytes, Dates | None]] = {}

    async def close(self) -> None:
        await self._decoder.close()

    async def load(self, number_id: NumberId) -> None:
        """What is being made of its greetings here, and then what the carrier has. Raises as the carrier."""
        none: dict[Slot, NewGreeting] = {}
        made = await self._present.read(lambda db: kept.drafts(db, number_id), otherwise=none)
        for slot, each in made.items():
            if self._made(slot) is None:
                self._tell(slot, each)
        await self._know(number_id, await self._present.api.greetings(number_id))

    # --- making one ---------------------------------------------------------------------------------------
    async def record(self, slot: Slot) -> None:
        """From now on, a minute at most, until `stop`. What was made before is kept until a word has come.

        Why there is none, or why it ended, is told with it.
        """
        before = self._made(slot)
        state = self._store.state
        if state.live_calls or state.engine is not Engine.RUNNING:
            none = NewGreeting(Making.READY) if before is None else before
            self._tell(slot, replace(none, problem="call-is-on" if state.live_calls else "no-engine"))
            return
        await self.stop_listening()
        self._tell(slot, NewGreeting(Making.RECORDING))
        try:
            made = await self._recorder.record(LONGEST, told=partial(self._said, slot))
        except asyncio.CancelledError:  # the window is closed meanwhile
            if self._recorder.so_far.samples and self._present.parts is not None:
                await self._keep(slot, self._recorder.so_far, "")
            raise
        problem = made.problem or ("" if made.why in ("stopped", "full") else made.why)
        if made.problem or not made.sound.samples:
            none = NewGreeting(Making.READY) if before is None else before
            self._tell(slot, replace(none, problem=_NOTHING_SAID.get(problem, problem or "nothing-said")))
        else:
            await self._keep(slot, made.sound, problem)

    def stop(self) -> None:
        """What is being recorded is all."""
        self._recorder.stop()

    async def read_file(self, slot: Slot, path: str) -> None:
        """What is in a sound file. Why it can't be used is told with what was there before."""
        before = self._made(slot)
        self._tell(slot, NewGreeting(Making.READING))
        try:
            body = await asyncio.to_thread(read_whole, path, largest=LARGEST_FILE)
            sound = await self._decoder.sound(body)
        except Mendable as error:
            none = NewGreeting(Making.READY) if before is None else before
            self._tell(slot, replace(none, problem=_FILE_WORDS.get(error.word, error.word)))
            return
        except BaseException:
            self._tell(slot, before)
            raise
        await self._keep(slot, Recording(sound.rate, sound.samples), "")

    async def trim(self, slot: Slot, begin: float, end: float) -> None:
        """Only what lies between shall be heard."""
        made = self._made(slot)
        if made is not None and made.phase is Making.READY and made.sound is not None:
            whole = made.sound.seconds
            begin, end = max(0.0, min(begin, whole)), max(0.0, min(end, whole))
            self._tell(slot, replace(made, begin=begin, end=end, problem=""))
            await self._keep_trim(slot)

    async def discard(self, slot: Slot) -> None:
        """Throw away what was made and not saved."""
        if self._made(slot) is not None:
            self._tell(slot, None)
            await self._present.write(lambda db: kept.remove_draft(db, slot))

    async def save(self, slot: Slot, dates: Dates | None = None) -> None:
        """Hand it to the carrier; `dates` for one that speaks while away. A failure is told with it."""
        made = self._made(slot)
        if made is None or made.phase is not Making.READY or made.sound is None:
            return
        body = as_wave(made.sound.part(made.begin, made.end))
        saving = replace(made, phase=Making.SAVING, seconds=0.0, problem="")
        self._tell(slot, saving)

        def sent(share: float) -> None:
            self._tell(slot, replace(saving, seconds=share))

        try:
            greetings = await self._present.api.set_greeting(slot.number_id, body, away=dates, sent=sent)
        except FivelineError as error:
            log.info("a greeting was not saved: %s", type(error).__name__)
            self._tell(slot, replace(made, problem=word_of(error)))
            return
        except BaseException:
            self._tell(slot, replace(made, problem=""))
            raise
        await self._know(slot.number_id, greetings, done=slot)

    # --- what the carrier has -----------------------------------------------------------------------------
    async def set_dates(self, number_id: NumberId, dates: Dates) -> None:
        """When the one for while away speaks. Raises `Refused` or `Unanswered`."""
        await self._know(number_id, await self._present.api.set_away_dates(number_id, dates))

    async def delete(self, slot: Slot) -> None:
        """It can be taken back with `restore` until one signs out. Raises `Refused` or `Unanswered`."""
        greetings = self._store.state.greetings.get(slot.number_id)
        if greetings is None or _of(greetings, slot.kind) is None:
            return
        api = self._present.api
        try:
            body = await api.greeting_audio(slot.number_id, slot.kind)
        except Refused as refused:
            if refused.word != "file-expired":
                raise
            body = b""  # the carrier has lost it: it can't be taken back
        await api.delete_greeting(slot.number_id, slot.kind)
        away = greetings.away if slot.kind is Kind.AWAY else None
        self._deleted.pop(slot, None)
        if body:
            self._deleted[slot] = body, None if away is None else (away.begins, away.ends)
        left = replace(greetings, own=None) if slot.kind is Kind.OWN else replace(greetings, away=None)
        await self._know(slot.number_id, left)

    async def restore(self, slot: Slot) -> None:
        """What was deleted last. Raises `Refused` or `Unanswered`."""
        if slot in self._deleted:
            body, dates = self._deleted[slot]
            greetings = await self._present.api.set_greeting(slot.number_id, body, away=dates)
            del self._deleted[slot]
            await self._know(slot.number_id, greetings)

    async def listen(self, slot: Slot, *, told: Told = _nobody) -> None:
        """To what the carrier has; returns at its end. Raises as the carrier, `Mendable` ("sound-broken")."""
        await self._player.play_recording(await self._fetch(slot), told=told)

    async def listen_to_made(self, slot: Slot, *, from_second: float = 0.0, told: Told = _nobody) -> None:
        """To what is being made, as it is trimmed, from a second of it; returns at its end."""
        made = self._made(slot)
        if made is not None and made.sound is not None:
            begin = max(made.begin, from_second)
            part = made.sound.part(begin, made.end)
            await self._player.play_recording(part, told=lambda second: told(begin + second))

    async def stop_listening(self) -> None:
        await self._player.stop()

    # --- inside -------------------------------------------------------------------------------------------
    def _hear(self, event: Event, state: State) -> None:
        match event:
            case CallBegan():  # nobody speaks a greeting into that
                self._recorder.stop("in-a-call")
            case SessionChanged() if not isinstance(state.session, SignedIn):
                self._sounds.clear()
                self._deleted.clear()
            case _:
                pass

    @property
    def _store(self) -> Store:
        return self._present.store

    def _made(self, slot: Slot) -> NewGreeting | None:
        return self._store.state.new_greetings.get(slot)

    def _tell(self, slot: Slot, made: NewGreeting | None) -> None:
        if self._made(slot) != made and self._present.parts is not None:
            self._store.apply(NewGreetingChanged(slot, made))

    def _said(self, slot: Slot, seconds: float, level: float) -> None:
        self._tell(slot, NewGreeting(Making.RECORDING, seconds=seconds, level=level))

    async def _keep(self, slot: Slot, sound: Recording, problem: str) -> None:
        end = min(LONGEST, sound.seconds)
        self._tell(slot, NewGreeting(Making.READY, sound, end=end, problem=problem))
        await self._present.write(lambda db: kept.keep_draft(db, slot, sound, 0.0, end))

    async def _keep_trim(self, slot: Slot) -> None:
        """The last one counts: an end that is dragged moves sixty times a second."""
        if slot in self._trimming:
            return
        self._trimming.add(slot)
        try:
            written: tuple[float, float] | None = None
            while (made := self._made(slot)) is not None and (made.begin, made.end) != written:
                written = begin, end = made.begin, made.end
                await self._present.write(partial(kept.trim_draft, slot=slot, begin=begin, end=end))
        finally:
            self._trimming.discard(slot)

    async def _know(self, number_id: NumberId, greetings: Greetings, *, done: Slot | None = None) -> None:
        def work(db: Any) -> Mapping[NumberId, Greetings]:
            kept.store(db, number_id, greetings)
            if done is not None:
                kept.remove_draft(db, done)
            return kept.load(db)

        known = await self._present.write(work)
        if known != self._store.state.greetings:
            self._store.apply(GreetingsChanged(known))
        if done is not None:
            self._tell(done, None)

    async def _fetch(self, slot: Slot) -> Recording:
        greetings = self._store.state.greetings.get(slot.number_id)
        now = None if greetings is None else _of(greetings, slot.kind)
        held = self._sounds.get(slot)
        if held is not None and now is not None and held[0] == now:
            return held[1]
        body = await self._present.api.greeting_audio(slot.number_id, slot.kind)
        try:
            sound = await self._decoder.sound(body)
        except Mendable as error:
            raise Mendable("sound-broken", error.word) from error
        recording = Recording(sound.rate, sound.samples)
        self._sounds[slot] = now, recording
        return recording


def word_of(error: FivelineError) -> str:
    """What a greeting that was not saved says of the reason."""
    if isinstance(error, Refused):
        return "sound-too-large" if error.status == 413 else error.word
    return error.word if isinstance(error, Mendable) else "no-answer"


_NOTHING_SAID = {"in-a-call": "call-is-on", "technical": "no-engine"}
_FILE_WORDS = {"file-not-shown": "sound-unreadable", "file-too-much": "sound-much-too-long"}


def _of(greetings: Greetings, kind: Kind) -> object | None:
    """What its words are, None where there is none; when it speaks is another matter."""
    if kind is Kind.DEFAULT:
        return greetings.language, greetings.default_seconds
    words = greetings.own if kind is Kind.OWN else greetings.away
    return None if words is None else (words.seconds, words.made_at)
