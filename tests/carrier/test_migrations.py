from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from carrier.__main__ import main
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.tables import Base
from tests.carrier.process import admin


def test_the_migrations_make_what_the_tables_say(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'db'}", Signals())
    database.migrate()
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
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
