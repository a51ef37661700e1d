"""The table of intents: a row for each thing that was asked for here and is not yet answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, assert_never

from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.later import CancelScheduled, ChangeScheduled, OfScheduled, Schedule, SendScheduledNow
from desktop.domain.messages import DeletionId, MessageFailure, MessageId, ThreadKey
from desktop.domain.numbers import Address, NumberId, OffSays, VoicemailChange
from desktop.domain.outbox import (
    Act,
    Block,
    ChangeNumber,
    ChangeThread,
    DeleteCalls,
    DeleteContact,
    DeleteMessages,
    DeleteVoicemails,
    Intent,
    IntentId,
    MarkCallsSeen,
    MarkHeard,
    MarkRead,
    RestoreCalls,
    RestoreVoicemails,
    SaveContact,
    SendMessage,
    Unblock,
    UndoDeletion,
    failure_of,
    lane,
)
from desktop.domain.voicemail import VoicemailId
from desktop.storage import later_intents
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds

Deleting = TypeVar("Deleting", DeleteCalls, DeleteVoicemails)
Named = TypeVar("Named", bound=str)

_COLUMNS = "position, id, kind, number_id, peer, text, up_to, body, made_at, begun, failure"


def add(db: Connection, intent: Intent) -> None:
    kind, number_id, peer, text, up_to, body = _split(intent.act)
    db.execute(
        "INSERT INTO outbox (id, kind, lane, number_id, peer, text, up_to, body, made_at, begun)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            intent.id,
            kind,
            lane(intent.act),
            number_id,
            peer,
            text,
            up_to,
            json.dumps(body),
            to_microseconds(intent.made_at),
            int(intent.begun),
        ),
    )


def set_begun(db: Connection, intent: Intent, begun: bool) -> bool:
    """`intent` as it was read. False where its row is gone: another may bear its id by now."""
    changed = db.execute(
        "UPDATE outbox SET begun = ? WHERE id = ? AND position = ?", (int(begun), intent.id, intent.position)
    )
    return int(changed.rowcount) > 0


def take_back(db: Connection, intent_id: IntentId) -> bool:
    """Drop what has not left yet. False where it may have left, or is there no more."""
    gone = db.execute("DELETE FROM outbox WHERE id = ? AND begun = 0", (intent_id,))
    return int(gone.rowcount) > 0


def take_back_all(
    db: Connection,
    kind: type[Deleting],
    named: Iterable[Named],
    ids_of: Callable[[Deleting], tuple[Named, ...]],
) -> tuple[Named, ...]:
    """Drop the deletions that have not left yet and name nothing else. Returns what they did not name."""
    left = dict.fromkeys(named)
    for intent in waiting_of(db, kind):
        assert isinstance(intent.act, kind)
        ids = ids_of(intent.act)
        if left.keys() >= set(ids) and take_back(db, intent.id):
            for each in ids:
                del left[each]
    return tuple(left)


def set_failed(db: Connection, intent_id: IntentId, failure: MessageFailure) -> None:
    db.execute("UPDATE outbox SET failure = ? WHERE id = ?", (failure.value, intent_id))


def remove(db: Connection, intent_id: IntentId) -> None:
    db.execute("DELETE FROM outbox WHERE id = ?", (intent_id,))


def remove_refused(db: Connection, message_ids: Iterable[MessageId]) -> None:
    """Messages that the carrier refused after somebody had deleted them here."""
    db.executemany(
        "DELETE FROM outbox WHERE id = ? AND kind = 'send-message' AND failure IS NOT NULL",
        [(message_id,) for message_id in message_ids],
    )


def find(db: Connection, intent_id: IntentId) -> Intent | None:
    return next(iter(_select(db, "id = ?", (intent_id,))), None)


def first_of_each_lane(db: Connection) -> tuple[Intent, ...]:
    """What may leave now, oldest first: a refused message does not hold up those behind it.

    Nor does one whose file is on its way, which takes longer; nor what a newer version of the program wrote,
    saved from its cache: it waits for that version.
    """
    marks = ", ".join("?" for _ in _KINDS)
    return _select(
        db,
        f"position IN (SELECT min(position) FROM outbox WHERE failure IS NULL AND kind IN ({marks})"
        " AND coalesce(json_extract(body, '$.file'), '') NOT IN (SELECT id FROM uploads) GROUP BY lane)",
        tuple(_KINDS.values()),
    )


def waiting_of(db: Connection, *kinds: type[Act]) -> tuple[Intent, ...]:
    """What waits of these kinds, oldest first."""
    return _of_kinds(db, "failure IS NULL", kinds)


def all_of(db: Connection, *kinds: type[Act]) -> tuple[Intent, ...]:
    """What waits of these kinds or was refused, oldest first."""
    return _of_kinds(db, "1", kinds)


def of_thread(db: Connection, thread: ThreadKey) -> tuple[Intent, ...]:
    """Messages that wait in `thread` and are shown, refused ones too, oldest first."""
    return _select(
        db,
        "kind = 'send-message' AND number_id = ?1 AND peer = ?2"
        " AND id IN (SELECT id FROM waiting_messages WHERE number_id = ?1 AND peer = ?2)",
        (thread.number_id, thread.peer),
    )


def of_file(db: Connection, file_id: str) -> tuple[Intent, ...]:
    """What names it, refused ones too."""
    return _select(db, "json_extract(body, '$.file') = ?", (file_id,))


def refused(db: Connection) -> tuple[Intent, ...]:
    """Messages that the carrier never took."""
    return _select(db, "kind = 'send-message' AND failure IS NOT NULL")


def _of_kinds(db: Connection, where: str, kinds: tuple[type[Act], ...]) -> tuple[Intent, ...]:
    marks = ", ".join("?" for _ in kinds)
    return _select(db, f"{where} AND kind IN ({marks})", tuple(_KINDS[kind] for kind in kinds))


def _select(db: Connection, where: str, values: tuple[Any, ...] = ()) -> tuple[Intent, ...]:
    """Oldest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM outbox WHERE {where} ORDER BY position", values).fetchall()
    return tuple(_intent(row) for row in rows)


def waiting_messages(db: Connection) -> int:
    row = db.execute(
        "SELECT (SELECT count(*) FROM outbox WHERE kind = 'send-message' AND failure IS NULL)"
        " + (SELECT count(*) FROM uploads WHERE failure IS NULL AND NOT awaited)"
    ).fetchone()
    return int(row[0])


_KINDS: dict[type[Act], str] = {
    SendMessage: "send-message",
    MarkRead: "mark-read",
    ChangeThread: "change-thread",
    DeleteMessages: "delete-messages",
    UndoDeletion: "undo-deletion",
    MarkCallsSeen: "mark-calls-seen",
    DeleteCalls: "delete-calls",
    RestoreCalls: "restore-calls",
    MarkHeard: "mark-heard",
    DeleteVoicemails: "delete-voicemails",
    RestoreVoicemails: "restore-voicemails",
    ChangeNumber: "change-number",
    SaveContact: "save-contact",
    DeleteContact: "delete-contact",
    Block: "block",
    Unblock: "unblock",
    Schedule: "schedule",
    ChangeScheduled: "change-scheduled",
    SendScheduledNow: "send-scheduled-now",
    CancelScheduled: "cancel-scheduled",
}

_Split = tuple[str, str | None, str | None, str | None, int | None, dict[str, Any]]


def _split(act: Act) -> _Split:
    kind = _KINDS[type(act)]
    match act:
        case SendMessage(_, thread, text, file_id, group):
            more = {"file": file_id, "group": group}
            there = {name: value for name, value in more.items() if value is not None}
            return kind, thread.number_id, thread.peer, text, None, there
        case MarkRead(thread, up_to):
            return kind, thread.number_id, thread.peer, None, up_to, {}
        case ChangeThread(thread, muted, pinned, marked):
            flags = {"muted": muted, "pinned": pinned, "marked_unread": marked}
            return kind, thread.number_id, thread.peer, None, None, flags
        case DeleteMessages(_, thread, message_ids, through):
            return kind, thread.number_id, thread.peer, None, through, {"messages": list(message_ids)}
        case UndoDeletion(deletion_id, thread):
            return kind, thread.number_id, thread.peer, None, None, {"deletion": deletion_id}
        case MarkCallsSeen(number_id, up_to):
            return kind, number_id, None, None, up_to, {}
        case DeleteCalls(call_ids) | RestoreCalls(call_ids):
            return kind, None, None, None, None, {"calls": list(call_ids)}
        case MarkHeard(voicemail_id, heard):
            return kind, None, None, None, None, {"voicemail": voicemail_id, "heard": heard}
        case DeleteVoicemails(voicemail_ids) | RestoreVoicemails(voicemail_ids):
            return kind, None, None, None, None, {"voicemails": list(voicemail_ids)}
        case ChangeNumber(number_id, name, colour, position, hidden, voicemail):
            body = {"name": name, "colour": colour, "position": position, "refuses_hidden": hidden}
            return kind, number_id, None, None, None, body | {"voicemail": _voicemail_body(voicemail)}
        case SaveContact(contact):
            return kind, None, None, None, None, contact_body(contact)
        case DeleteContact(contact_id):
            return kind, None, None, None, None, {"id": contact_id}
        case OfScheduled():
            mine, theirs, written, rest = later_intents.write(act)
            return kind, mine, theirs, written, None, rest
        case Block(address) | Unblock(address):
            return kind, None, address, None, None, {}
        case _:
            assert_never(act)


def _voicemail_body(change: VoicemailChange) -> dict[str, Any]:
    return {
        "on": change.on,
        "after": change.answer_after_seconds,
        "off_says": None if change.off_says is None else change.off_says.value,
        "language": change.language,
    }


def _voicemail_from(body: dict[str, Any]) -> VoicemailChange:
    off_says = body.get("off_says")
    return VoicemailChange(
        body.get("on"),
        body.get("after"),
        None if off_says is None else OffSays(off_says),
        body.get("language"),
    )


def contact_body(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "name": contact.name,
        "phones": [[phone.address, phone.label] for phone in contact.phones],
        "assigned_number": contact.assigned_number,
    }


def contact_from(body: dict[str, Any]) -> Contact:
    assigned = body["assigned_number"]
    return Contact(
        ContactId(body["id"]),
        body["name"],
        tuple(ContactPhone(Address(address), label) for address, label in body["phones"]),
        None if assigned is None else NumberId(assigned),
    )


def _intent(row: Any) -> Intent:
    position, id_, kind, number_id, peer, text, up_to, body_text, made_at, begun, failure = row
    body = json.loads(body_text)
    act: Act
    match kind:
        case "send-message":
            thread = ThreadKey(number_id, peer)
            act = SendMessage(MessageId(id_), thread, text, body.get("file"), body.get("group"))
        case "mark-read":
            act = MarkRead(ThreadKey(number_id, peer), up_to)
        case "change-thread":
            flags = (body["muted"], body["pinned"], body["marked_unread"])
            act = ChangeThread(ThreadKey(number_id, peer), *flags)
        case "delete-messages":
            named = tuple(MessageId(each) for each in body["messages"])
            act = DeleteMessages(DeletionId(id_), ThreadKey(number_id, peer), named, up_to)
        case "undo-deletion":
            act = UndoDeletion(DeletionId(body["deletion"]), ThreadKey(number_id, peer))
        case "mark-calls-seen":
            act = MarkCallsSeen(number_id, up_to)
        case "delete-calls":
            act = DeleteCalls(tuple(body["calls"]))
        case "restore-calls":
            act = RestoreCalls(tuple(body["calls"]))
        case "mark-heard":
            act = MarkHeard(VoicemailId(body["voicemail"]), body.get("heard", True))
        case "delete-voicemails":
            act = DeleteVoicemails(tuple(VoicemailId(each) for each in body["voicemails"]))
        case "restore-voicemails":
            act = RestoreVoicemails(tuple(VoicemailId(each) for each in body["voicemails"]))
        case "change-number":
            hidden = body.get("refuses_hidden")
            rest = hidden, _voicemail_from(body.get("voicemail", {}))
            act = ChangeNumber(number_id, body["name"], body["colour"], body["position"], *rest)
        case "save-contact":
            act = SaveContact(contact_from(body))
        case "delete-contact":
            act = DeleteContact(ContactId(body["id"]))
        case "block":
            act = Block(Address(peer))
        case "unblock":
            act = Unblock(Address(peer))
        case "schedule" | "change-scheduled" | "send-scheduled-now" | "cancel-scheduled":
            act = later_intents.read(kind, number_id, peer, text, body)
        case _:
            raise ValueError(f"an intent of unknown kind {kind}")
    return Intent(
        id=IntentId(id_),
        act=act,
        made_at=from_microseconds(made_at),
        begun=bool(begun),
        failure=None if failure is None else failure_of(failure),
        position=position,
    )
