"""The index of words: what a message is found by, in the order of time.

The index holds no text: a word leads to a place, a place to a message. Beside its words a message has marks,
its number, its person and whether it has files, so that a rare filter makes a common word quick too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from desktop.domain.wanted import calling_code, words_of
from desktop.storage import facts
from desktop.storage.database import Connection
from desktop.storage.instants import to_microseconds

if TYPE_CHECKING:
    from desktop.domain.found import Search

SLICE = 250
"""Messages of before that are taken in at once: the cache is held for some 20 ms."""
STEP = 62_500
"""Microseconds of a place; a message beside another of the same moment stands a little further."""
PREFIXES = 3
"""Letters: beginnings of up to so many have an index of their own."""
MOST_ALIKE = 300
"""Words with the same beginning that are asked for one by one, which lets a page end early; when there are
more, each of them is rare."""
_MARK = "\ue000"
"""Of the area for private use: no text's word begins so."""
_FIRST_PLACE, _LAST_PLACE = -(2**62), 2**62


class Index:
    """For one transaction."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._calling: dict[str, str] = {}
        self._known: set[str] = set()

    def add(
        self, row: int, number_id: str, peer: str, text: str, at: int, *, files: Sequence[str] = ()
    ) -> None:
        """`row` is the message's, `at` in microseconds, `files` the names of its files."""
        words = words_of(text, calling=self._calling_of(number_id))
        words |= {_mark("n", number_id), _mark("p", peer)}
        for name in files:
            words |= words_of(name)
            words.add(_mark("f", ""))
        place = self._free_place(at // STEP)
        self._db.execute("INSERT INTO found_places VALUES (?, ?)", (place, row))
        self._db.execute("INSERT INTO found_words (rowid, words) VALUES (?, ?)", (place, " ".join(words)))
        self._db.executemany(
            "INSERT OR IGNORE INTO known_words VALUES (?)",
            [(word,) for word in words if word not in self._known and len(word) > PREFIXES],
        )
        self._known |= words

    def remove(self, row: int) -> None:
        found = self._db.execute("SELECT place FROM found_places WHERE message = ?", (row,)).fetchone()
        if found is not None:
            self._db.execute("DELETE FROM found_words WHERE rowid = ?", found)
            self._db.execute("DELETE FROM found_places WHERE place = ?", found)

    def _free_place(self, wanted: int) -> int:
        reach, place = 1, wanted
        while self._db.execute("SELECT 1 FROM found_places WHERE place = ?", (place,)).fetchone():
            reach *= 2  # a thousand in one moment do not ask a thousand times each
            place = wanted + reach
            if reach > 64:
                wanted, reach = place, 1
        return place

    def _calling_of(self, number_id: str) -> str:
        if number_id not in self._calling:
            row = self._db.execute("SELECT e164 FROM numbers WHERE id = ?", (number_id,)).fetchone()
            self._calling[number_id] = calling_code(row[0]) if row else ""
        return self._calling[number_id]


@lru_cache(maxsize=10_000)
def _mark(kind: str, value: str) -> str:
    return _MARK + kind + blake2b(value.encode("utf-8", "replace"), digest_size=6).hexdigest()


def places(db: Connection, search: Search, *, below: int | None, limit: int) -> list[int]:
    """Where messages stand that `search` may mean, newest first."""
    first = _FIRST_PLACE if search.since is None else to_microseconds(search.since) // STEP
    last = _LAST_PLACE if search.until is None else to_microseconds(search.until) // STEP
    if below is not None:
        last = min(last, below)
    asked = _expression(db, search)
    if asked is None:
        return []
    if not asked:
        rows = db.execute(
            "SELECT place FROM found_places WHERE place >= ? AND place < ? ORDER BY place DESC LIMIT ?",
            (first, last, limit),
        )
    else:
        rows = db.execute(
            "SELECT rowid FROM found_words WHERE found_words MATCH ? AND rowid >= ? AND rowid < ?"
            " ORDER BY rowid DESC LIMIT ?",
            (asked, first, last, limit),
        )
    return [place for (place,) in rows.fetchall()]


def _expression(db: Connection, search: Search) -> str | None:
    """None where a word begins as none that is known."""
    parts: list[str] = []
    for word in search.look.words:
        part = _beginning(db, word)
        if part is None:
            return None
        parts.append(part)
    number_id = search.thread.number_id if search.thread else search.number_id
    people: Iterable[str] = (search.thread.peer,) if search.thread else search.people
    if number_id is not None:
        parts.append(f'"{_mark("n", number_id)}"')
    if people:
        parts.append("(" + " OR ".join(f'"{_mark("p", peer)}"' for peer in sorted(people)) + ")")
    if search.with_files:
        parts.append(f'"{_mark("f", "")}"')
    return " AND ".join(parts)


def _beginning(db: Connection, letters: str) -> str | None:
    if len(letters) <= PREFIXES:
        return f'"{letters}"*'
    rows = db.execute(
        "SELECT word FROM known_words WHERE word >= ? AND word < ? LIMIT ?",
        (letters, letters + chr(0x10FFFF), MOST_ALIKE + 1),
    ).fetchall()
    if len(rows) > MOST_ALIKE:
        return f'"{letters}"*'
    return "(" + " OR ".join(f'"{word}"' for (word,) in rows) + ")" if rows else None


def take_in(db: Connection, message_ids: Iterable[str]) -> None:
    """Messages that came back to the table, with what is known of their files."""
    index = Index(db)
    for message_id in message_ids:
        row = db.execute(
            "SELECT m.row, m.number_id, m.peer, m.text, m.created_at FROM messages m WHERE m.id = ?"
            " AND NOT EXISTS (SELECT 1 FROM found_places p WHERE p.message = m.row)",
            (message_id,),
        ).fetchone()
        if row is not None:
            names = db.execute(
                "SELECT name FROM attachments WHERE message_id = ? ORDER BY place", (message_id,)
            ).fetchall()
            index.add(*row, files=tuple(name for (name,) in names))


def is_behind(db: Connection) -> bool:
    """Whether messages of before are still to be taken in."""
    return facts.unfound_below(db) is not None


def catch_up(db: Connection, limit: int = SLICE) -> bool:
    """Take in some more of what an older version left; False where nothing is left to do."""
    below = facts.unfound_below(db)
    if below is None:
        return _clear_old(db)
    rows: list[Any] = db.execute(
        "SELECT m.row, m.number_id, m.peer, m.text, m.created_at, p.place FROM messages m"
        " LEFT JOIN found_places p ON p.message = m.row WHERE m.row < ? ORDER BY m.row DESC LIMIT ?",
        (below, limit),
    ).fetchall()
    index = Index(db)
    for row, number_id, peer, text, at, place in rows:
        if place is None:
            index.add(row, number_id, peer, text, at)
    facts.set_unfound_below(db, rows[-1][0] if len(rows) == limit else None)
    return True


def _clear_old(db: Connection) -> bool:
    """The index of before goes in slices too: dropped at once it would hold the cache for a second."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'found_text'").fetchone():
        return False
    gone = db.execute(
        "DELETE FROM found_text_data WHERE id IN (SELECT id FROM found_text_data WHERE id > 10 LIMIT 200)"
    ).rowcount
    if gone == 0:
        db.execute("DROP TABLE found_text")
    return True
