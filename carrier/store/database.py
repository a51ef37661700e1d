"""The one door to the database: SQLite by default, PostgreSQL by its URL. For threads, never the loop."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from carrier.signals import Signals

_BUSY_TIMEOUT_MS = 10_000
_WRITING = "fiveline_writing"
_TOPICS = "topics"
CHANNEL = "fiveline"


def announce(session: Session, topic: str) -> None:
    """Ring `topic` once this transaction is committed."""
    session.info.setdefault(_TOPICS, set()).add(topic)


class UnusableDatabase(Exception):
    """It can't be opened, is damaged, or is of a newer carrier. The text is for whoever runs it."""


class Database:
    """Short transactions, either reading or writing. What is written is on disk when `write` ends."""

    def __init__(self, url: str, signals: Signals) -> None:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._engine = create_engine(
            parsed,
            pool_size=20,
            max_overflow=30,
            pool_timeout=20,
            hide_parameters=True,  # an error's text goes to the log, and they hold messages and secrets
        )
        if self.is_sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
        self._writer = threading.Lock()
        self._signals = signals

    @property
    def engine(self) -> Engine:
        return self._engine

    def migrate(self, revision: str = "head") -> None:
        """Bring the schema up to date. Several processes may do so at the same time.

        Raises `UnusableDatabase`.
        """
        try:
            self._migrate(revision)
        except CommandError as error:
            raise UnusableDatabase(f"the database is of a newer carrier ({error})") from error
        except DBAPIError as error:
            raise UnusableDatabase(f"the database can't be used: {error.orig}") from error

    def _migrate(self, revision: str) -> None:
        if self.is_sqlite and self._engine.url.database:
            # For this user only; SQLite gives its other files the mode of the first.
            os.close(os.open(self._engine.url.database, os.O_RDWR | os.O_CREAT, 0o600))
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        connection = self._engine.connect().execution_options(**{_WRITING: True})
        with (
            connection,
            _tables_made_anew(connection) if self.is_sqlite else nullcontext(),
            connection.begin(),
        ):
            if not self.is_sqlite:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(5154)")
            config.attributes["connection"] = connection
            command.upgrade(config, revision)

    @contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self._engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is committed at the end, or rolled back by any exception.

        SQLite has one writer: within this process they queue at a lock, which is fair and does not poll as
        SQLite's busy handler does; other processes wait at BEGIN IMMEDIATE.
        """
        with self._writer if self.is_sqlite else nullcontext(), self._transaction() as session:
            yield session
        for topic in session.info.get(_TOPICS, ()):
            self._signals.ring(topic)

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with self._engine.connect() as connection:
            connection = connection.execution_options(**{_WRITING: True})
            with Session(connection, expire_on_commit=False) as session, session.begin():
                yield session
                if not self.is_sqlite and session.info.get(_TOPICS):
                    session.execute(text(f"NOTIFY {CHANNEL}"))  # heard by the other workers

    def close(self) -> None:
        self._engine.dispose()


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None  # the driver's own BEGIN would come too late and be deferred
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@contextmanager
def _tables_made_anew(connection: Connection) -> Iterator[None]:
    """SQLite can't change a table: Alembic makes another one and drops the first. While foreign keys are
    looked after, that deletes every row that hangs on it (https://www.sqlite.org/lang_altertable.html#otheralter).
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("PRAGMA foreign_keys=OFF")  # has no effect within a transaction
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
