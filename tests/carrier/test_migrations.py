from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from carrier.__main__ import main
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.metadata import Base
from tests.carrier.process import admin


def test_the_migrations_make_what_the_tables_say(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'db'}", Signals())
    database.migrate()
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    database.close()


def some_value(column: sa.Column[Any]) -> object:
    """Ids are all alike, so that whatever refers to something finds it. A signed-in device has a slot."""
    kind = column.type
    if column.nullable and not column.foreign_keys and column.name != "slot":
        return None
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.LargeBinary):
        return b"x"
    if isinstance(kind, sa.DateTime):
        return datetime(2026, 1, 1, tzinfo=UTC)
    return 1 if isinstance(kind, sa.Integer | sa.Numeric | sa.Float) else "x"


def rows(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        tables = sa.MetaData()
        tables.reflect(connection)
        count = sa.select(sa.func.count())
        return {
            name: connection.scalar(count.select_from(table)) or 0 for name, table in tables.tables.items()
        }


def test_what_an_older_carrier_kept_is_all_there_after_the_migrations(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'db'}", Signals())
    database.migrate("0001")
    with database.engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(table.insert().values({c: some_value(c) for c in table.columns}))
    before = rows(database)
    assert set(before.values()) == {1}
    database.migrate()
    after = rows(database)
    assert {name: after[name] for name in before} == before
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    database.close()


def test_voicemails_of_an_older_carrier_are_in_order_and_keep_their_sound(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'db'}", Signals())
    database.migrate("0017")
    with database.engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection)

        def insert(name: str, **own: object) -> None:
            table = tables.tables[name]
            connection.execute(table.insert().values({c.name: some_value(c) for c in table.columns} | own))

        for account in ("a", "b"):
            insert("accounts", id=account, email=account)
            insert("numbers", id=account, account_id=account, e164=account)
        for name, account, day in (("new", "a", 9), ("old", "a", 1), ("same", "a", 9), ("other", "b", 5)):
            insert(
                "voicemails",
                id=name,
                account_id=account,
                number_id=account,
                received_at=datetime(2026, 1, day, tzinfo=UTC),
                recording=name.encode(),
            )
    database.migrate()
    with database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT id, sequence, recording FROM voicemails ORDER BY id").all()
        last = connection.exec_driver_sql("SELECT last_voicemail FROM accounts ORDER BY id").scalars().all()
    assert kept == [("new", 2, b"new"), ("old", 1, b"old"), ("other", 1, b"other"), ("same", 3, b"same")]
    assert last == [3, 1]
    database.close()


def test_processes_that_start_at_the_same_time_do_not_disturb_each_other(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "carrier", "admin", "--data", str(tmp_path / "data"), "list-accounts"]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate(timeout=60)[1] for process in started] == ["", "", ""]


def make_newer(data: Path) -> None:
    database = Database(f"sqlite:///{data / 'carrier.sqlite3'}", Signals())
    database.migrate()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()


def damage(data: Path) -> None:
    (data / "carrier.sqlite3").write_bytes(b"this is no database" * 1_000)


@pytest.mark.parametrize(("spoil", "said"), [(make_newer, "newer carrier"), (damage, "not a database")])
def test_a_database_that_can_not_be_used_is_said_plainly(
    tmp_path: Path, spoil: Callable[[Path], None], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(tmp_path)
    before = (tmp_path / "carrier.sqlite3").read_bytes()
    for command in (["serve", "--data", str(tmp_path)], ["admin", "--data", str(tmp_path), "list-accounts"]):
        assert main(command) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert said in told.err
    assert (tmp_path / "carrier.sqlite3").read_bytes() == before


def test_a_server_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    refused = admin(tmp_path, "--database-url", "postgresql://nobody@127.0.0.1:1/x", "list-accounts")
    assert refused.returncode == 1
    assert "refused" in refused.stderr
    assert "Traceback" not in refused.stderr
