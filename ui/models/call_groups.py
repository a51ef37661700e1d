"""Calls in a row with the same person, on the same number and day, as one group (CALL-7)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.calls import CallRecord

Person = Callable[[CallRecord], object]
"""Who a call was with: calls with the same person stand together, whichever telephone they used."""


@dataclass(frozen=True, slots=True)
class CallGroup:
    records: tuple[CallRecord, ...]
    """Newest first; never empty."""
    day: date

    @property
    def newest(self) -> CallRecord:
        return self.records[0]

    @property
    def key(self) -> str:
        """Stays while newer calls join; a single call has its own id."""
        oldest = self.records[-1].id
        return oldest if len(self.records) == 1 else f"{oldest}+"


def grouped(records: Iterable[CallRecord], person: Person) -> list[CallGroup]:
    """`records` are newest first, and so are the groups."""
    groups: list[CallGroup] = []
    run: list[CallRecord] = []
    mark: tuple[object, ...] = ()
    day = date.min
    for record in records:
        its_day = local_day(record)
        its_mark = (record.number_id, person(record), its_day)
        if run and its_mark != mark:
            groups.append(CallGroup(tuple(run), day))
            run = []
        mark, day = its_mark, its_day
        run.append(record)
    if run:
        groups.append(CallGroup(tuple(run), day))
    return groups


def local_day(record: CallRecord) -> date:
    return record.began_at.astimezone().date()


class LoadedCalls:
    """What was read of the history so far, in groups. Pages join below, news joins above."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self.groups: list[CallGroup] = []

    @property
    def count(self) -> int:
        return sum(len(group.records) for group in self.groups)

    @property
    def oldest(self) -> CallRecord | None:
        return self.groups[-1].records[-1] if self.groups else None

    @property
    def records(self) -> Iterator[CallRecord]:
        return (record for group in self.groups for record in group.records)

    def start_over(self, records: Sequence[CallRecord]) -> None:
        self.groups = grouped(records, self._person)

    def append(self, records: Sequence[CallRecord]) -> int:
        """Older ones. Returns the place of the first group that is another than before."""
        oldest = self.oldest
        new = [r for r in records if oldest is None or r.sequence < oldest.sequence]
        last = self.groups.pop() if self.groups else None
        place = len(self.groups)
        self.groups += grouped([*(last.records if last else ()), *new], self._person)
        return place

    def renew(self, head: Sequence[CallRecord], *, complete: bool) -> tuple[int, int]:
        """`head` is how the newest calls stand now; what lies below it stays as it was read.

        Returns from which group on they are the same: counted as it was, and as it is now.
        """
        if complete or not head:
            before = len(self.groups)
            self.start_over(head)
            return before, len(self.groups)
        below = head[-1].sequence
        place = next(
            (p for p, group in enumerate(self.groups) if group.records[-1].sequence < below), len(self.groups)
        )
        straddling = [
            r for group in self.groups[place : place + 2] for r in group.records if r.sequence < below
        ]
        anew, same = grouped([*head, *straddling], self._person), self.groups[place + 2 :]
        self.groups = anew + same
        return place + 2, len(anew)

    def remove(self, gone: Collection[str]) -> None:
        self.start_over([record for record in self.records if record.id not in gone])

    def regroup(self) -> None:
        """Somebody got a name, or the day's border moved with the zone."""
        self.start_over(list(self.records))
