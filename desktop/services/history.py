"""The call history (CALL-7) and voicemails (VM-2), read from the cache."""

from __future__ import annotations

import asyncio
import io
import re
import wave
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from desktop.domain.calls import CallRecord
from desktop.domain.errors import Unanswered
from desktop.domain.events import HistoryChanged, VoicemailsChanged
from desktop.domain.history import CallQuery
from desktop.domain.numbers import NumberId
from desktop.domain.outbox import (
    MOST_CALLS,
    DeleteCalls,
    Intent,
    IntentId,
    MarkCallsSeen,
    MarkHeard,
    RestoreCalls,
)
from desktop.domain.voicemail import Voicemail, VoicemailId
from desktop.services.clock import Clock, utc_now
from desktop.services.player import Player
from desktop.services.present import Present
from desktop.storage import history, outbox

LONGEST_RECORDING = 600.0
"""Seconds."""


class History:
    def __init__(self, present: Present, player: Player, *, sounds: Path, clock: Clock = utc_now) -> None:
        self._present = present
        self._player = player
        self._sounds = sounds
        self._clock = clock

    async def load_calls(
        self,
        query: CallQuery,
        *,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[CallRecord, ...]:
        """Calls with a sequence below `before`, newest first."""
        work = partial(history.load_calls, query=query, before=before, limit=limit)
        return await self._present.read(work, otherwise=())

    async def delete_calls(self, call_ids: Iterable[str]) -> None:
        """They are shown no more; `restore_calls` takes it back. Raises `Mendable`."""
        named = tuple(dict.fromkeys(call_ids))
        at = self._clock()

        def work(db: Any) -> None:
            for part in _parts(named):
                outbox.add(db, Intent(IntentId(str(uuid4())), DeleteCalls(part), at))

        await self._present.change(work)
        self._present.store.apply(HistoryChanged((), frozenset(named)))

    async def restore_calls(self, call_ids: Iterable[str]) -> None:
        """What has not left yet never leaves; what has is asked for again. Raises `Mendable`."""
        named = tuple(dict.fromkeys(call_ids))
        at = self._clock()

        def work(db: Any) -> tuple[CallRecord, ...]:
            left = set(named)
            for intent in outbox.waiting_of(db, DeleteCalls):
                assert isinstance(intent.act, DeleteCalls)
                waits = left.issuperset(intent.act.call_ids) and outbox.take_back(db, intent.id)
                if waits:
                    left.difference_update(intent.act.call_ids)
            for part in _parts(tuple(each for each in named if each in left)):
                outbox.add(db, Intent(IntentId(str(uuid4())), RestoreCalls(part), at))
            return history.find_calls(db, named)

        self._present.store.apply(HistoryChanged(await self._present.change(work)))

    async def mark_calls_seen(self, number_id: NumberId | None) -> None:
        none: dict[NumberId, int] = {}
        newest = await self._present.read(lambda db: history.newest_calls(db, number_id), otherwise=none)
        for number, up_to in newest.items():
            intent = Intent(IntentId(str(uuid4())), MarkCallsSeen(number, up_to), self._clock())
            await self._present.intend(intent, lambda db: None)
        if newest:
            self._present.store.apply(HistoryChanged(()))

    async def load_voicemails(self, number_id: NumberId | None) -> tuple[Voicemail, ...]:
        """Newest first."""
        return await self._present.read(lambda db: history.load_voicemails(db, number_id), otherwise=())

    async def fetch_voicemail(self, voicemail_id: VoicemailId) -> Path:
        """The recording as a WAV file in the profile's private folder, fetched if it is not there yet.

        Raises `Refused`, or `Unanswered` where it does not come or is no recording.
        """
        name = re.sub(r"[^0-9a-zA-Z-]", "", voicemail_id)[:64]
        path = self._sounds / f"{name}.wav"
        if not path.exists():
            sound = await self._present.api.voicemail_audio(voicemail_id)
            await asyncio.get_running_loop().run_in_executor(None, _keep, sound, path)
        return path

    async def mark_heard(self, voicemail_id: VoicemailId) -> None:
        left = {v.id: v for v in await self.load_voicemails(None)}.get(voicemail_id)
        if left is None or left.heard:
            return
        intent = Intent(IntentId(str(uuid4())), MarkHeard(voicemail_id), self._clock())
        changed = await self._present.intend(intent, lambda db: history.load_voicemails(db, None))
        self._present.store.apply(VoicemailsChanged(tuple(v for v in changed if v.id == voicemail_id)))

    async def play_voicemail(self, voicemail_id: VoicemailId) -> None:
        """Play the recording on the loudspeaker; returns at its end, or when it was stopped.

        One plays at a time: another one stops it. Raises `Unanswered` where it can't be fetched.
        """
        path = await self.fetch_voicemail(voicemail_id)
        await self._player.play(path)

    async def stop_voicemail(self) -> None:
        """Stop what plays, if anything does."""
        await self._player.stop()


def _parts(call_ids: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(call_ids), MOST_CALLS):
        yield call_ids[start : start + MOST_CALLS]


def _keep(sound: bytes, path: Path) -> None:
    """Write `sound` anew, from its samples: nothing of the header that came is trusted."""
    try:
        with wave.open(io.BytesIO(sound)) as read:
            rate, frames = read.getframerate(), read.getnframes()
            plain = read.getnchannels() == 1 and read.getsampwidth() == 2 and 8000 <= rate <= 48000
            if not plain or frames > LONGEST_RECORDING * rate:
                raise Unanswered("the recording is not as agreed", reached=True)
            samples = read.readframes(frames)
    except (wave.Error, EOFError, ValueError) as error:
        raise Unanswered("the recording can't be read", reached=True) from error
    waiting = path.with_suffix(".new")
    waiting.touch(mode=0o600)
    with wave.open(str(waiting), "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes(samples)
    waiting.replace(path)
