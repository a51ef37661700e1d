"""My numbers in the cache, and what is unread on each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from desktop.domain.numbers import (
    E164,
    Capability,
    Number,
    NumberId,
    NumberStatus,
    OffSays,
    Unread,
    VoicemailSettings,
)
from desktop.domain.outbox import ChangeNumber
from desktop.storage import outbox
from desktop.storage.database import Connection


def store(db: Connection, numbers: Iterable[Number]) -> None:
    """Keep the carrier's list; what is not in it is gone."""
    db.execute("DELETE FROM numbers")
    db.executemany(
        "INSERT INTO numbers (id, e164, name, country, colour, position, capabilities, status,"
        " refuses_hidden, voicemail_on, answer_after_seconds, voicemail_off_says, voicemail_language)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                n.id,
                n.e164,
                n.name,
                n.country,
                n.colour,
                n.position,
                " ".join(sorted(c.value for c in n.capabilities)),
                n.status.value,
                int(n.refuses_hidden),
                int(n.voicemail.on),
                n.voicemail.answer_after_seconds,
                n.voicemail.off_says.value,
                n.voicemail.language,
            )
            for n in numbers
        ],
    )


def change(db: Connection, act: ChangeNumber) -> None:
    voicemail = act.voicemail
    db.execute(
        "UPDATE numbers SET name = coalesce(?, name), colour = coalesce(?, colour),"
        " position = coalesce(?, position), refuses_hidden = coalesce(?, refuses_hidden),"
        " voicemail_on = coalesce(?, voicemail_on),"
        " answer_after_seconds = coalesce(?, answer_after_seconds),"
        " voicemail_off_says = coalesce(?, voicemail_off_says),"
        " voicemail_language = coalesce(?, voicemail_language) WHERE id = ?",
        (
            act.name,
            act.colour,
            act.position,
            act.refuses_hidden,
            voicemail.on,
            voicemail.answer_after_seconds,
            None if voicemail.off_says is None else voicemail.off_says.value,
            voicemail.language,
            act.number_id,
        ),
    )


def load(db: Connection) -> tuple[Number, ...]:
    """With waiting changes laid over them."""
    numbers = {
        NumberId(id_): Number(
            id=NumberId(id_),
            e164=E164(e164),
            name=name,
            country=country,
            colour=colour,
            position=position,
            capabilities=frozenset(Capability(word) for word in capabilities.split()),
            status=NumberStatus(status),
            refuses_hidden=bool(hidden),
            voicemail=_voicemail(*rest),
        )
        for id_, e164, name, country, colour, position, capabilities, status, hidden, *rest in db.execute(
            "SELECT id, e164, name, country, colour, position, capabilities, status, refuses_hidden,"
            " voicemail_on, answer_after_seconds, voicemail_off_says, voicemail_language FROM numbers"
        ).fetchall()
    }
    for intent in outbox.waiting_of(db, ChangeNumber):
        act = intent.act
        if isinstance(act, ChangeNumber) and act.number_id in numbers:
            number = numbers[act.number_id]
            numbers[act.number_id] = replace(
                number,
                name=number.name if act.name is None else act.name,
                colour=number.colour if act.colour is None else act.colour,
                position=number.position if act.position is None else act.position,
                refuses_hidden=number.refuses_hidden if act.refuses_hidden is None else act.refuses_hidden,
                voicemail=act.voicemail.applied_to(number.voicemail),
            )
    return tuple(sorted(numbers.values(), key=lambda n: (n.position, n.id)))


def _voicemail(on: int, after: int, off_says: str, language: str) -> VoicemailSettings:
    return VoicemailSettings(bool(on), after, OffSays(off_says), language)


def unread(db: Connection) -> dict[NumberId, Unread]:
    """What waits to be seen, by number, with waiting marks laid over it. Muted threads do not count."""
    messages = dict(
        db.execute("SELECT number_id, sum(badge) FROM threads WHERE badge > 0 GROUP BY number_id").fetchall()
    )
    calls = dict(
        db.execute(
            "SELECT c.number_id, count(*) FROM calls c WHERE c.seen = 0 AND c.outcome = 'missed' AND"
            " c.sequence > coalesce((SELECT max(o.up_to) FROM outbox o WHERE o.kind = 'mark-calls-seen'"
            " AND o.number_id = c.number_id), 0) AND EXISTS (SELECT 1 FROM shown_calls s WHERE s.id = c.id)"
            " GROUP BY c.number_id"
        ).fetchall()
    )
    voicemails = dict(
        db.execute(
            "SELECT number_id, count(*) FROM shown_voicemails WHERE heard = 0 GROUP BY number_id"
        ).fetchall()
    )
    return {
        NumberId(number): Unread(messages.get(number, 0), calls.get(number, 0), voicemails.get(number, 0))
        for number in {*messages, *calls, *voicemails}
    }
