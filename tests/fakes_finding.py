"""Looking for something among what the working services in memory hold."""

from __future__ import annotations

from desktop.domain.found import Found, FoundMessages, Search
from desktop.domain.messages import Message
from desktop.domain.spelling import fold
from desktop.domain.wanted import holds
from desktop.services.finder import Finder
from tests.fakes_ui import MemoryHistory, MemoryMessages


class MemoryFinder(Finder):
    def __init__(
        self, messages: MemoryMessages, history: MemoryHistory | None = None, *, page: int = 40
    ) -> None:
        self.messages, self.history, self.page = messages, history, page
        self.asked: list[Search] = []
        self.still_indexing = False

    async def find(self, wanted: Search) -> Found:
        self.asked.append(wanted)
        names = self.messages.store.state.names
        threads = tuple(
            thread
            for thread in await self.messages.load_threads(wanted.number_id, limit=1000)
            if not wanted.look.is_nothing
            and not (wanted.since or wanted.until)
            and fold(wanted.text) in fold(names.get(thread.key.peer, ""))
        )
        calls = tuple(
            call
            for call in (self.history.records if self.history else ())
            if call.peer in {thread.key.peer for thread in threads}
        )
        return Found(threads, self._page(wanted, None), calls[:3], still_indexing=self.still_indexing)

    async def find_more(self, wanted: Search, *, below: int) -> FoundMessages:
        return self._page(wanted, below)

    async def find_in_thread(self, wanted: Search) -> FoundMessages:
        self.asked.append(wanted)
        return FoundMessages(self._all(wanted), None)

    def _page(self, wanted: Search, below: int | None) -> FoundMessages:
        hits = self._all(wanted)
        first = 0 if below is None else below
        more = first + self.page < len(hits)
        return FoundMessages(hits[first : first + self.page], first + self.page if more else None)

    def _all(self, wanted: Search) -> tuple[Message, ...]:
        hits = [
            m
            for m in self.messages.kept.values()
            if wanted.number_id in (None, m.thread.number_id)
            and wanted.thread in (None, m.thread)
            and (not wanted.people or m.thread.peer in wanted.people)
            and (wanted.since is None or m.created_at >= wanted.since)
            and (wanted.until is None or m.created_at < wanted.until)
            and (wanted.look.is_nothing or holds(m.text, wanted.look))
        ]
        return tuple(sorted(hits, key=lambda m: m.sequence, reverse=True))
