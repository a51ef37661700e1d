"""People in the cache."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from desktop.domain.contacts import Contact, ContactId
from desktop.domain.outbox import DeleteContact, SaveContact
from desktop.domain.spelling import fold
from desktop.storage import outbox
from desktop.storage.database import Connection

_CHANGES = (SaveContact, DeleteContact)


def store_all(db: Connection, contacts: Iterable[Contact]) -> None:
    """Keep the carrier's list; who is not in it is gone."""
    db.execute("DELETE FROM contacts")
    for contact in contacts:
        store(db, contact)


def store(db: Connection, contact: Contact) -> None:
    body = outbox.contact_body(contact)
    db.execute(
        "INSERT OR REPLACE INTO contacts VALUES (?, ?, ?, ?)",
        (contact.id, contact.name, json.dumps(body["phones"]), contact.assigned_number),
    )


def remove(db: Connection, contact_id: ContactId) -> None:
    db.execute("DELETE FROM contacts WHERE id = ?", (contact_id,))


def load(db: Connection) -> tuple[Contact, ...]:
    """By name, with waiting changes laid over them."""
    people = {
        id_: outbox.contact_from(
            {"id": id_, "name": name, "phones": json.loads(phones), "assigned_number": assigned}
        )
        for id_, name, phones, assigned in db.execute(
            "SELECT id, name, phones, assigned_number FROM contacts"
        ).fetchall()
    }
    for intent in outbox.waiting_of(db, *_CHANGES):
        if isinstance(intent.act, SaveContact):
            people[intent.act.contact.id] = intent.act.contact
        elif isinstance(intent.act, DeleteContact):
            people.pop(intent.act.contact_id, None)
    return tuple(sorted(people.values(), key=lambda c: (c.name.casefold(), c.id)))


def named(db: Connection, text: str) -> frozenset[str]:
    """Addresses of people whose name has all the words of `text`, in any spelling."""
    words = fold(text).split()
    if not words:
        return frozenset()
    if outbox.waiting_of(db, *_CHANGES):
        people = [(c.name, json.dumps([[p.address] for p in c.phones])) for c in load(db)]
    else:  # several thousand are looked through at each key, without making people of all of them
        people = db.execute("SELECT name, phones FROM contacts").fetchall()
    return frozenset(
        phone[0]
        for name, phones in people
        if all(word in _folded(name) for word in words)
        for phone in json.loads(phones)
    )


@lru_cache(maxsize=10_000)
def _folded(name: str) -> str:
    return fold(name)
