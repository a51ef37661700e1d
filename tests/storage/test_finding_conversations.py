from __future__ import annotations

import pytest

from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.found import Found, FoundMessages, Search
from desktop.storage import contacts, messages, outbox, search, threads
from desktop.storage.database import Connection, Database
from tests.storage.made import HOME, MARIE, PAUL, message, to_send


async def filled(cache: Database) -> None:
    def write(db: Connection) -> None:
        person = Contact(ContactId("c"), "Zoë Müller", (ContactPhone(PAUL.peer, "work"),))
        contacts.store(db, person)
        messages.store(
            db,
            [
                message(1, "Le rendez-vous est à côté de l'École"),
                message(2, "مرحبا بك في باريس"),
                message(3, "Nothing special", thread=PAUL),
            ],
            generation=1,
        )
        outbox.add(db, to_send("Waiting for Éclair", thread=PAUL))
        threads.refresh(db, [MARIE, PAUL])

    await cache.write(write)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("ecole", {MARIE}),
        ("RENDEZ", {MARIE}),
        ("cote ecole", {MARIE}),
        ("باريس", {MARIE}),
        ("zoe", {PAUL}),
        ("muller", {PAUL}),
        ("eclair", {PAUL}),
        ("020 7946", {PAUL}),
        ("06 12 34", {MARIE}),
        ("nowhere", set()),
        ("", set()),
        ("   ", set()),
        ('" OR 1=1 --', set()),
        ("NEAR(a b)", set()),
        ("%", set()),
        ("*" * 5000, set()),
    ],
)
async def test_accents_case_and_operators_do_not_matter(
    cache: Database, wanted: str, found: set[object]
) -> None:
    await filled(cache)
    all_found = await cache.read(lambda db: search.find(db, Search(wanted)))
    assert {t.key for t in all_found.threads} | {m.thread for m in all_found.messages.messages} == found


async def test_only_the_chosen_numbers_conversations_are_found(cache: Database) -> None:
    await filled(cache)
    assert await cache.read(lambda db: search.find(db, Search("ecole", HOME))) == Found(
        (), FoundMessages((), None)
    )
