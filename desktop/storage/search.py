"""Finding conversations by their person, number or words; accents and case do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from desktop.domain.messages import Thread, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.storage import contacts, threads
from desktop.storage.database import Connection
from desktop.storage.spelling import fold, part_of_number

LONGEST_SEARCH = 100
MOST_MATCHES = 20_000
"""Messages looked at for one search: a single letter matches nearly all of them."""


def find_threads(db: Connection, number_id: NumberId | None, text: str, *, limit: int) -> tuple[Thread, ...]:
    """Newest first."""
    wanted = fold(text[:LONGEST_SEARCH]).strip()
    if not wanted:
        return ()
    keys = {*_by_person(db, wanted), *_by_number(db, text), *_by_words(db, wanted, limit)}
    found = (threads.find(db, key) for key in keys if number_id in (None, key.number_id))
    return tuple(sorted((t for t in found if t is not None), key=lambda t: t.last_at, reverse=True)[:limit])


def _by_person(db: Connection, wanted: str) -> Iterable[ThreadKey]:
    for contact in contacts.load(db):
        if wanted in fold(contact.name):
            for phone in contact.phones:
                yield from _with_peer(db, "peer = ?", phone.address)


def _by_number(db: Connection, text: str) -> Iterable[ThreadKey]:
    number = part_of_number(text)
    if len(number) >= 3:
        yield from _with_peer(db, "peer LIKE ?", f"%{number}%")
    elif re.fullmatch(r"\w{2,11}", text.strip()):
        yield from _with_peer(db, "peer LIKE ?", f"{text.strip()}%")


def _by_words(db: Connection, wanted: str, limit: int) -> Iterable[ThreadKey]:
    words = re.findall(r"\w+", wanted)[:10]
    if not words:
        return
    # Quoted, so that nothing in a word is read as an operator; the last one may be half typed.
    query = " ".join(f'"{word}"*' for word in words)
    rows = db.execute(
        "SELECT DISTINCT m.number_id, m.peer FROM messages m WHERE m.row IN"
        " (SELECT rowid FROM found_text WHERE found_text MATCH ? LIMIT ?) ORDER BY m.sequence DESC LIMIT ?",
        (query, MOST_MATCHES, limit * 4),
    ).fetchall()
    waiting = db.execute("SELECT number_id, peer, text FROM outbox WHERE kind = 'send-message'").fetchall()
    rows += [(number, peer) for number, peer, text in waiting if all(word in fold(text) for word in words)]
    for number, peer in rows:
        yield ThreadKey(NumberId(number), Address(peer))


def _with_peer(db: Connection, condition: str, value: str) -> list[ThreadKey]:
    rows = db.execute(f"SELECT number_id, peer FROM threads WHERE {condition}", (value,)).fetchall()
    return [ThreadKey(NumberId(number), Address(peer)) for number, peer in rows]
