"""People in the cache."""

from __future__ import annotations

import json
from collections.abc import Iterable

from desktop.domain.contacts import Contact, ContactId
from desktop.domain.outbox import DeleteContact, SaveContact
from desktop.storage import outbox
from desktop.storage.database import Connection


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


def waits(db: Connection) -> bool:
    """Whether changes of people wait here."""
    return bool(outbox.waiting_of(db, SaveContact, DeleteContact))


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
    for intent in outbox.waiting_of(db, SaveContact, DeleteContact):
        if isinstance(intent.act, SaveContact):
            people[intent.act.contact.id] = intent.act.contact
        elif isinstance(intent.act, DeleteContact):
            people.pop(intent.act.contact_id, None)
    return tuple(sorted(people.values(), key=lambda c: (c.name.casefold(), c.id)))
