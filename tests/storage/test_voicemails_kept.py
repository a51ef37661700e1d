"""Voicemails in the cache: what waits is laid over them, and what was said goes with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from desktop.domain.calls import CallRecord, Direction, Outcome
from desktop.domain.history import CallQuery
from desktop.domain.numbers import Address, NumberId
from desktop.domain.outbox import Act, DeleteVoicemails, Intent, IntentId, MarkHeard, RestoreVoicemails
from desktop.domain.playing import Waveform
from desktop.domain.voicemail import Voicemail, VoicemailId
from desktop.storage import history, numbers, outbox, voicemails
from desktop.storage.database import Database
from desktop.storage.voicemails import KeptSound

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
MINE = NumberId("n1")
FIRST, SECOND = VoicemailId("first"), VoicemailId("second")
SOUND = KeptSound(b"fLaC" + bytes(100), Waveform(b"\x01\x02", 0.04))


def left(voicemail_id: VoicemailId, *, minutes: int = 0, call_id: str | None = None) -> Voicemail:
    at = NOW + timedelta(minutes=minutes)
    return Voicemail(voicemail_id, MINE, Address("+33612345678"), at, 12.0, False, call_id)


async def fill(cache: Database) -> None:
    listed = [left(FIRST, call_id="c1"), left(SECOND, minutes=1)]
    await cache.write(lambda db: voicemails.store(db, listed))


async def wants(cache: Database, name: str, act: Act) -> None:
    await cache.write(lambda db: outbox.add(db, Intent(IntentId(name), act, NOW)))


async def shown(cache: Database) -> list[tuple[str, bool]]:
    return [(v.id, v.heard) for v in await cache.read(lambda db: voicemails.load(db, None))]


async def test_marks_that_wait_show_at_once_and_the_last_one_counts(cache: Database) -> None:
    await fill(cache)
    await wants(cache, "a", MarkHeard(FIRST))
    assert await shown(cache) == [(SECOND, False), (FIRST, True)]
    await wants(cache, "b", MarkHeard(FIRST, heard=False))
    assert await shown(cache) == [(SECOND, False), (FIRST, False)]
    assert (await cache.read(numbers.unread))[MINE].voicemails == 2
    acts = [intent.act for intent in await cache.read(lambda db: outbox.waiting_of(db, MarkHeard))]
    assert acts == [MarkHeard(FIRST), MarkHeard(FIRST, heard=False)]


async def test_a_deletion_that_waits_hides_and_counts_no_more(cache: Database) -> None:
    await fill(cache)
    await wants(cache, "a", DeleteVoicemails((FIRST, SECOND)))
    assert await shown(cache) == []
    assert await cache.read(numbers.unread) == {}
    await wants(cache, "b", RestoreVoicemails((SECOND,)))
    assert await shown(cache) == [(SECOND, False)]
    await cache.write(lambda db: outbox.remove(db, IntentId("a")))
    assert await shown(cache) == [(SECOND, False), (FIRST, False)]


async def test_what_was_deleted_keeps_its_sound_until_it_can_t_be_taken_back(
    cache: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(cache)

    def keep(db: Any) -> None:
        voicemails.keep_sound(db, FIRST, SOUND, at=NOW)
        voicemails.keep_place(db, FIRST, 3.5)
        voicemails.set_deleted(db, [FIRST])

    await cache.write(keep)
    assert await shown(cache) == [(SECOND, False)]
    await cache.write(lambda db: voicemails.set_restored(db, [FIRST]))
    assert await cache.read(lambda db: voicemails.sound(db, FIRST)) == SOUND
    assert await cache.read(lambda db: voicemails.place(db, FIRST)) == 3.5
    await cache.write(lambda db: voicemails.set_deleted(db, [FIRST]))
    monkeypatch.setattr(voicemails, "KEPT_DELETED", timedelta(seconds=-5))
    await cache.write(lambda db: voicemails.set_deleted(db, []))
    assert await cache.read(lambda db: voicemails.sound(db, FIRST)) is None
    assert await cache.read(lambda db: voicemails.place(db, FIRST)) == 0.0


async def test_a_list_that_comes_anew_keeps_the_sounds_of_what_is_in_it(cache: Database) -> None:
    await fill(cache)
    for each in (FIRST, SECOND):
        await cache.write(partial(voicemails.keep_sound, voicemail_id=each, sound=SOUND, at=NOW))
    await cache.write(lambda db: voicemails.replace(db, [left(SECOND, minutes=1)]))
    assert await cache.read(lambda db: voicemails.sound(db, SECOND)) == SOUND
    assert await cache.read(lambda db: voicemails.sound(db, FIRST)) is None


async def test_of_too_much_sound_the_latest_is_kept(cache: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voicemails, "MOST_KEPT", 150)
    await fill(cache)
    await cache.write(lambda db: voicemails.keep_sound(db, FIRST, SOUND, at=NOW))
    await cache.write(lambda db: voicemails.keep_sound(db, SECOND, SOUND, at=NOW + timedelta(hours=1)))
    assert await cache.read(lambda db: voicemails.sound(db, FIRST)) is None
    assert await cache.read(lambda db: voicemails.sound(db, SECOND)) == SOUND
    ago = NOW - timedelta(days=1)
    assert await cache.read(lambda db: voicemails.without_sound(db, since=ago, limit=9)) == (FIRST,)


async def test_a_missed_call_knows_the_word_that_was_left(cache: Database) -> None:
    call = CallRecord(
        "c1", MINE, Address("+33612345678"), Direction.INCOMING, Outcome.MISSED, NOW, 0.0, sequence=1
    )
    await cache.write(lambda db: history.store_calls(db, [call], generation=1))

    async def of_the_call() -> VoicemailId | None:
        found = await cache.read(lambda db: history.load_calls(db, CallQuery(), before=None, limit=9))
        return found[0].voicemail_id

    assert await of_the_call() is None
    await fill(cache)
    assert await of_the_call() == FIRST
    await wants(cache, "a", DeleteVoicemails((FIRST,)))
    assert await of_the_call() is None
