"""The index of the cache finds what is asked, no more and no less, whatever is typed."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.calls import CallRecord, Direction, Outcome
from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.found import Search
from desktop.domain.messages import Attachment, Message, ThreadKey
from desktop.domain.numbers import E164, Address, Capability, Number, NumberId, NumberStatus
from desktop.domain.wanted import holds, wanted
from desktop.storage import contacts, facts, found, history, messages, numbers, outbox, search, threads
from desktop.storage.database import Connection, Database
from tests.benchmarks import large_cache
from tests.storage.conftest import KEY
from tests.storage.made import BEGAN, HOME, MARIE, PAUL, WORK, message, to_send

WORK_NUMBER = Number(
    id=WORK, e164=E164("+33756000001"), name="Work", country="FR", colour=1, position=1,
    capabilities=frozenset({Capability.MESSAGES}), status=NumberStatus.ACTIVE,
)  # fmt: skip


def call(n: int, peer: Address, number: NumberId) -> CallRecord:
    at = BEGAN + timedelta(minutes=n)
    return CallRecord(f"c{n}", number, peer, Direction.INCOMING, Outcome.ANSWERED, at, 1.0, sequence=n)


async def keep(cache: Database, kept: list[Message]) -> None:
    def work(db: Connection) -> None:
        numbers.store(db, [WORK_NUMBER])
        messages.store(db, kept, generation=1)
        threads.refresh_all(db)

    await cache.write(work)


async def texts_found(cache: Database, asked: Search, *, limit: int = 100) -> list[str]:
    page = await cache.read(lambda db: search.find_messages(db, asked, below=None, limit=limit))
    return [m.text for m in page.messages]


async def test_messages_come_newest_first_whatever_order_they_were_listed_in(cache: Database) -> None:
    await keep(cache, [message(n, f"hello {n}") for n in (5, 3, 9, 1, 7)])
    assert await texts_found(cache, Search("hel")) == [f"hello {n}" for n in (9, 7, 5, 3, 1)]


async def test_pages_follow_each_other_without_a_gap(cache: Database) -> None:
    moment = [replace(message(n, f"same moment {n}"), created_at=BEGAN) for n in range(300)]
    await keep(cache, moment)
    seen: list[str] = []
    below: int | None = None
    while True:
        page = await cache.read(
            lambda db, below=below: search.find_messages(db, Search("same"), below=below, limit=7)  # type: ignore[misc]
        )
        seen += [m.text for m in page.messages]
        below = page.below
        if below is None:
            break
    assert sorted(seen) == sorted(m.text for m in moment)


async def test_filters_choose_by_number_person_and_date(cache: Database) -> None:
    await keep(cache, [message(1, "tea"), message(2, "tea", thread=PAUL), message(60 * 24, "tea later")])
    for asked, count in (
        (Search("tea"), 3),
        (Search("tea", WORK), 2),
        (Search("tea", HOME), 1),
        (Search("tea", people=frozenset({PAUL.peer})), 1),
        (Search("tea", people=frozenset({PAUL.peer, MARIE.peer})), 3),
        (Search("tea", people=frozenset({Address("+4912345")})), 0),
        (Search("tea", thread=MARIE), 2),
        (Search("tea", since=BEGAN + timedelta(hours=2)), 1),
        (Search("tea", until=BEGAN + timedelta(hours=2)), 2),
        (Search("", since=BEGAN + timedelta(hours=2)), 1),
        (Search("", people=frozenset({PAUL.peer})), 1),
        (Search(""), 0),
    ):
        assert len(await texts_found(cache, asked)) == count, asked


async def test_files_are_found_by_their_names_and_chosen(cache: Database) -> None:
    file = Attachment("f", "Invoice-2026.pdf", "application/pdf", 10)
    await keep(cache, [message(1, "see tea", message_id="m"), message(2, "tea")])
    assert await texts_found(cache, Search("tea", with_files=True)) == []
    await keep(cache, [replace(message(1, "see tea", message_id="m"), files=(file,))])
    for asked in (Search("tea", with_files=True), Search("", with_files=True), Search("invoice 2026")):
        assert await texts_found(cache, asked) == ["see tea"], asked
    assert await texts_found(cache, Search("tea")) == ["tea", "see tea"]


async def test_what_waits_is_found_and_what_was_hidden_is_not(cache: Database) -> None:
    await keep(cache, [message(1, "tea was sent", message_id="1" * 32), message(2, "tea too")])

    def work(db: Connection) -> None:
        outbox.add(db, to_send("Téa waits"))
        messages.hide(db, message(1, message_id="1" * 32).id)

    await cache.write(work)
    assert await texts_found(cache, Search("TEA")) == ["Téa waits", "tea too"]


async def test_a_text_that_changes_is_found_by_its_new_words_only(cache: Database) -> None:
    await keep(cache, [message(1, "before", message_id="m")])
    await keep(cache, [message(1, "after", message_id="m")])
    assert await texts_found(cache, Search("before")) == []
    assert await texts_found(cache, Search("after")) == ["after"]


async def test_what_is_gone_is_not_found(cache: Database) -> None:
    await keep(cache, [message(1, "tea", message_id="m")])
    await cache.write(lambda db: messages.forget_older(db, 2))
    assert await texts_found(cache, Search("tea")) == []
    assert await cache.read(lambda db: db.execute("SELECT count(*) FROM found_places").fetchone()) == (0,)


@pytest.mark.parametrize(
    "query",
    [
        '"', "'", '" OR 1=1 --', "NEAR(tea coffee)", "tea AND", "NOT tea", "text:tea", "tea*", "^tea",
        "{tea}",         "\x00", "tea\x00", "a" * 10_000, "a " * 5_000,
        "👩‍👩‍👧‍👦" * 500, "\ud83d", "%", "_", "\ue000n", "\\", "٪", "東" * 3_000,
    ],
)  # fmt: skip
async def test_a_hostile_query_is_only_text(cache: Database, query: str) -> None:
    await keep(cache, [message(1, "tea"), message(2, "Not for tea")])
    for asked in (Search(query), Search(query, WORK), Search(query, since=BEGAN)):
        await cache.read(lambda db, asked=asked: search.find(db, asked))  # type: ignore[misc]


letters = st.sampled_from(list("ab 'é-012+()東京ア한ا😀")) | st.characters(
    codec="utf-8", exclude_characters="\x00"
)
texts = st.text(letters, max_size=14)
numbers_of = st.sampled_from([None, WORK, HOME])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(texts, max_size=12), st.lists(texts, max_size=12), numbers_of)
def test_the_index_finds_what_a_look_at_each_text_finds(
    said: list[str], asked: list[str], number: Any
) -> None:
    async def check() -> None:
        with tempfile.TemporaryDirectory() as folder:
            cache = Database(Path(folder) / "cache.db", KEY)
            await cache.open()
            kept = [message(n, text, thread=MARIE if n % 2 else PAUL) for n, text in enumerate(said)]
            await keep(cache, kept)
            for query in (*asked, *said, *(text[: len(text) // 2] for text in said)):
                look = wanted(query)
                expected = {
                    m.id
                    for m in kept
                    if number in (None, m.thread.number_id)
                    and holds(m.text, look, calling="33" if m.thread.number_id == WORK else "")
                }
                page = await cache.read(
                    lambda db, query=query: search.find_messages(  # type: ignore[misc]
                        db, Search(query, number), below=None, limit=50
                    )
                )
                assert {m.id for m in page.messages} == expected, query
            await cache.close()

    asyncio.run(check())


names = st.lists(st.text(st.sampled_from("aeé bMü'-12"), min_size=1, max_size=8), min_size=1, max_size=3)
"""As few as are shown of people and calls."""


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names, st.lists(texts | st.text(st.sampled_from("+03612 ().-"), max_size=12), max_size=12), numbers_of)
def test_a_longer_query_finds_no_more_people_calls_or_messages(
    called: list[str], asked: list[str], number: Any
) -> None:
    async def check() -> None:
        with tempfile.TemporaryDirectory() as folder:
            cache = Database(Path(folder) / "cache.db", KEY)
            await cache.open()
            peers = [Address(f"+3361234{n:04d}") for n in range(len(called))]
            threads_of = [ThreadKey(WORK if n % 2 else HOME, peer) for n, peer in enumerate(peers)]
            await keep(cache, [message(n, name, thread=threads_of[n]) for n, name in enumerate(called)])

            def more(db: Connection) -> None:
                for n, name in enumerate(called):
                    person = Contact(ContactId(f"c{n}"), name, (ContactPhone(peers[n], "mobile"),))
                    contacts.store(db, person)
                calls = [call(n, peers[n], threads_of[n].number_id) for n in range(len(called))]
                history.store_calls(db, calls, generation=1)

            await cache.write(more)
            for query in (*asked, *called):
                before: list[set[object]] = []
                for end in range(1, len(query) + 1):
                    asks = Search(query[:end], number, people=frozenset(peers[:3]))
                    if asks.look.is_nothing:
                        continue
                    found_now = await cache.read(lambda db, asks=asks: search.find(db, asks))  # type: ignore[misc]
                    now: list[set[object]] = [
                        {t.key for t in found_now.threads},
                        {c.id for c in found_now.calls},
                        {m.id for m in found_now.messages.messages},
                    ]
                    if before:
                        assert all(fewer <= many for fewer, many in zip(now, before, strict=True)), query[
                            :end
                        ]
                    before = now
            await cache.close()

    asyncio.run(check())


async def test_a_cache_of_before_is_taken_in_slice_by_slice(cache: Database) -> None:
    await keep(cache, [message(n, f"tea {n}") for n in range(700)])

    def as_before(db: Connection) -> None:
        db.execute("DELETE FROM found_words")
        db.execute("DELETE FROM found_places")
        facts.set_unfound_below(db, 701)

    await cache.write(as_before)
    assert await texts_found(cache, Search("tea")) == []
    await keep(cache, [message(900, "tea new")])
    assert await texts_found(cache, Search("tea")) == ["tea new"]
    slices = 0
    while await cache.write(found.catch_up):
        slices += 1
        behind = await cache.read(found.is_behind)
        assert behind == (await cache.read(lambda db: search.find(db, Search("tea")))).still_indexing
    assert slices > 2
    assert len(await texts_found(cache, Search("tea"), limit=1000)) == 701
    gone = "SELECT 1 FROM sqlite_master WHERE name LIKE 'found_text%'"
    assert await cache.read(lambda db: db.execute(gone).fetchone()) is None


async def test_ten_thousand_messages_are_found_among(cache: Database, tmp_path: Path) -> None:
    await cache.close()
    path = tmp_path / "large.db"
    await asyncio.to_thread(large_cache.fill, path, messages=10_000, conversations=50, longest=1_000)
    large = Database(path, large_cache.KEY)
    await large.open()
    every = await large.read(
        lambda db: db.execute("SELECT text FROM messages ORDER BY sequence DESC").fetchall()
    )
    for query in ("b", "rendez-vous merci", "مرح", "06 1"):
        look = wanted(query)
        expected = [text for (text,) in every if holds(text, look, calling="33")]
        assert await texts_found(large, Search(query), limit=10_000) == expected, query
    await large.close()
