"""Words of voicemails in the cache, and the voicemails that are found by them."""

from __future__ import annotations

import msgspec

from desktop.domain.transcript import Doubt, ModelId, Transcript, Word, text_of
from desktop.domain.voicemail import VoicemailId
from desktop.domain.wanted import Wanted, calling_code, holds_runs, words_of
from desktop.storage.database import Connection

_words = msgspec.json.Decoder(list[tuple[str, float, float, float, bool]])


def store(db: Connection, transcript: Transcript) -> bool:
    """In the place of an earlier one. False where the voicemail is not there any more."""
    number = db.execute(
        "SELECT n.e164 FROM voicemails v LEFT JOIN numbers n ON n.id = v.number_id WHERE v.id = ?",
        (transcript.voicemail_id,),
    ).fetchone()
    if number is None:
        return False
    remove(db, transcript.voicemail_id)
    rows = [(w.text, w.start, w.end, w.confidence, w.joined) for w in transcript.words]
    row = db.execute(
        "INSERT INTO transcripts (voicemail_id, model, language, words) VALUES (?, ?, ?, ?)",
        (
            transcript.voicemail_id,
            transcript.model,
            transcript.language,
            msgspec.json.encode(rows).decode(),
        ),
    ).lastrowid
    found_by = words_of(transcript.text, calling=calling_code(number[0]) if number[0] else "")
    db.execute("INSERT INTO transcript_words (rowid, words) VALUES (?, ?)", (row, " ".join(found_by)))
    return True


def find(db: Connection, voicemail_id: VoicemailId) -> Transcript | None:
    row = db.execute(
        "SELECT model, language, words FROM transcripts WHERE voicemail_id = ?", (voicemail_id,)
    ).fetchone()
    if row is None:
        return None
    model, language, words = row
    return Transcript(voicemail_id, ModelId(model), language, _read(words))


def remove(db: Connection, voicemail_id: VoicemailId) -> None:
    db.execute("DELETE FROM transcripts WHERE voicemail_id = ?", (voicemail_id,))
    db.execute("DELETE FROM transcripts_failed WHERE voicemail_id = ?", (voicemail_id,))


def remove_all(db: Connection) -> tuple[VoicemailId, ...]:
    """Which had one."""
    gone = tuple(VoicemailId(id_) for (id_,) in db.execute("SELECT voicemail_id FROM transcripts").fetchall())
    db.execute("DELETE FROM transcripts")
    db.execute("DELETE FROM transcripts_failed")
    return gone


def note_failure(db: Connection, voicemail_id: VoicemailId, model: ModelId, doubt: Doubt) -> None:
    db.execute(
        "INSERT OR REPLACE INTO transcripts_failed SELECT id, ?, ? FROM voicemails WHERE id = ?",
        (model, doubt, voicemail_id),
    )


def failed(db: Connection, model: ModelId) -> dict[VoicemailId, Doubt]:
    rows = db.execute(
        "SELECT voicemail_id, doubt FROM transcripts_failed WHERE model = ?", (model,)
    ).fetchall()
    return {VoicemailId(id_): Doubt(doubt) for id_, doubt in rows}


def missing(db: Connection, model: ModelId) -> tuple[VoicemailId, ...]:
    """Voicemails without words on which `model` did not fail, newest first."""
    rows = db.execute(
        "SELECT v.id FROM shown_voicemails v"
        " WHERE NOT EXISTS (SELECT 1 FROM transcripts t WHERE t.voicemail_id = v.id)"
        " AND NOT EXISTS (SELECT 1 FROM transcripts_failed f WHERE f.voicemail_id = v.id AND f.model = ?)"
        " ORDER BY v.received_at DESC",
        (model,),
    ).fetchall()
    return tuple(VoicemailId(id_) for (id_,) in rows)


def by_another_model(db: Connection, model: ModelId) -> tuple[VoicemailId, ...]:
    """Newest first."""
    rows = db.execute(
        "SELECT v.id FROM shown_voicemails v JOIN transcripts t ON t.voicemail_id = v.id WHERE t.model <> ?"
        " ORDER BY v.received_at DESC",
        (model,),
    ).fetchall()
    return tuple(VoicemailId(id_) for (id_,) in rows)


def count(db: Connection) -> int:
    return int(db.execute("SELECT count(*) FROM transcripts").fetchone()[0])


def look_for(db: Connection, look: Wanted) -> dict[VoicemailId, str]:
    """What was said in each voicemail in which all words of `look` are found."""
    if look.is_nothing:
        return {}
    asked = " AND ".join(f'"{word}"*' for word in look.words)
    rows = db.execute(
        "SELECT t.voicemail_id, t.words FROM transcript_words w JOIN transcripts t ON t.row = w.rowid"
        " WHERE transcript_words MATCH ?",
        (asked,),
    ).fetchall()
    said = {VoicemailId(id_): text_of(_read(words)) for id_, words in rows}
    return {id_: text for id_, text in said.items() if holds_runs(text, look)}


def _read(words: str) -> tuple[Word, ...]:
    return tuple(Word(*row) for row in _words.decode(words))
