"""What was recorded becomes a voicemail, an event to every device and nothing else, once."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, update

from carrier.clock import utc_now
from carrier.files.tidying import tidy_files
from carrier.store.tables import Number, StoredVisit, Voicemail
from carrier.voicemail import tidying
from carrier.voicemail.finishing import Finishing
from carrier.voicemail.spool import spool_path
from carrier.voicemail.tidying import tidy_voicemails
from carrier.voicemail.visit import RATE, EndOfTake, Take
from tests.carrier.sip.sounding import until
from tests.carrier.voicemail.files_of_sound import likeness, voice
from tests.carrier.voicemail.finishing import SAID, Office


@asynccontextmanager
async def at_work(finishing: Finishing) -> AsyncIterator[Finishing]:
    job = asyncio.create_task(finishing.run())
    try:
        yield finishing
    finally:
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job


def take(visit_id: str, seconds: float = 1.6, end: EndOfTake = EndOfTake.HASH) -> Take:
    return Take(visit_id, seconds, end)


async def done(office: Office) -> None:
    await until(lambda: not office.visits() and not list(office.spools.glob("*")))


async def test_a_take_is_a_voicemail_linked_with_its_call_and_told_once(office: Office) -> None:
    visit_id = office.visit(SAID)
    with office.database.read() as session:
        visit = session.get_one(StoredVisit, visit_id)
    async with at_work(office.finishing()) as finishing:
        for _ in range(2):
            finishing.took(take(visit_id))
        await done(office)
    [row] = office.voicemails().values()
    assert (row.id, row.peer, row.call_id, row.heard) == (visit_id, visit.peer, visit.call_id, False)
    assert row.received_at == visit.began_at
    assert [str(each.voicemail.id) for each in office.told()] == [visit_id]
    kept = office.sound(visit_id)
    assert len(kept) / 2 / RATE == pytest.approx(row.duration_seconds, abs=0.001)
    assert likeness(SAID, kept) > 0.95


async def test_ten_at_once_are_all_there_in_a_second_each_with_its_own_words(office: Office) -> None:
    said = {office.visit(sound): sound for sound in (voice(2 + turn / 5) for turn in range(10))}
    async with at_work(office.finishing()) as finishing:
        for visit_id in said:
            finishing.took(take(visit_id))
        await done(office)
    assert office.voicemails().keys() == said.keys()
    assert all(likeness(sound, office.sound(visit_id)) > 0.9 for visit_id, sound in said.items())
    assert len(list((office.data / "files").iterdir())) == 10


@pytest.mark.parametrize("nothing", [None, b"", bytes(2 * RATE * 5), voice(0.6)])
async def test_who_said_nothing_left_no_voicemail(office: Office, nothing: bytes | None) -> None:
    visit_id = office.visit(nothing)
    async with at_work(office.finishing()) as finishing:
        finishing.took(take(visit_id, 0.0, EndOfTake.SILENCE))
        await done(office)
    assert office.voicemails() == {}
    assert office.told() == []
    assert not (office.data / "files").exists()


async def test_what_a_carrier_before_left_is_finished_and_what_is_under_way_is_left_alone(
    office: Office,
) -> None:
    left, under_way = office.visit(SAID, old=True), office.visit(SAID, old=True)
    speaking = office.visit(None)
    async with at_work(office.finishing(is_under_way=lambda visit_id: visit_id == under_way)):
        await until(lambda: left in office.voicemails())
    assert office.voicemails().keys() == {left}
    assert office.visits() == {under_way, speaking}
    assert spool_path(office.spools, under_way).exists()


async def test_a_spool_to_which_a_process_of_before_may_still_add_is_waited_for(office: Office) -> None:
    visit_id, last_added = office.visit(SAID), time.time() - 2.2
    os.utime(spool_path(office.spools, visit_id), (last_added, last_added))
    async with at_work(office.finishing()):
        await until(lambda: visit_id in office.voicemails())
    assert time.time() - last_added > 3


async def test_a_spool_whose_end_was_cut_off_is_kept_up_to_there(office: Office) -> None:
    said = voice(4)
    visit_id = office.visit(said, old=True)
    path = spool_path(office.spools, visit_id)
    os.truncate(path, path.stat().st_size - 100)
    async with at_work(office.finishing()) as finishing:
        finishing.took(take(visit_id, 4.0, EndOfTake.CRASH))
        await done(office)
    assert 3.0 < office.voicemails()[visit_id].duration_seconds < 3.8


@pytest.mark.logs("can't be made a voicemail")
async def test_a_spool_of_another_key_and_one_that_is_gone_are_kept_aside_and_hold_nobody_up(
    office: Office,
) -> None:
    wrong, gone, good = office.visit(SAID), office.visit(None), office.visit(SAID)
    with office.database.write() as session:
        session.execute(
            update(StoredVisit).where(StoredVisit.id == wrong).values(key=secrets.token_bytes(32))
        )
    async with at_work(office.finishing()) as finishing:
        for visit_id in (wrong, gone, good):
            finishing.took(take(visit_id))
        await until(lambda: good in office.voicemails())
    assert office.visits() == {wrong, gone}
    assert spool_path(office.spools, wrong).exists()


@pytest.mark.logs("can't be made a voicemail")
async def test_a_disk_that_takes_nothing_is_tried_again(office: Office) -> None:
    visit_id = office.visit(SAID)
    in_the_way = office.data / "files"
    in_the_way.write_bytes(b"")
    async with at_work(office.finishing()) as finishing:
        finishing.took(take(visit_id))
        await until(lambda: bool(finishing._failures))
        in_the_way.unlink()
        await done(office)
    assert office.voicemails().keys() == {visit_id}


async def test_a_number_that_was_deleted_meanwhile_gets_none(office: Office) -> None:
    visit_id = office.visit(SAID)
    with office.database.write() as session:
        session.execute(delete(Number))
    async with at_work(office.finishing()) as finishing:
        finishing.took(take(visit_id))
        await done(office)
    assert office.voicemails() == {}


async def test_spools_of_no_visit_and_other_files_are_told_apart(office: Office) -> None:
    visit_id = office.visit(SAID, old=True)
    with office.database.write() as session:
        session.execute(delete(StoredVisit))
    other = office.spools / "notes.spool"
    other.write_text("nobody knows whose this is")
    async with at_work(office.finishing()):
        await until(lambda: not spool_path(office.spools, visit_id).exists())
    assert other.exists()
    assert office.voicemails() == {}


async def test_three_minutes_hold_the_loop_for_no_time(office: Office) -> None:
    visit_id = office.visit(voice(180))
    longest, last = 0.0, time.perf_counter()
    async with at_work(office.finishing()) as finishing:
        finishing.took(take(visit_id, 180.0))
        while not office.voicemails():
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
    assert office.voicemails()[visit_id].duration_seconds > 170
    assert longest < 0.2


def keep(office: Office, count: int, *, heard: bool) -> None:
    first = len(office.voicemails())
    with office.database.write() as session:
        for turn in range(count):
            session.add(
                Voicemail(
                    id=str(uuid4()),
                    account_id=office.account_id,
                    number_id=office.number_id,
                    peer="",
                    received_at=utc_now(),
                    duration_seconds=1.0,
                    heard=heard,
                    sequence=first + turn + 1,
                )
            )


def test_only_what_was_heard_is_ever_too_much(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "HEARD_KEPT", 3)
    keep(office, 5, heard=True)
    keep(office, 8, heard=False)
    for _ in range(2):
        tidy_voicemails(office.database, utc_now())
    rows = sorted(office.voicemails().values(), key=lambda row: row.sequence)
    assert [row.deleted_at is not None for row in rows] == [True] * 2 + [False] * 11


def test_a_visit_that_never_became_anything_goes_after_a_month(office: Office) -> None:
    office.visit(None)
    tidy_voicemails(office.database, utc_now() + timedelta(days=29))
    assert len(office.visits()) == 1
    tidy_voicemails(office.database, utc_now() + timedelta(days=31))
    assert office.visits() == set()


def test_bytes_of_no_voicemail_are_tidied_and_those_of_one_stay(office: Office) -> None:
    kept, lost = office.blobs.keep(b"kept"), office.blobs.keep(b"lost")
    keep(office, 1, heard=False)
    with office.database.write() as session:
        session.execute(update(Voicemail).values(blob=kept.name, key=kept.key, size=4))
    for name in (kept.name, lost.name):
        os.utime(office.data / "files" / name, (0, 0))
    tidy_files(office.database, office.blobs, utc_now())
    assert [path.name for path in (office.data / "files").iterdir()] == [kept.name]
