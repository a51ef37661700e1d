"""Finding people, conversations, messages and calls; accents, case and spelling of numbers do not matter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from desktop.domain.found import Found, FoundMessages, FoundVoicemail, Search
from desktop.domain.history import CallQuery
from desktop.domain.messages import Message, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.spelling import fold
from desktop.domain.wanted import Wanted, calling_code, digits_looked_for, holds, holds_runs, is_part_of
from desktop.storage import contacts, found, history, messages, threads, transcripts, voicemails
from desktop.storage.database import Connection

FEW_THREADS = 6
FEW_CALLS = 3
FEW_VOICEMAILS = 3
PAGE = 40


def find(db: Connection, search: Search, *, limit: int = PAGE) -> Found:
    """The newest of each kind. Calls and conversations are found by who they are with, and not by a filter
    that chooses among messages."""
    page = find_messages(db, search, below=None, limit=limit)
    behind = found.is_behind(db)
    if search.look.is_nothing or search.since or search.until or search.with_files:
        return Found((), page, still_indexing=behind)
    keys = _keys_of_people(db, search)
    few = tuple(t for key, _ in zip(keys, range(FEW_THREADS), strict=False) if (t := threads.find(db, key)))
    calls = history.load_calls(
        db, CallQuery(search.number_id, search=search.text), before=None, limit=FEW_CALLS
    )
    if search.people:
        calls = tuple(call for call in calls if call.peer in search.people)
    return Found(few, page, calls, _said_in_voicemails(db, search), still_indexing=behind)


def _said_in_voicemails(db: Connection, search: Search) -> tuple[FoundVoicemail, ...]:
    said = transcripts.look_for(db, search.look)
    left = [
        voicemail
        for voicemail in voicemails.find(db, said)
        if search.number_id in (None, voicemail.number_id)
        and (not search.people or voicemail.peer in search.people)
    ]
    return tuple(FoundVoicemail(voicemail, said[voicemail.id]) for voicemail in left[:FEW_VOICEMAILS])


def find_messages(db: Connection, search: Search, *, below: int | None, limit: int) -> FoundMessages:
    """Newest first; what waits to be sent stands before all that was carried."""
    if search.is_nothing:
        return FoundMessages((), None)
    page: list[Message] = _waiting(db, search) if below is None else []
    look = search.look
    while len(page) < limit:
        wanted = limit - len(page) + 1
        places = found.places(db, search, below=below, limit=wanted)
        for place in places[: wanted - 1]:
            below = place
            message = messages.at_place(db, place)
            if message is not None and holds_runs(_said(message), look):
                page.append(message)
        if len(places) < wanted:
            return FoundMessages(tuple(page), None)
    return FoundMessages(tuple(page), below)


def _keys_of_people(db: Connection, search: Search) -> Iterator[ThreadKey]:
    """Conversations whose person or number is looked for, newest first."""
    named = contacts.named(db, search.text)
    number = digits_looked_for(search.text)
    sender = fold(search.text).strip()
    values: tuple[str, ...]
    where, values = (
        ("1", ())
        if number
        else (
            "peer IN (SELECT value FROM json_each(?)) OR substr(peer, 1, 1) <> '+'",
            (json.dumps(sorted(named)),),
        )
    )
    rows = db.execute(
        f"SELECT number_id, peer FROM threads WHERE {where} ORDER BY last_at DESC", values
    ).fetchall()
    for number_id, peer in rows:
        if search.number_id not in (None, number_id) or (search.people and peer not in search.people):
            continue
        if (
            peer in named
            or (number and is_part_of(number, peer))
            or (sender and not peer.startswith("+") and fold(peer).startswith(sender))
        ):
            yield ThreadKey(NumberId(number_id), Address(peer))


def _waiting(db: Connection, search: Search) -> list[Message]:
    look: Wanted = search.look
    rows: list[Any] = db.execute(
        "SELECT w.id, n.e164 FROM waiting_messages w LEFT JOIN numbers n ON n.id = w.number_id"
        " WHERE (?1 IS NULL OR w.number_id = ?1) ORDER BY w.sequence DESC",
        (search.number_id,),
    ).fetchall()
    page: list[Message] = []
    for message_id, e164 in rows:
        message = messages.find(db, message_id)
        if (
            message is not None
            and _fits(message, search)
            and (look.is_nothing or holds(_said(message), look, calling=calling_code(e164 or "")))
        ):
            page.append(message)
    return page


def _fits(message: Message, search: Search) -> bool:
    return (
        search.thread in (None, message.thread)
        and (not search.people or message.thread.peer in search.people)
        and (search.since is None or message.created_at >= search.since)
        and (search.until is None or message.created_at < search.until)
        and (bool(message.files) or not search.with_files)
    )


def _said(message: Message) -> str:
    return "\n".join((message.text, *(file.name for file in message.files)))
