"""Damaged, of another key, of a newer version, cut: set aside, rebuilt, and what waits is saved."""

from __future__ import annotations

import asyncio
import os
import stat
from importlib import resources
from pathlib import Path

import pytest

from desktop.domain.errors import Mendable
from desktop.domain.files import Enclosed, FileId, PickedFile, Upload
from desktop.domain.greetings import Kind, Slot
from desktop.domain.messages import GroupDraft, MessageId, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.recording import Recording
from desktop.domain.timeline import Point, Timeline
from desktop.storage import attachments, call_quality, facts, greetings, messages, outbox, uploads
from desktop.storage.database import Connection, Database, Found, erase_files
from tests.storage.conftest import KEY
from tests.storage.made import BEGAN, message, to_send

OTHER_KEY = "ab" * 32


async def opened(path: Path, key: str = KEY) -> Database:
    database = Database(path, key)
    await database.open()
    return database


async def with_messages(path: Path, count: int = 300) -> list[str]:
    """Returns the ids of two waiting messages."""
    database = await opened(path)
    intents = [to_send("canary-waiting-1"), to_send("canary-waiting-2")]

    def write(db: object) -> None:
        messages.store(db, [message(n, f"canary-text-{n} " * 20) for n in range(count)], generation=1)
        facts.set_cursor(db, 42)
        for intent in intents:
            outbox.add(db, intent)

    await database.write(write)
    await database.close()
    return [intent.id for intent in intents]


async def waiting(database: Database) -> list[str]:
    return [i.id for i in await database.read(lambda db: outbox.waiting_of(db, type(to_send().act)))]


async def test_it_opens_again_with_what_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    ids = await with_messages(path)
    database = Database(path, KEY)
    assert await database.open() is Found.SOUND
    assert await database.read(facts.cursor) == 42
    assert await waiting(database) == ids
    await database.close()


async def test_nothing_in_it_can_be_read_without_the_key(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    database = await opened(path)
    await database.write(lambda db: messages.store(db, [message(1, "canary-text")], generation=1) and None)
    for file in tmp_path.iterdir():  # the journal too, while it is open
        assert b"canary" not in file.read_bytes()
        assert b"SQLite format" not in file.read_bytes()
        if os.name == "posix":
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0
    await database.close()


@pytest.mark.logs("it is set aside and rebuilt")
async def test_with_another_key_it_is_set_aside_and_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    await with_messages(path)
    database = Database(path, OTHER_KEY)
    assert await database.open() is Found.DAMAGED
    assert await database.read(facts.cursor) is None
    assert len([p for p in tmp_path.glob("cache.db.aside-*") if "-wal" not in p.name]) == 1
    await database.close()


@pytest.mark.logs("set aside")
async def test_a_newer_one_is_set_aside_untouched_and_what_waits_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    ids = await with_messages(path)
    database = await opened(path)
    await database.write(lambda db: None)
    await database._run(lambda: database._connection.execute("PRAGMA user_version = 999"))
    await database.close()
    database = Database(path, KEY)
    assert await database.open() is Found.NEWER
    assert await waiting(database) == ids
    await database.close()
    assert len([p for p in tmp_path.glob("cache.db.aside-*") if "-wal" not in p.name]) == 1


@pytest.mark.logs("set aside")
@pytest.mark.parametrize("where", [0, 100, 4096 + 10, 0.5, 0.9])
async def test_a_flipped_byte_never_stops_the_program(tmp_path: Path, where: float) -> None:
    path = tmp_path / "cache.db"
    await with_messages(path)
    content = bytearray(path.read_bytes())
    at = int(where) if where >= 1 or where == 0 else int(len(content) * where)
    content[at] ^= 0xFF
    path.write_bytes(content)
    database = await opened(path)
    await database.read(lambda db: db.execute("SELECT sum(length(text)) FROM messages").fetchone() and None)
    await database.write(lambda db: messages.store(db, [message(9_999)], generation=1) and None)
    await database.close()


@pytest.mark.logs("set aside")
async def test_what_waits_and_what_is_being_written_is_saved_from_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    ids = await with_messages(path)
    database = await opened(path)
    people = (Address("+33612345678"), Address("+33687654321"))
    written = GroupDraft(NumberId("home"), people, "Tonight, half", "Mar")
    await database.write(lambda db: facts.set_group_draft(db, written))
    picture = PickedFile("", "Picture.png", "image/png", 3, "0")
    alone = Upload(FileId("a"), MessageId("pasted"), ThreadKey(NumberId("home"), people[0]), picture, BEGAN)

    named = [MessageId(each) for each in ids]

    def enclose(db: Connection) -> FileId:
        uploads.add(db, alone)
        uploads.keep(db, "a", b"png", at=BEGAN, needed=True)
        uploads.keep(db, "fetched", b"can be fetched again", at=BEGAN)
        return uploads.enclose(db, NumberId("home"), Enclosed(picture, b"png"), named, at=BEGAN)

    file_id = await database.write(enclose)
    root = await database.read(
        lambda db: int(db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'messages'").fetchone()[0])
    )
    size = await database.read(lambda db: int(db.execute("PRAGMA page_size").fetchone()[0]))
    await database.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * size : root * size] = os.urandom(size)
    path.write_bytes(content)
    database = await opened(path)
    await database.read(lambda db: db.execute("SELECT sum(length(text)) FROM messages").fetchone() and None)
    assert database.rebuilt == 1
    assert await database.read(facts.cursor) is None
    assert await waiting(database) == ids
    assert await database.read(facts.group_draft) == written

    def kept(db: Connection) -> list[object]:
        named = attachments.load(db, ["pasted", *ids[:2]])
        return [
            [uploads.kept_piece(db, each, 0, 9) for each in ("a", file_id, "fetched")],
            [(each.id, each.awaited) for each in uploads.waiting(db)],
            [[file.name for file in files] for files in named.values()],
        ]

    assert await database.write(kept) == [
        [b"png", b"png", b""],
        [("a", False), (file_id, True)],
        [["Picture.png"]] * 3,
    ]
    await database.close()


@pytest.mark.logs("set aside")
async def test_what_was_spoken_here_and_how_calls_sounded_is_saved_too(tmp_path: Path) -> None:
    database = await opened(tmp_path / "cache.db")
    slot, words = Slot(NumberId("home"), Kind.OWN), Recording(16_000, b"\1\0" * 1600)
    sounded = Timeline("G722/16000", (Point(0.0, 2.0, 100, 3, 100, 1.0, 4.0, 80.0),))

    def write(db: Connection) -> None:
        greetings.keep_draft(db, slot, words, 0.02, 0.08)
        call_quality.store(db, "call-1", sounded, BEGAN)
        db.execute(f"PRAGMA user_version = {10**6}")  # for any reason it is not to be used

    await database.write(write)
    await database.close()
    database = await opened(tmp_path / "cache.db")
    [draft] = (await database.read(lambda db: greetings.drafts(db, NumberId("home")))).values()
    assert (draft.sound, draft.begin, draft.end) == (words, 0.02, 0.08)
    assert await database.read(lambda db: call_quality.load(db, "call-1")) == sounded
    await database.close()


@pytest.mark.logs("set aside")
async def test_what_waits_is_saved_from_a_damaged_file_of_an_older_version(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    database = await opened(path)
    picture = PickedFile("/tmp/a.png", "a.png", "image/png", 3, "0")
    thread = ThreadKey(NumberId("home"), Address("+33612345678"))
    await database.write(
        lambda db: uploads.add(db, Upload(FileId("a"), MessageId("m"), thread, picture, BEGAN))
    )

    def make_older(db: Connection) -> None:
        db.execute("DROP VIEW shown_messages")
        db.execute("DROP VIEW waiting_messages")
        db.execute("ALTER TABLE uploads DROP COLUMN awaited")
        db.execute(f"PRAGMA user_version = {10**6}")  # for any reason it is not to be used

    await database.write(make_older)
    await database.close()
    database = await opened(path)
    assert [each.id for each in await database.read(uploads.waiting)] == ["a"]
    await database.close()


@pytest.mark.logs("set aside")
@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" + b"\x00" * 200, b"{}", b"\xff" * 5000])
async def test_any_other_file_in_its_place_is_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cache.db"
    path.write_bytes(content)
    database = await opened(path)
    assert await database.read(facts.cursor) is None
    await database.close()


async def test_a_path_with_emoji_spaces_and_arabic_works(tmp_path: Path) -> None:
    path = tmp_path / "حساب 📞 é" / "cache.db"
    ids = await with_messages(path)
    database = await opened(path)
    assert await waiting(database) == ids
    await database.close()


async def test_what_fails_in_the_middle_leaves_nothing(cache: Database) -> None:
    def work(db: object) -> None:
        messages.store(db, [message(1)], generation=1)
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        await cache.write(work)
    assert await cache.read(lambda db: db.execute("SELECT count(*) FROM messages").fetchone()[0]) == 0


async def test_a_write_whose_caller_is_gone_is_still_whole(cache: Database) -> None:
    writing = asyncio.create_task(
        cache.write(lambda db: messages.store(db, [message(n) for n in range(50)], generation=1) and None)
    )
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert await cache.read(lambda db: db.execute("SELECT count(*) FROM messages").fetchone()[0]) in (0, 50)


async def test_erasing_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    await with_messages(path)
    Path(f"{path}.aside-20260101T000000").write_bytes(b"old")
    database = await opened(path)
    await database.erase()
    assert list(tmp_path.iterdir()) == []
    erase_files(path)


async def test_a_closed_one_refuses_by_name(tmp_path: Path) -> None:
    database = await opened(tmp_path / "cache.db")
    await database.close()
    await database.close()
    with pytest.raises(Mendable, match="signed-out"):
        await database.read(facts.cursor)


def test_a_migration_is_numbered_by_the_version_that_it_makes() -> None:
    """Two of one number come of work side by side, and hide which version a cache has."""
    names = sorted(each.name for each in resources.files("desktop.storage.migrations").iterdir())
    numbers = [int(name[:4]) for name in names if name.endswith(".sql")]
    assert numbers == list(range(1, len(numbers) + 1))
