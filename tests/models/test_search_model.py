"""Looking for something as it is typed: groups, narrowing, pages; the search of before is given up."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from desktop.domain.calls import Direction
from desktop.domain.found import Found, Search
from desktop.domain.messages import Message, MessageId, MessageStatus, ThreadKey
from desktop.domain.wanted import Marker, wanted
from tests.fakes_finding import MemoryFinder
from tests.galleries.sample import KARIM, MARIE, PRIVATE, WORK, Sample, account, now
from tests.models.conftest import Until
from ui.models.found_row import FoundKind, snippet
from ui.models.search import SearchModel, When
from ui.models.thread import ThreadModel
from ui.models.thread_search import ThreadSearchModel

HERS = ThreadKey(PRIVATE, MARIE)


def said(place: int, text: str, *, thread: ThreadKey = HERS) -> Message:
    at = now() - timedelta(days=500 - place)
    return Message(
        MessageId(f"s{place}"), thread, Direction.INCOMING, text, at, MessageStatus.RECEIVED, place
    )


def with_messages(*messages: Message) -> Sample:
    sample = account(messages=False)
    sample.messages.kept = {m.id: m for m in messages}
    return sample


def model_of(sample: Sample, finder: MemoryFinder) -> SearchModel:
    return SearchModel(sample.store, finder, sample.start, clock=now)


async def test_people_come_first_then_calls_then_messages(until: Until) -> None:
    sample = account()
    sample.messages.kept["x"] = said(400, "Marie was here", thread=ThreadKey(WORK, KARIM))  # type: ignore[index]
    model = model_of(sample, MemoryFinder(sample.messages, sample.history))
    model.find("marie")
    await until(lambda: not model.loading)
    kinds = [row.kind for row in model.rows.rows]
    assert kinds == sorted(kinds, key=list(FoundKind).index)
    assert set(kinds) == {FoundKind.PERSON, FoundKind.CALL, FoundKind.MESSAGE}
    headings = [row.heading for row in model.rows.rows if row.heading]
    assert headings == ["People and conversations", "Calls", "Messages"]
    hit = model.rows.rows[-1]
    assert [hit.text[start:end] for start, end in hit.marks] == ["Marie"]
    model.close()


async def test_more_come_when_one_scrolls(until: Until) -> None:
    sample = with_messages(*(said(n, f"tea {n}") for n in range(25)))
    model = model_of(sample, MemoryFinder(sample.messages, page=10))
    model.find("tea")
    await until(lambda: not model.loading)
    for _page in range(3):
        model.load_more()
        await until(lambda: not model.loading)
    assert [row.text for row in model.rows.rows] == [f"tea {n}" for n in range(24, -1, -1)]
    model.close()


async def test_the_search_of_before_is_given_up(until: Until) -> None:
    sample = with_messages(said(1, "tea"), said(2, "team"))
    given_up: list[str] = []

    class Slow(MemoryFinder):
        async def find(self, wanted: Search) -> Found:
            try:
                if wanted.text == "t":
                    await asyncio.Event().wait()
            except asyncio.CancelledError:
                given_up.append(wanted.text)
                raise
            return await super().find(wanted)

    model = model_of(sample, Slow(sample.messages))
    model.find("t")
    await asyncio.sleep(0)
    model.find("team")
    await until(lambda: not model.loading)
    assert [row.text for row in model.rows.rows] == ["team"]
    assert given_up == ["t"]
    model.close()


async def test_it_is_narrowed_by_number_person_and_day(until: Until) -> None:
    karim = ThreadKey(WORK, KARIM)
    sample = with_messages(said(1, "tea old"), said(498, "tea"), said(500, "tea now", thread=karim))
    model = model_of(sample, MemoryFinder(sample.messages))

    async def texts() -> list[str]:
        await until(lambda: not model.loading)
        return [row.text for row in model.rows.rows]

    model.find("tea")
    assert await texts() == ["tea now", "tea", "tea old"]
    assert {address for address, _name in model.people} == {MARIE, KARIM}
    model.show_number(WORK)
    assert await texts() == ["tea now"]
    model.show_number(None)
    model.narrow_to(MARIE)
    assert await texts() == ["tea", "tea old"]
    model.narrow_when(When.WEEK)
    assert await texts() == ["tea"]
    model.narrow_to(None)
    day = (now() - timedelta(days=499)).astimezone().date()
    model.narrow_when(When.CHOSEN, first=day, last=day)
    assert await texts() == ["tea old"]
    model.find("")
    assert not model.is_searching
    assert (model.when, model.person, model.rows.rowCount()) == (When.ANY, "", 0)
    model.close()


async def test_what_comes_meanwhile_is_found(until: Until) -> None:
    sample = with_messages(said(1, "tea"))
    model = model_of(sample, MemoryFinder(sample.messages))
    model.find("tea")
    await until(lambda: not model.loading)
    sample.messages.arrive(said(2, "more tea"))
    await until(lambda: [row.text for row in model.rows.rows] == ["more tea", "tea"])
    model.close()


async def test_a_snippet_begins_near_what_was_found() -> None:
    text = "word " * 60 + "needle in\nthe hay"
    line, marks = snippet(text, Marker(wanted("NEEDLE hay")))
    assert line.startswith("…")
    assert [line[start:end] for start, end in marks] == ["needle", "hay"]
    assert marks[0][0] < 40


async def test_hits_of_a_conversation_are_walked_through(until: Until) -> None:
    sample = with_messages(*(said(n, "tea" if n % 50 == 0 else f"other {n}") for n in range(1, 501)))
    thread = ThreadModel(sample.store, sample.messages, sample.start, clock=now)
    thread.open(ThreadKey(PRIVATE, MARIE))
    search = ThreadSearchModel(thread, MemoryFinder(sample.messages), sample.start)
    reached: list[object] = []
    thread.reached.connect(reached.append)
    search.find("tea")
    await until(lambda: reached == ["s500"])
    assert search.count_words == "1 of 10"
    search.go_down()
    for place in range(450, 0, -50):
        search.go_up()
        await until(lambda place=place: reached[-1] == f"s{place}")  # type: ignore[misc]
    assert not search.can_go_up
    search.go_up()
    search.go_down()
    await until(lambda: reached[-1] == "s100")
    search.find("nowhere")
    await until(lambda: search.count_words == "Nothing found")
    search.end()
    assert search.look is None
    search.begin_at(said(250, "tea"), "tea")
    await until(lambda: search.count_words == "6 of 10")
    assert reached[-1] == "s250"
