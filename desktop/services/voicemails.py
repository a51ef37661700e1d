"""What callers left word of: fetched once, kept enciphered, listened to here (VM-2)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from desktop.decoding.door import Decoder, Sound
from desktop.domain import events as e
from desktop.domain.connection import Carrier
from desktop.domain.errors import FivelineError, Mendable, Refused, Unanswered
from desktop.domain.events import VoicemailsChanged
from desktop.domain.numbers import NumberId
from desktop.domain.outbox import (
    MOST_VOICEMAILS,
    Act,
    DeleteVoicemails,
    Intent,
    IntentId,
    MarkHeard,
    RestoreVoicemails,
    in_parts,
)
from desktop.domain.playing import Output, Passage, Span, Waveform
from desktop.domain.recording import Recording
from desktop.domain.state import State
from desktop.domain.voicemail import Voicemail, VoicemailId
from desktop.services.clock import Clock, utc_now
from desktop.services.player import Player
from desktop.services.present import Present
from desktop.services.saving import write_whole
from desktop.services.wave_file import as_wave
from desktop.storage import outbox, voicemails
from desktop.storage.voicemails import KeptSound

log = logging.getLogger(__name__)

RECENT = timedelta(days=30)
MOST_AHEAD = 50
"""Recordings fetched before anybody asks for them, the newest."""
HELD = 2
"""Decoded at the same time: the one that is listened to, and the one before."""
FIRST_PIECE = 1.0
"""Seconds of the recording that are made faster before the rest, so that it sounds at once."""
LATER_PIECES = 10.0


class Voicemails:
    def __init__(self, present: Present, player: Player, *, clock: Clock = utc_now) -> None:
        self._present = present
        self._player = player
        self._clock = clock
        self._decoder = Decoder()
        self._held: dict[VoicemailId, Sound] = {}
        self._coming: dict[VoicemailId, asyncio.Task[KeptSound]] = {}
        self._look = asyncio.Event()
        self._put_off: set[VoicemailId] = set()
        present.store.subscribe(self._hear)

    # --- the list -----------------------------------------------------------------------------------------
    async def load(self, number_id: NumberId | None) -> tuple[Voicemail, ...]:
        """Newest first."""
        return await self._present.read(lambda db: voicemails.load(db, number_id), otherwise=())

    async def find(self, voicemail_id: VoicemailId) -> Voicemail | None:
        """None where it is not shown any more."""
        none: tuple[Voicemail, ...] = ()
        found = await self._present.read(lambda db: voicemails.find(db, (voicemail_id,)), otherwise=none)
        return next(iter(found), None)

    async def mark_heard(self, voicemail_ids: Iterable[VoicemailId], *, heard: bool = True) -> None:
        """On every device; or not heard again. Raises `Mendable`."""
        named = tuple(dict.fromkeys(voicemail_ids))

        def work(db: Any) -> tuple[Voicemail, ...]:
            others = [v.id for v in voicemails.find(db, named) if v.heard is not heard]
            for voicemail_id in others:
                outbox.add(db, self._intent(MarkHeard(voicemail_id, heard)))
            return voicemails.find(db, others)

        changed = await self._present.change(work)
        if changed:
            self._present.store.apply(VoicemailsChanged(changed))

    async def delete(self, voicemail_ids: Iterable[VoicemailId]) -> None:
        """They are shown no more; `restore` takes it back. Raises `Mendable`."""
        named = tuple(dict.fromkeys(voicemail_ids))

        def work(db: Any) -> None:
            for part in in_parts(named, MOST_VOICEMAILS):
                outbox.add(db, self._intent(DeleteVoicemails(part)))

        await self._present.change(work)
        self._present.store.apply(VoicemailsChanged((), frozenset(named)))

    async def restore(self, voicemail_ids: Iterable[VoicemailId]) -> None:
        """What has not left yet never leaves; what has is asked for again. Raises `Mendable`."""
        named = tuple(dict.fromkeys(voicemail_ids))

        def work(db: Any) -> tuple[Voicemail, ...]:
            left = outbox.take_back_all(db, DeleteVoicemails, named, lambda act: act.voicemail_ids)
            for part in in_parts(left, MOST_VOICEMAILS):
                outbox.add(db, self._intent(RestoreVoicemails(part)))
            return voicemails.find(db, named)

        self._present.store.apply(VoicemailsChanged(await self._present.change(work)))

    # --- what was said ------------------------------------------------------------------------------------
    async def waveform(self, voicemail_id: VoicemailId) -> Waveform:
        """How it looks. Raises as `sound`."""
        return (await self._kept(voicemail_id)).waveform

    async def sound(self, voicemail_id: VoicemailId) -> Sound:
        """Its samples, 16 kHz; from the cache, or from the carrier where it was not fetched yet.

        Raises `Refused`, `Unanswered` where it does not come, or `Mendable` ("recording-broken").
        """
        held = self._held.pop(voicemail_id, None)
        if held is None:
            held = await self._decoded((await self._kept(voicemail_id)).body)
        self._held[voicemail_id] = held
        while len(self._held) > HELD:
            del self._held[next(iter(self._held))]
        return held

    async def save(self, voicemail_id: VoicemailId, path: Path) -> None:
        """As a WAV file, or as it came where the name ends with `.flac`.

        Raises as `sound`, or `Mendable` ("file-not-saved").
        """
        if path.suffix.lower() == ".flac":
            body = (await self._kept(voicemail_id)).body
        else:
            sound = await self.sound(voicemail_id)
            body = as_wave(Recording(sound.rate, sound.samples))
        try:
            await asyncio.to_thread(write_whole, path, body)
        except OSError as error:
            raise Mendable("file-not-saved", type(error).__name__) from error

    # --- listening ----------------------------------------------------------------------------------------
    async def play(
        self,
        voicemail_id: VoicemailId,
        *,
        from_second: float = 0.0,
        speed: float = 1.0,
        skip_silence: bool = False,
        on: Output = Output.SPEAKER,
        told: Callable[[float], None] = lambda second: None,
    ) -> bool:
        """Returns at its end (True), or when it was stopped: by hand, by another, or by a call.

        `told` hears which second of the recording sounds, however fast it is. Raises as `sound`, or
        `Mendable` ("no-speaker").
        """
        sound = await self.sound(voicemail_id)
        spans: tuple[Span, ...] = (Span(0.0, sound.seconds),)
        if skip_silence:
            spans = (await self.waveform(voicemail_id)).spoken()
        passage = Passage(spans, from_second=from_second, speed=speed)
        return await self._player.play_pieces(
            self._pieces(sound, passage),
            rate=sound.rate,
            on=on,
            told=lambda played: told(passage.place(played)),
        )

    async def stop(self) -> None:
        """Stop what plays, if anything does."""
        await self._player.stop()

    async def place(self, voicemail_id: VoicemailId) -> float:
        """The second at which somebody stopped listening."""
        return await self._present.read(lambda db: voicemails.place(db, voicemail_id), otherwise=0.0)

    async def keep_place(self, voicemail_id: VoicemailId, second: float) -> None:
        await self._present.write(lambda db: voicemails.keep_place(db, voicemail_id, second))

    # --- ahead of time ------------------------------------------------------------------------------------
    async def run(self) -> None:
        """Fetch what came lately, until cancelled."""
        while True:
            await self._look.wait()
            self._look.clear()
            try:
                while (voicemail_id := await self._next()) is not None:
                    await self._ahead(voicemail_id)
            except FivelineError as error:  # signed out meanwhile
                log.info("recordings are not fetched: %s", error)

    async def close(self) -> None:
        for task in self._coming.values():
            task.cancel()
        await asyncio.gather(*self._coming.values(), return_exceptions=True)
        await self._decoder.close()

    async def _next(self) -> VoicemailId | None:
        if self._present.parts is None or self._present.store.state.carrier is not Carrier.UP:
            return None
        since = self._clock() - RECENT
        work = partial(voicemails.without_sound, since=since, limit=MOST_AHEAD)
        none: tuple[VoicemailId, ...] = ()
        missing = await self._present.read(work, otherwise=none)
        return next((each for each in missing if each not in self._put_off), None)

    async def _ahead(self, voicemail_id: VoicemailId) -> None:
        try:
            await self._kept(voicemail_id)
        except (Refused, Unanswered, Mendable) as error:
            log.info("voicemail %s is not fetched yet: %s", voicemail_id, type(error).__name__)
        self._put_off.add(voicemail_id)

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.CarrierChanged(Carrier.UP) | e.CacheReplaced():
                self._put_off.clear()
                self._look.set()
            case e.VoicemailsChanged(_, gone):
                for voicemail_id in gone:
                    self._held.pop(voicemail_id, None)
                self._look.set()
            case e.SessionChanged():
                self._held.clear()
            case _:
                pass

    # --- inside -------------------------------------------------------------------------------------------
    def _intent(self, act: Act) -> Intent:
        return Intent(IntentId(str(uuid4())), act, self._clock())

    async def _kept(self, voicemail_id: VoicemailId) -> KeptSound:
        """Fetched once, whoever asks meanwhile."""
        none: KeptSound | None = None
        kept = await self._present.read(lambda db: voicemails.sound(db, voicemail_id), otherwise=none)
        if kept is not None:
            return kept
        task = self._coming.get(voicemail_id)
        if task is None:
            task = self._coming[voicemail_id] = asyncio.create_task(
                self._fetch(voicemail_id), name="a recording that is fetched"
            )
            task.add_done_callback(partial(self._came, voicemail_id))
        return await asyncio.shield(task)

    def _came(self, voicemail_id: VoicemailId, done: asyncio.Task[KeptSound]) -> None:
        self._coming.pop(voicemail_id, None)
        if not done.cancelled() and done.exception() is not None:
            log.debug("voicemail %s did not come", voicemail_id)  # whoever waits for it is told

    async def _fetch(self, voicemail_id: VoicemailId) -> KeptSound:
        body = await self._present.api.voicemail_audio(voicemail_id)
        sound = await self._decoded(body)
        try:
            peaks = await self._decoder.peaks(sound)
        except Mendable as error:
            raise Mendable("recording-broken") from error
        kept = KeptSound(body, Waveform(peaks, sound.seconds))
        at = self._clock()
        await self._present.write(lambda db: voicemails.keep_sound(db, voicemail_id, kept, at=at))
        return kept

    async def _decoded(self, body: bytes) -> Sound:
        try:
            return await self._decoder.sound(body)
        except Mendable as error:
            raise Mendable("recording-broken") from error

    async def _pieces(self, sound: Sound, passage: Passage) -> AsyncGenerator[bytes, None]:
        parts = _cut(sound, passage.spans)
        if passage.speed == 1.0:
            for part in parts:
                yield part
        else:
            async for faster in self._decoder.faster(parts, speed=passage.speed):
                yield faster


def _cut(sound: Sound, spans: Iterable[Span]) -> Iterator[bytes]:
    """The samples of the spans, the first of them in a small piece."""
    seconds = FIRST_PIECE
    for span in spans:
        at, end = (int(second * sound.rate) * 2 for second in (span.begin, span.end))
        while at < end:
            stop = min(end, at + int(seconds * sound.rate) * 2)
            yield sound.samples[at:stop]
            at, seconds = stop, LATER_PIECES
