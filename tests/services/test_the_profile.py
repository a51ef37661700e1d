"""Bad inputs of the profile, and that nothing is held when all is over."""

from __future__ import annotations

import asyncio
import gc
import os
import stat
import weakref
from pathlib import Path

import pytest

from desktop.bootstrap import open_phone
from desktop.domain.errors import Mendable
from desktop.domain.session import SignedIn, SignedOut
from desktop.domain.sound import SoundChoice
from desktop.storage import facts, messages
from desktop.storage.database import Database
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.fakes import FileCredentials
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.storage.made import message


async def test_a_phone_that_is_closed_leaves_nothing_in_memory(
    carrier: RunningCarrier, make_desk: MakeDesk, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "gone", carrier.ready.http)
    desk.profile.mkdir(parents=True)
    await desk.open()
    await desk.sign_in(carrier.person().email, PASSWORD)
    parts = desk.phone.sessions._present.parts
    assert parts is not None
    gone = [
        weakref.ref(each)
        for each in (
            desk.phone.store,
            desk.phone.sessions,
            desk.phone.messages,
            desk.phone.calls,
            parts.cache,
            parts.ways().api,
            parts.ways().outbox,
        )
    ]
    before = len(asyncio.all_tasks())
    await desk.close()
    assert len(asyncio.all_tasks()) <= before
    assert len(asyncio.all_tasks()) == 1
    del desk, parts
    gc.collect()
    assert [reference() for reference in gone] == [None] * len(gone)


async def test_everything_is_readable_for_its_owner_only(carrier: RunningCarrier, desk: Desk) -> None:
    await desk.sign_in(carrier.person().email, PASSWORD)
    for path in (desk.profile, *desk.profile.rglob("*")):
        if path.is_dir() or ".db" in path.name:
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


@pytest.mark.logs("the settings are damaged")
async def test_damaged_settings_are_kept_aside_and_the_defaults_hold(make_desk: MakeDesk) -> None:
    desk = make_desk("http://127.0.0.1:9")
    (desk.profile / "settings.json").write_bytes(b'{"speakers": [1, 2')
    await desk.open()
    assert desk.state.sound.choice == SoundChoice()
    assert (desk.profile / "settings.json.aside").read_bytes() == b'{"speakers": [1, 2'


@pytest.mark.logs("set aside")
async def test_a_cache_whose_key_is_gone_is_rebuilt_from_the_carrier(
    carrier: RunningCarrier, desk: Desk
) -> None:
    person = carrier.person(numbers=2)
    await desk.sign_in(person.email, PASSWORD)
    await desk.close()
    await FileCredentials(desk._folder / "keyring.json").erase("cache-key")
    await desk.again()
    await desk.phone.sessions.resume()
    assert isinstance(desk.state.session, SignedIn)
    await desk.is_up()
    assert len(desk.state.numbers) == 2


@pytest.mark.logs("set aside")
async def test_what_waits_is_shown_at_once_after_a_damaged_cache(carrier: RunningCarrier, desk: Desk) -> None:
    person = carrier.person()
    await desk.sign_in(person.email, PASSWORD)
    thread = desk.thread("+33612345678")
    await desk.phone.messages.save_draft(thread, "unfinished")
    await desk.close()
    key = await FileCredentials(desk._folder / "keyring.json").load("cache-key")
    assert key is not None
    newer = Database(desk.profile / "cache.db", key)
    await newer.open()
    await newer._run(lambda: newer._connection.execute("PRAGMA user_version = 999"))
    await newer.close()
    await desk.again()
    await desk.phone.sessions.resume()
    assert [t.draft for t in await desk.phone.messages.load_threads(None)] == ["unfinished"]
    await desk.is_up()


async def test_a_full_disk_is_said_and_nothing_is_damaged(tmp_path: Path) -> None:
    cache = Database(tmp_path / "cache.db", "0f" * 32)
    await cache.open()
    await cache.write(lambda db: facts.set_cursor(db, 7))
    await cache._run(lambda: cache._connection.execute("PRAGMA max_page_count = 40").fetchone())
    large = [message(n, "x" * 1000) for n in range(500)]
    with pytest.raises(Mendable, match="disk-full"):
        await cache.write(lambda db: messages.store(db, large, generation=1) and None)
    assert await cache.read(facts.cursor) == 7
    assert cache.rebuilt == 0
    await cache.close()


@pytest.mark.logs("can't go on")
async def test_a_cache_that_can_not_be_opened_costs_no_session(carrier: RunningCarrier, desk: Desk) -> None:
    await desk.sign_in(carrier.person().email, PASSWORD)
    await desk.close()
    cache, aside = desk.profile / "cache.db", desk.profile / "elsewhere"
    cache.rename(aside)
    cache.mkdir()
    await desk.again()
    await desk.phone.sessions.resume()
    assert desk.session() == SignedOut()
    await desk.close()
    cache.rmdir()
    aside.rename(cache)
    await desk.again()
    await desk.phone.sessions.resume()
    assert isinstance(desk.session(), SignedIn)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
async def test_a_profile_that_is_a_file_is_refused_clearly(tmp_path: Path) -> None:
    (tmp_path / "profile").write_text("not a folder")
    with pytest.raises(OSError, match="profile"):
        await open_phone(profile=tmp_path / "profile", carrier_url="https://x.example", ca_file=None)


@pytest.mark.parametrize("url", ["", "ftp://x", "x.example", "https://", "javascript:alert(1)"])
async def test_an_address_that_is_none_is_refused_clearly(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        await open_phone(profile=tmp_path, carrier_url=url, ca_file=None)
