"""What the carrier said of single calls."""

from __future__ import annotations

import json

from desktop.domain.call_report import CallReport, DeviceReport, Fate
from desktop.domain.session import DeviceId
from desktop.storage.database import Connection


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
