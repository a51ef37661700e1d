"""Words of voicemails stand in the cache, are found there, and go with their voicemail."""

from __future__ import annotations

import random
from typing import Any

import pytest

from desktop.domain.found import Search
from desktop.domain.numbers import Address, NumberId
from desktop.domain.transcript import Doubt, ModelId, Transcript, Word
from desktop.domain.voicemail import VoicemailId
from desktop.domain.wanted import wanted
from desktop.storage import search, transcripts, voicemails
from desktop.storage.database import Database
from tests.storage.test_voicemails_kept import FIRST, SECOND, left

TINY, BASE = ModelId("tiny"), ModelId("base")


def said(voicemail_id: VoicemailId, text: str, *, model: ModelId = TINY) -> Transcript:
    words = tuple(Word(word, at * 0.5, at * 0.5 + 0.4, 0.9) for at, word in enumerate(text.split()))
    return Transcript(voicemail_id, model, "en", words)


async def filled(cache: Database, *texts: str) -> None:
    def fill(db: Any) -> None:
        ids = [FIRST, SECOND][: len(texts)]
        voicemails.store(db, [left(id_, minutes=at) for at, id_ in enumerate(ids)])
        for id_, text in zip(ids, texts, strict=True):
            assert transcripts.store(db, said(id_, text))

    await cache.write(fill)


async def found(cache: Database, query: str) -> set[VoicemailId]:
    return set(await cache.read(lambda db: transcripts.look_for(db, wanted(query))))


async def test_a_transcript_comes_back_as_it_was_kept(cache: Database) -> None:
    kept = Transcript(
        FIRST,
        BASE,
        "ja",
        (
            Word("もし", 0.0, 0.4, 0.25),
            Word("もし", 0.4, 0.9, 1.0, joined=True),
            Word("ici.", 1.5, 2.25, 0.5),
        ),
    )
    await cache.write(lambda db: voicemails.store(db, [left(FIRST)]))
    assert await cache.write(lambda db: transcripts.store(db, kept))
    assert await cache.read(lambda db: transcripts.find(db, FIRST)) == kept
    assert kept.text == "もしもし ici."
    assert await cache.read(lambda db: transcripts.find(db, SECOND)) is None


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Rendez-vous à l'hôtel.", "hotel rend"),
        ("Je rappelle l'ÉCOLE", "école"),
        ("اتصل بي على ٠١ ٤٢", "اتصل"),
        ("رقمي ١٢٣٤٥", "12345"),
        ("Number 12345 please", "١٢٣٤٥"),
        ("Ring me on 06 12 34 56 78", "0612345678"),
        ("もしもし田中です", "田中"),
        ("The straße", "strasse"),
    ],
)
async def test_a_voicemail_is_found_by_what_was_said(cache: Database, text: str, query: str) -> None:
    await filled(cache, text, "Something else was said here.")
    assert await found(cache, query) == {FIRST}


@pytest.mark.parametrize("query", ["", "  ", "otel", "hotel paris", '"', "* OR NEAR(", "'; DROP TABLE"])
async def test_what_was_not_said_is_not_found(cache: Database, query: str) -> None:
    await filled(cache, "See you at the hotel.")
    assert await found(cache, query) == set()


async def test_what_is_found_brings_the_words_around_it(cache: Database) -> None:
    await filled(cache, "See you at the hotel tomorrow.")
    hits = await cache.read(lambda db: transcripts.look_for(db, wanted("hotel")))
    assert hits == {FIRST: "See you at the hotel tomorrow."}


async def test_the_search_of_everything_finds_them(cache: Database) -> None:
    await filled(cache, "See you at the hotel.", "The hotel is full.")

    async def all_found(query: str, **more: Any) -> list[str]:
        found = await cache.read(lambda db: search.find(db, Search(query, **more)))
        return [each.voicemail.id for each in found.voicemails]

    assert await all_found("hotel") == [SECOND, FIRST]
    assert await all_found("hotel", number_id=NumberId("another")) == []
    assert await all_found("hotel", people=frozenset({Address("+33600000000")})) == []
    await cache.write(lambda db: voicemails.set_deleted(db, [SECOND]))
    assert await all_found("hotel") == [FIRST]
    await cache.write(lambda db: voicemails.set_restored(db, [SECOND]))
    assert await all_found("full") == [SECOND]


async def test_words_go_with_their_voicemail_and_no_trace_is_left(cache: Database) -> None:
    await filled(cache, "a secret place", "another secret")
    await cache.write(lambda db: voicemails.replace(db, [left(SECOND)]))
    assert await found(cache, "secret") == {SECOND}
    assert await cache.read(lambda db: transcripts.find(db, FIRST)) is None
    await cache.write(lambda db: db.execute("DELETE FROM voicemails"))
    tables = ("transcripts", "transcript_words", "transcripts_failed")

    def left_over(db: Any) -> list[int]:
        return [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]

    assert await cache.read(left_over) == [0, 0, 0]


async def test_listing_voicemails_anew_keeps_their_words(cache: Database) -> None:
    await filled(cache, "see you tomorrow", "come at noon")
    await cache.write(lambda db: voicemails.replace(db, [left(FIRST), left(SECOND)]))
    await cache.write(lambda db: voicemails.store(db, [left(FIRST)]))
    assert await found(cache, "tomorrow") == {FIRST}
    assert await found(cache, "noon") == {SECOND}


async def test_words_that_come_too_late_are_not_kept(cache: Database) -> None:
    assert not await cache.write(lambda db: transcripts.store(db, said(FIRST, "too late")))
    await cache.write(lambda db: transcripts.note_failure(db, FIRST, TINY, Doubt.ENDED))
    assert await cache.read(lambda db: transcripts.count(db)) == 0
    assert await cache.read(lambda db: transcripts.failed(db, TINY)) == {}


async def test_made_anew_they_replace_what_stood_there(cache: Database) -> None:
    await filled(cache, "come at noon")
    await cache.write(lambda db: transcripts.store(db, said(FIRST, "come at nine", model=BASE)))
    assert await found(cache, "noon") == set()
    assert await found(cache, "nine") == {FIRST}
    assert await cache.read(lambda db: transcripts.count(db)) == 1


async def test_what_is_to_be_made_comes_newest_first(cache: Database) -> None:
    await cache.write(
        lambda db: voicemails.store(db, [left(FIRST), left(SECOND, minutes=5), left(VoicemailId("third"))])
    )
    await cache.write(lambda db: transcripts.note_failure(db, VoicemailId("third"), TINY, Doubt.ENDED))
    assert await cache.read(lambda db: transcripts.missing(db, TINY)) == (SECOND, FIRST)
    assert (await cache.read(lambda db: transcripts.missing(db, BASE)))[0] == SECOND
    assert await cache.read(lambda db: transcripts.failed(db, TINY)) == {"third": Doubt.ENDED}
    await cache.write(lambda db: transcripts.store(db, said(SECOND, "hello")))
    assert await cache.read(lambda db: transcripts.missing(db, TINY)) == (FIRST,)
    assert await cache.read(lambda db: transcripts.by_another_model(db, TINY)) == ()
    assert await cache.read(lambda db: transcripts.by_another_model(db, BASE)) == (SECOND,)


async def test_all_can_be_deleted(cache: Database) -> None:
    await filled(cache, "come at noon", "come at nine")
    assert set(await cache.write(transcripts.remove_all)) == {FIRST, SECOND}
    assert await found(cache, "come") == set()


async def test_no_query_is_too_strange(cache: Database) -> None:
    await filled(cache, "See you at the hôtel, 12 34 56.")
    chance = random.Random(7)
    for _ in range(300):
        query = "".join(
            chr(chance.choice((chance.randrange(32, 127), chance.randrange(0x3000)))) for _ in range(12)
        )
        await found(cache, query)
