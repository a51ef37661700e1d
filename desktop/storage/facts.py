"""Single facts: the place in the carrier's event stream, whose cache this is, what is written to several."""

from __future__ import annotations

import json

from desktop.domain.messages import GroupDraft
from desktop.domain.session import Account, DeviceId, Plan
from desktop.storage.database import Connection


def cursor(db: Connection) -> int | None:
    """The id of the last event that stands in the cache, None before the first listing."""
    return _number(db, "cursor")


def set_cursor(db: Connection, cursor: int) -> None:
    _set(db, "cursor", str(cursor))


def forget_cursor(db: Connection) -> None:
    for name in ("cursor", "listed_below"):
        db.execute("DELETE FROM facts WHERE name = ?", (name,))


def listed_below(db: Connection) -> int | None:
    """While messages are being listed: the sequence below which they are still to come."""
    return _number(db, "listed_below")


def set_listed_below(db: Connection, sequence: int | None) -> None:
    if sequence is None:
        db.execute("DELETE FROM facts WHERE name = 'listed_below'")
    else:
        _set(db, "listed_below", str(sequence))


def unfound_below(db: Connection) -> int | None:
    """Rows of messages below it are still to be taken into the index of words; None where all are."""
    return _number(db, "unfound_below")


def set_unfound_below(db: Connection, row: int | None) -> None:
    if row is None:
        db.execute("DELETE FROM facts WHERE name = 'unfound_below'")
    else:
        _set(db, "unfound_below", str(row))


def group_draft(db: Connection) -> GroupDraft | None:
    """The message to several people that is being written."""
    kept = _get(db, "group_draft")
    if kept is None:
        return None
    body = json.loads(kept)
    return GroupDraft(body["number"], tuple(body["people"]), body["text"], body.get("names", ""))


def set_group_draft(db: Connection, draft: GroupDraft | None) -> None:
    if draft is None:
        db.execute("DELETE FROM facts WHERE name = 'group_draft'")
    else:
        body = {"number": draft.number_id, "people": draft.people, "text": draft.text, "names": draft.names}
        _set(db, "group_draft", json.dumps(body))


def generation(db: Connection) -> int:
    """Which listing of everything the rows in the cache belong to."""
    return _number(db, "generation") or 0


def begin_generation(db: Connection) -> int:
    following = generation(db) + 1
    _set(db, "generation", str(following))
    return following


def account(db: Connection) -> Account | None:
    email, name, plan = (_get(db, key) for key in ("email", "name", "plan"))
    if email is None:
        return None
    return Account(email, name or "", Plan.STARTER if plan == Plan.STARTER.value else Plan.PREMIUM)


def set_account(db: Connection, account: Account) -> None:
    _set(db, "email", account.email)
    _set(db, "name", account.name)
    _set(db, "plan", account.plan.value)


def device(db: Connection) -> DeviceId | None:
    """The session that wrote this cache; it stays the same when the account's e-mail address changes."""
    found = _get(db, "device")
    return None if found is None else DeviceId(found)


def set_device(db: Connection, device_id: DeviceId) -> None:
    _set(db, "device", device_id)


def fact(db: Connection, name: str) -> str | None:
    return _get(db, name)


def set_fact(db: Connection, name: str, value: str) -> None:
    _set(db, name, value)


def _get(db: Connection, name: str) -> str | None:
    row = db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def _number(db: Connection, name: str) -> int | None:
    value = _get(db, name)
    return None if value is None else int(value)


def _set(db: Connection, name: str, value: str) -> None:
    db.execute(
        "INSERT INTO facts VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (name, value)
    )
