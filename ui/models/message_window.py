"""The part of a conversation that is held: in order, without a gap, and never more than a screen needs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from desktop.domain.calls import Direction
from desktop.domain.files import Progress
from desktop.domain.messages import Message, MessageId
from ui.models.message_row import MessageRow, message_row
from ui.models.row_list import RowList

WINDOW = 600
"""Messages that are held while one scrolls."""


class MessageWindow:
    def __init__(self, rows: RowList[MessageRow], clock: Callable[[], datetime]) -> None:
        self._rows, self._clock = rows, clock
        self._all: list[Message] = []
        self.uploads: Mapping[MessageId, Progress] = {}
        self.name = ""
        """What the other side is called."""
        self.home = ""
        """The country of my number."""
        self.complete = False
        """Nothing older is left out."""
        self.at_newest = True
        """Nothing newer is left out."""

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Message]:
        return iter(self._all)

    @property
    def oldest(self) -> Message:
        return self._all[0]

    @property
    def newest(self) -> Message:
        return self._all[-1]

    def first_ids(self, count: int) -> set[str]:
        return {m.id for m in self._all[:count]}

    @property
    def holds_unread(self) -> bool:
        return any(not m.read and m.direction is Direction.INCOMING for m in reversed(self._all))

    # --- as a whole ---------------------------------------------------------------------------------------
    def start_over(self, messages: Iterable[Message], *, complete: bool, at_newest: bool = True) -> None:
        """Another part of the conversation, or of another one."""
        self._all = sorted(messages, key=order)
        self.complete, self.at_newest = complete, at_newest
        self._rows.start_over(self._made(0, len(self._all)))

    def become(self, messages: Iterable[Message], *, complete: bool) -> None:
        """The same part, as it stands now."""
        self._all = sorted(messages, key=order)
        self.complete = complete
        self.say_anew()

    def say_anew(self) -> None:
        self._rows.become(self._made(0, len(self._all)))

    def show_uploads(self, uploads: Mapping[MessageId, Progress]) -> None:
        """How far files on their way have come."""
        before, self.uploads = self.uploads, uploads
        changed = {key for key in before.keys() | uploads.keys() if before.get(key) != uploads.get(key)}
        for place, message in enumerate(self._all):
            if message.id in changed or any(file.id in changed for file in message.files):
                self._refresh(place, place + 1)

    def _progress(self, message: Message) -> Progress | None:
        """Of its upload; one that several messages wait for is known by the file."""
        keys = (message.id, *(MessageId(file.id) for file in message.files))
        return next((self.uploads[key] for key in keys if key in self.uploads), None)

    def read_all(self) -> None:
        self._all = [m if m.read else replace(m, read=True) for m in self._all]

    # --- pages come, and what is furthest goes ------------------------------------------------------------
    def prepend(self, older: Sequence[Message], *, complete: bool) -> None:
        self.complete = complete
        self._all[0:0] = sorted(older, key=order)
        self._rows.insert(0, self._made(0, len(older)))
        self._refresh(len(older), len(older) + 1)
        extra = len(self._all) - WINDOW
        if extra > 0:
            del self._all[WINDOW:]
            self._rows.remove(WINDOW, extra)
            self.at_newest = False
            self._refresh(WINDOW - 1, WINDOW)

    def append(self, newer: Sequence[Message], *, at_newest: bool) -> None:
        self.at_newest = at_newest
        first = len(self._all)
        self._all += sorted(newer, key=order)
        self._rows.insert(first, self._made(first, len(self._all)))
        self._refresh(first - 1, first)
        self.let_go_of_oldest()

    def let_go_of_oldest(self) -> None:
        extra = len(self._all) - WINDOW
        if extra > 0:
            del self._all[:extra]
            self._rows.remove(0, extra)
            self.complete = False
            self._refresh(0, 1)

    # --- single messages ----------------------------------------------------------------------------------
    def place(self, batch: Iterable[Message]) -> None:
        """Put these where they belong; those that were here in another form change."""
        places = {m.id: place for place, m in enumerate(self._all)} if self._all else {}
        fresh: list[Message] = []
        for message in batch:
            place = places.get(message.id)
            if place is None:
                fresh.append(message)
            elif self._stays(place, message):
                self._all[place] = message
                self._refresh(place, place + 1)
            else:
                self.drop(message.id)
                places = {m.id: place for place, m in enumerate(self._all)}
                fresh.append(message)
        if not self.at_newest and self._all:
            last = order(self._all[-1])
            fresh = [m for m in fresh if order(m) < last]  # newer ones come with their page
        if fresh and (not self._all or order(self._all[-1]) < order(fresh[0])):
            first = len(self._all)
            self._all += fresh
            self._rows.insert(first, self._made(first, len(self._all)))
            self._refresh(first - 1, first)
            if len(self._all) > 2 * WINDOW:
                self.let_go_of_oldest()
            return
        for message in fresh:
            place = bisect_left(self._all, order(message), key=order)
            if place == 0 and not self.complete:
                continue  # older than what was read: it comes with its page
            self._all.insert(place, message)
            self._rows.insert(place, self._made(place, place + 1))
            self._refresh(place - 1, place + 2)

    def drop(self, message_id: str) -> None:
        place = self._rows.place_of(message_id)
        if place >= 0:
            del self._all[place]
            self._rows.remove(place)
            self._refresh(place - 1, place + 1)

    # --- inside -------------------------------------------------------------------------------------------
    def _stays(self, place: int, message: Message) -> bool:
        here = order(message)
        after = place == 0 or order(self._all[place - 1]) < here
        before = place == len(self._all) - 1 or here < order(self._all[place + 1])
        return after and before

    def _refresh(self, first: int, end: int) -> None:
        for place in range(max(0, first), min(end, len(self._all))):
            self._rows.put(place, self._made(place, place + 1)[0])

    def _made(self, first: int, end: int) -> list[MessageRow]:
        """Rows for these places; a row depends on its neighbours, for grouping and the day above it."""
        now = self._clock()
        return [
            message_row(
                self._all[place],
                before=self._all[place - 1] if place else None,
                after=self._all[place + 1] if place + 1 < len(self._all) else None,
                name=self.name,
                home=self.home,
                progress=self._progress(self._all[place]),
                now=now,
            )
            for place in range(first, end)
        ]


def order(message: Message) -> tuple[int, datetime, str]:
    return (message.sequence, message.created_at, message.id)
