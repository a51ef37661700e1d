"""Whose calls are looked for: by a person's name, or by a number in any spelling."""

from __future__ import annotations

import re

from desktop.domain.wanted import digits_looked_for, is_part_of
from desktop.storage import contacts
from desktop.storage.database import Connection

LONGEST_SEARCH = 100

# A step of the index for each peer, not for each call: 100,000 calls are made with a few hundred people.
_PEERS = (
    "WITH RECURSIVE each(peer) AS (SELECT min(peer) FROM calls UNION ALL"
    " SELECT (SELECT min(c.peer) FROM calls c WHERE c.peer > each.peer) FROM each"
    " WHERE each.peer IS NOT NULL)"
    " SELECT peer FROM each WHERE peer IS NOT NULL"
)


def peers(db: Connection, text: str, *, hidden_too: bool = False) -> frozenset[str]:
    """The addresses that `text` means, of those that there are calls with."""
    text = text[:LONGEST_SEARCH].strip()
    found = set(contacts.named(db, text))
    if number := digits_looked_for(text):
        found |= {peer for (peer,) in db.execute(_PEERS).fetchall() if is_part_of(number, peer)}
    elif re.fullmatch(r"[^\W\d_][\w ]*", text):  # senders and callers with letters for a number
        rows = db.execute(f"{_PEERS} AND instr(lower(peer), lower(?))", (text,)).fetchall()
        found |= {peer for (peer,) in rows}
    if hidden_too:
        found.add("")
    return frozenset(found)
