"""A PostgreSQL server of its own for a test run, on a free port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.carrier.running import until


def binaries() -> Path | None:
    """Where the newest installed server lies, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    return found[-1].parent if found else None


@contextmanager
def postgresql(place: Path) -> Iterator[str]:
    """Its URL. The server refuses to run as root, so it runs as `postgres` there."""
    folder = Path(tempfile.mkdtemp(prefix="fiveline-pg-"))
    as_user: dict[str, Any] = {}
    if os.getuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = {"user": user.pw_uid, "group": user.pw_gid}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    with (folder / "log").open("wb") as log:
        subprocess.run(
            [str(place / "initdb"), "-D", str(data), "-U", "fiveline", "-A", "trust", "-E", "UTF8", "-N"],
            check=True,
            stdout=log,
            stderr=log,
            cwd=folder,
            **as_user,
        )
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "fsync": "off",
            "max_connections": "100",
        }
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        server = subprocess.Popen(
            [str(place / "postgres"), "-D", str(data), *settings],
            stdout=log,
            stderr=log,
            cwd=folder,
            **as_user,
        )
    try:
        url = f"postgresql://fiveline@127.0.0.1:{port}/postgres"
        until(lambda: _answers(url), within=30)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(folder)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
