"""How what is asked of messages that leave later is written in the table of intents."""

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_never

from desktop.domain.later import CancelScheduled, ChangeScheduled, LaterAct, Schedule, SendScheduledNow
from desktop.domain.messages import MessageId, ThreadKey
from desktop.domain.wall_time import WallTime

Written = tuple[str | None, str | None, str | None, dict[str, Any]]
"""Number, peer, text, and the rest."""


def write(act: LaterAct) -> Written:
    match act:
        case Schedule(message_id, thread, text, when, group, file_id):
            body: dict[str, Any] = {"message": message_id, "when": _when(when), "group": group}
            if file_id is not None:
                body["file"] = file_id
            return thread.number_id, thread.peer, text, body
        case ChangeScheduled(message_id, revision, text, when_):
            changed = None if when_ is None else _when(when_)
            return None, None, text, {"message": message_id, "revision": revision, "when": changed}
        case SendScheduledNow(message_id) | CancelScheduled(message_id):
            return None, None, None, {"message": message_id}
        case _:
            assert_never(act)


def read(kind: str, number_id: Any, peer: Any, text: str | None, body: dict[str, Any]) -> LaterAct:
    message_id = MessageId(body["message"])
    match kind:
        case "schedule":
            when = _read_when(body["when"])
            thread = ThreadKey(number_id, peer)
            return Schedule(message_id, thread, text or "", when, body["group"], body.get("file"))
        case "change-scheduled":
            changed = None if body["when"] is None else _read_when(body["when"])
            return ChangeScheduled(message_id, body["revision"], text, changed)
        case "send-scheduled-now":
            return SendScheduledNow(message_id)
        case _:
            return CancelScheduled(message_id)


def _when(when: WallTime) -> list[Any]:
    return [when.written, when.zone, when.local.fold]


def _read_when(written: list[Any]) -> WallTime:
    local, zone, fold = written
    return WallTime(datetime.fromisoformat(local).replace(fold=fold), zone)
