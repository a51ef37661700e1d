"""What the account's devices are called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from desktop.domain.session import DeviceId
from desktop.storage.database import Connection

MOST_NAMES = 100
"""Of devices; three are signed in at once."""


def keep(db: Connection, names: Mapping[DeviceId, str]) -> None:
    db.executemany("INSERT OR REPLACE INTO device_names VALUES (?, ?)", list(names.items()))


def load(db: Connection) -> Mapping[DeviceId, str]:
    rows = db.execute("SELECT id, name FROM device_names LIMIT ?", (MOST_NAMES,)).fetchall()
    return MappingProxyType({DeviceId(id_): name for id_, name in rows})
