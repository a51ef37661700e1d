"""What the carrier said of single calls, and what the account's devices are called."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

from desktop.domain.call_report import CallReport, DeviceReport, Fate
from desktop.domain.session import DeviceId
from desktop.storage.database import Connection

MOST_NAMES = 100
"""Of devices; three are signed in at once."""


def store(db: Connection, call_id: str, report: CallReport) -> None:
    devices = json.dumps([[d.device_id, d.name, d.fate.value, d.rang_after] for d in report.devices])
    db.execute(
        "INSERT OR REPLACE INTO call_reports VALUES (?, ?, ?, ?)",
        (call_id, report.waited, devices, report.to_voicemail),
    )
    db.execute("DELETE FROM call_reports WHERE call_id NOT IN (SELECT id FROM calls)")


def load(db: Connection, call_id: str) -> CallReport | None:
    row = db.execute(
        "SELECT waited, devices, to_voicemail FROM call_reports WHERE call_id = ?", (call_id,)
    ).fetchone()
    if row is None:
        return None
    return CallReport(
        row[0],
        tuple(
            DeviceReport(DeviceId(id_), name, Fate(fate), after)
            for id_, name, fate, after in json.loads(row[1])
        ),
        bool(row[2]),
    )


def keep_names(db: Connection, names: Mapping[DeviceId, str]) -> None:
    db.executemany("INSERT OR REPLACE INTO device_names VALUES (?, ?)", list(names.items()))


def names(db: Connection) -> Mapping[DeviceId, str]:
    rows = db.execute("SELECT id, name FROM device_names LIMIT ?", (MOST_NAMES,)).fetchall()
    return MappingProxyType({DeviceId(id_): name for id_, name in rows})
