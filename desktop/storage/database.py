"""The encrypted database file and the one thread that owns its connection.

Work is handed over as a function of the connection; only frozen values may come back. A file that can't be
read (damaged, another key, made by a newer version) is set aside, never deleted unseen: a new one takes its
place, and what only the old one held (messages that wait, drafts) is brought over where it can be read.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from enum import Enum
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from sqlcipher3 import dbapi2

from desktop.domain.errors import Mendable

log = logging.getLogger(__name__)

T = TypeVar("T")
Connection = Any
"""A `sqlcipher3` connection: the library has no types. Used on the database's thread only."""

IntegrityError = dbapi2.IntegrityError
KEPT_ASIDE = 3
WRITTEN_HERE = {
    "outbox": "id, kind, lane, number_id, peer, text, up_to, body, made_at, begun, failure",
    "drafts": "number_id, peer, text, changed_at",
    "hidden_messages": "id",
    "uploads": "id, message_id, number_id, peer, path, name, type, size, sha256, made_at, failure, awaited",
    "kept_files": "id, size, used_at, needed, body",
    "attachments": "message_id, place, id, name, type, size, width, height, seconds, expires_at",
    "message_groups": "message_id, group_id",
    "watch": "watched, began_at, until, way",
    "rang_here": "call_id, at, ringer, quiet, gone, turned_down",
    "voicemail_places": "voicemail_id, second",
    "greeting_drafts": "number_id, kind, rate, samples, begin_second, end_second",
    "call_quality": "record_id, codec, points, kept_at",
    "facts": "name, value",
}
"""What the carrier can't give again, by table."""
_ONLY = {
    "facts": "name = 'group_draft'",
    "kept_files": f"needed AND size <= {32 * 1024 * 1024}",  # they are all in memory for a moment
    "attachments": "message_id IN (SELECT message_id FROM uploads UNION SELECT id FROM outbox)",
    "message_groups": "message_id IN (SELECT id FROM outbox)",
}
"""Which rows of it, where not all."""


class Found(Enum):
    """What the file was like when it was opened."""

    SOUND = "sound"
    NEW = "new"
    DAMAGED = "damaged"  # or written with another key: the two look alike
    NEWER = "newer"


class Newer(Exception):
    """The file was written by a later version of the program."""


class Database:
    def __init__(self, path: Path, key: str) -> None:
        """`key` is 64 hex digits: a raw key costs nothing, a pass phrase 0.3 s at each opening."""
        if not re.fullmatch(r"[0-9a-f]{64}", key):
            raise ValueError("the key is 32 bytes in hex")
        self._path = path
        self._key = key
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cache")
        self._connection: Connection = None
        self._ended = False
        self.found = Found.NEW
        self.rebuilt = 0
        """How often a damaged file had to be replaced since this was opened."""

    @property
    def path(self) -> Path:
        return self._path

    async def open(self) -> Found:
        """Raises `Mendable` where the file can't be used, and is closed then."""
        try:
            self.found = await self._run(self._open)
        except BaseException:
            await self.close()
            raise
        return self.found

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What `work` finds, all of it in one snapshot."""
        return await self._run(lambda: self._guarded(work, "BEGIN"))

    async def write(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, after its changes are committed and on the disk; none of them if it raises.

        Raises `Mendable` ("disk-full", "profile-unwritable", "profile-in-use") where nothing can be kept.
        Where the caller is cancelled meanwhile, it runs to its end or was never begun.
        """
        return await self._run(lambda: self._guarded(work, "BEGIN IMMEDIATE"))

    async def close(self) -> None:
        """What is asked of it from now on is refused: `Mendable` ("signed-out")."""
        if self._ended:
            return
        self._ended = True
        await self._run(self._close)
        self._thread.shutdown(wait=True)

    async def erase(self) -> None:
        """Close, and remove the file, its journal, and what was set aside."""
        await self.close()
        erase_files(self._path)

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            answer = self._thread.submit(work)
        except RuntimeError as error:
            raise Mendable("signed-out", "the cache is closed") from error
        return await asyncio.wrap_future(answer)

    # --- on the database's thread -------------------------------------------------------------------------
    def _guarded(self, work: Callable[[Connection], T], begin: str) -> T:
        try:
            if self._connection is None and not self._ended:  # there was no room to replace a damaged one
                self._open()
            return self._transact(work, begin)
        except dbapi2.DatabaseError as error:
            _raise_mendable(error)
            if not _is_damage(error):
                raise
            log.error("the cache is damaged (%s): it is set aside and rebuilt", error)
            self._replace()
            self.rebuilt += 1
            return self._transact(work, begin)

    def _transact(self, work: Callable[[Connection], T], begin: str) -> T:
        connection = self._connection
        if connection is None:
            raise Mendable("signed-out", "the cache is closed")
        connection.execute(begin)
        try:
            value = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                with suppress(dbapi2.Error):
                    connection.execute("ROLLBACK")
            raise
        return value

    def _open(self) -> Found:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        existed = self._path.exists() and self._path.stat().st_size > 0
        try:
            self._connection = _connect(self._path, self._key)
            _migrate(self._connection)
        except Newer as error:
            log.error("%s: it is set aside", error)
            self._replace()
            return Found.NEWER
        except dbapi2.DatabaseError as error:
            _raise_mendable(error)
            if not _is_damage(error):
                raise
            log.error("the cache can't be read (%s): it is set aside and rebuilt", error)
            self._replace()
            return Found.DAMAGED
        return Found.SOUND if existed else Found.NEW

    def _replace(self) -> None:
        """Set the file aside, make a new one, and bring over what exists nowhere else."""
        saved = {table: self._rescue(table, columns) for table, columns in WRITTEN_HERE.items()}
        self._close()
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        for suffix in ("", "-wal", "-shm"):
            old = Path(f"{self._path}{suffix}")
            if old.exists():
                old.replace(Path(f"{self._path}.aside-{stamp}{suffix}"))
        _forget_oldest(self._path)
        self._connection = _connect(self._path, self._key)
        _migrate(self._connection)
        self._connection.execute("BEGIN IMMEDIATE")
        for table in WRITTEN_HERE:
            for row in saved[table]:
                with suppress(dbapi2.Error):
                    names, marks = ", ".join(row), ", ".join("?" for _ in row)
                    self._connection.execute(
                        f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", tuple(row.values())
                    )
            if saved[table]:
                log.error("saved from the cache that was set aside: %d of %s", len(saved[table]), table)
        self._connection.execute("COMMIT")

    def _rescue(self, table: str, columns: str) -> list[dict[str, Any]]:
        """The rows that can still be read, up to the first bad page; an older cache has fewer columns."""
        rows: list[dict[str, Any]] = []
        with suppress(dbapi2.Error):
            # A connection that met a bad page gives nothing any more: begin another one.
            self._close()
            self._connection = _connect(self._path, self._key)
            there = {column[1] for column in self._connection.execute(f"PRAGMA table_info({table})")}
            named = [name for name in columns.split(", ") if name in there]
            found = self._connection.execute(
                f"SELECT {', '.join(named)} FROM {table} WHERE {_ONLY.get(table, 1)}"
            )
            rows.extend(dict(zip(named, row, strict=True)) for row in found)
        return rows

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(dbapi2.Error):
                self._connection.close()
            self._connection = None


def erase_files(path: Path) -> None:
    """Remove the database at `path`, its journals and what was set aside of it."""
    for old in (path, *path.parent.glob(f"{path.name}-*"), *path.parent.glob(f"{path.name}.aside-*")):
        with suppress(FileNotFoundError):
            old.unlink()


def _forget_oldest(path: Path) -> None:
    names = sorted(
        p for p in path.parent.glob(f"{path.name}.aside-*") if not p.name.endswith(("-wal", "-shm"))
    )
    for old in names[:-KEPT_ASIDE]:
        for suffix in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{old}{suffix}").unlink()


def _connect(path: Path, key: str) -> Connection:
    if not path.exists():
        path.touch(mode=0o600)
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=True, timeout=5.0)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # else it writes to standard error by itself
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the key is tried only now
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # what was said to be kept survives a power cut too
        connection.execute("PRAGMA temp_store = MEMORY")  # nothing readable on the disk, ever
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA secure_delete = FAST")
    except dbapi2.Error:
        connection.close()
        raise
    return connection


def _migrate(connection: Connection) -> None:
    steps = migrations()
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(steps):
        raise Newer(f"the cache is of version {version}, this program knows {len(steps)}")
    for number, script in enumerate(steps[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def migrations() -> list[str]:
    """The scripts, in order; the first is version 1."""
    folder = resources.files("desktop.storage.migrations")
    return [
        item.read_text(encoding="utf-8")
        for item in sorted(folder.iterdir(), key=lambda i: i.name)
        if re.fullmatch(r"\d{4}_\w+\.sql", item.name)
    ]


def _statements(script: str) -> list[str]:
    """The statements of a script. A trigger's own semicolons do not end it: its `END;` does."""
    statements: list[str] = []
    waiting = ""
    for line in script.splitlines():
        waiting += line + "\n"
        body = re.sub(r"--[^\n]*", "", waiting).strip()
        whole = body.endswith("END;") if body.startswith("CREATE TRIGGER") else body.endswith(";")
        if whole:
            statements.append(body)
            waiting = ""
    return statements


def _is_damage(error: Exception) -> bool:
    text = str(error)
    return any(word in text for word in ("not a database", "malformed", "HMAC")) and not isinstance(
        error, dbapi2.IntegrityError
    )


def _raise_mendable(error: Exception) -> None:
    """A full or locked disk says nothing against the file: it is left as it is."""
    text = str(error)
    for part, word in (
        ("disk is full", "disk-full"),
        ("disk I/O error", "disk-full"),
        ("readonly", "profile-unwritable"),
        ("unable to open", "profile-unwritable"),
        ("database is locked", "profile-in-use"),
    ):
        if part in text:
            raise Mendable(word, text) from error
