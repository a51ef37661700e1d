"""Voicemails of a made-up account, that play as fast as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from desktop.decoding.door import Sound
from desktop.domain import events as e
from desktop.domain.numbers import NumberId
from desktop.domain.playing import PEAKS_A_SECOND, Output, Waveform
from desktop.domain.voicemail import Voicemail, VoicemailId
from desktop.services.voicemails import Voicemails
from desktop.store import Store


def speech(seconds: float) -> Waveform:
    """As somebody looks who says some words, pauses, and says some more."""
    peaks = bytearray()
    for place in range(int(seconds * PEAKS_A_SECOND)):
        at = place / PEAKS_A_SECOND
        pausing = at % 4.3 > 3.1
        word = abs((at * 2.7) % 2 - 1) * (0.55 + 0.45 * abs((at * 0.61) % 2 - 1))
        peaks.append(4 if pausing else int(40 + 190 * word * (0.7 + 0.3 * ((place * 7919) % 97) / 97)))
    return Waveform(bytes(peaks), seconds)


class MemoryVoicemails(Voicemails):
    def __init__(self, store: Store, voicemails: Iterable[Voicemail] = ()) -> None:
        self.store = store
        self.voicemails = list(voicemails)
        self.deleted: set[VoicemailId] = set()
        self.asked: list[tuple[VoicemailId, float, float, bool, Output]] = []
        """What was played: from which second, how fast, without silence, where."""
        self.places: dict[VoicemailId, float] = {}
        self.saved: list[Path] = []
        self.fails: Exception | None = None
        self.playing: tuple[asyncio.Future[bool], Callable[[float], None]] | None = None

    async def load(self, number_id: NumberId | None) -> tuple[Voicemail, ...]:
        there = [v for v in self.voicemails if v.id not in self.deleted]
        return tuple(v for v in there if number_id in (None, v.number_id))

    async def find(self, voicemail_id: VoicemailId) -> Voicemail | None:
        return next((v for v in await self.load(None) if v.id == voicemail_id), None)

    async def mark_heard(self, voicemail_ids: Iterable[VoicemailId], *, heard: bool = True) -> None:
        named = set(voicemail_ids)
        self.voicemails = [replace(v, heard=heard) if v.id in named else v for v in self.voicemails]
        self.store.apply(e.VoicemailsChanged(tuple(v for v in self.voicemails if v.id in named)))

    async def delete(self, voicemail_ids: Iterable[VoicemailId]) -> None:
        gone = frozenset(voicemail_ids)
        self.deleted |= gone
        self.store.apply(e.VoicemailsChanged((), gone))

    async def restore(self, voicemail_ids: Iterable[VoicemailId]) -> None:
        back = set(voicemail_ids)
        self.deleted -= back
        self.store.apply(e.VoicemailsChanged(tuple(v for v in self.voicemails if v.id in back)))

    async def waveform(self, voicemail_id: VoicemailId) -> Waveform:
        if self.fails is not None:
            raise self.fails
        return speech(next(v.duration for v in self.voicemails if v.id == voicemail_id))

    async def sound(self, voicemail_id: VoicemailId) -> Sound:
        return Sound(b"\0\0" * int((await self.waveform(voicemail_id)).seconds * 16_000), 16_000)

    async def save(self, voicemail_id: VoicemailId, path: Path) -> None:
        if self.fails is not None:
            raise self.fails
        self.saved.append(path)

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
        if self.fails is not None:
            raise self.fails
        await self.stop()
        self.asked.append((voicemail_id, from_second, speed, skip_silence, on))
        ended: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.playing = ended, told
        return await ended

    def sounds(self, second: float) -> None:
        """What plays is at `second` now."""
        assert self.playing is not None
        self.playing[1](second)

    def end(self) -> None:
        """What plays has come to its end."""
        assert self.playing is not None
        (ended, _told), self.playing = self.playing, None
        ended.set_result(True)

    async def stop(self) -> None:
        if self.playing is not None:
            (ended, _told), self.playing = self.playing, None
            ended.set_result(False)

    async def place(self, voicemail_id: VoicemailId) -> float:
        return self.places.get(voicemail_id, 0.0)

    async def keep_place(self, voicemail_id: VoicemailId, second: float) -> None:
        self.places[voicemail_id] = second
