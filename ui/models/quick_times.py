"""Times to send later that make sense at this hour: none has passed, none is deep in a night (MSG-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import assert_never

from desktop.domain.wall_time import WallTime, wall_time
from ui.i18n import _

MORNING, EVENING = time(8), time(19)
NIGHT_ENDS = time(5)
"""Whoever is up before it calls the coming morning *this* one."""
_FIRST_HOUR, _LAST_HOUR = time(7), time(22)
"""An hour from now is offered where it falls between these."""
_LEAST = timedelta(hours=1)
"""What is nearer than this needs no waiting."""


class Quick(Enum):
    IN_AN_HOUR = "in-an-hour"
    THIS_MORNING = "this-morning"
    THIS_EVENING = "this-evening"
    TOMORROW_MORNING = "tomorrow-morning"
    TOMORROW_EVENING = "tomorrow-evening"
    MONDAY_MORNING = "monday-morning"


@dataclass(frozen=True, slots=True)
class QuickTime:
    kind: Quick
    when: WallTime


def quick_times(now: datetime, zone: str) -> tuple[QuickTime, ...]:
    """The nearest first."""
    here = wall_time(now, zone).local.replace(fold=0)
    today = here.date()
    found: list[QuickTime] = []

    def offer(kind: Quick, day: date, hour: time) -> None:
        when = WallTime(datetime.combine(day, hour), zone)
        if when.instant() >= now + _LEAST and when.instant() not in {each.when.instant() for each in found}:
            found.append(QuickTime(kind, when))

    soon = wall_time(now + timedelta(hours=1, seconds=59), zone)
    if _FIRST_HOUR <= soon.local.time() <= _LAST_HOUR:
        found.append(QuickTime(Quick.IN_AN_HOUR, soon))
    night = here.time() < NIGHT_ENDS
    tomorrow = today + timedelta(days=1)
    if night:
        offer(Quick.THIS_MORNING, today, MORNING)
    offer(Quick.THIS_EVENING, today, EVENING)
    if not night:
        offer(Quick.TOMORROW_MORNING, tomorrow, MORNING)
        if len(found) < 3 and here.time() >= time(18):
            offer(Quick.TOMORROW_EVENING, tomorrow, EVENING)
    monday = today + timedelta(days=(7 - today.weekday()) % 7)
    if monday not in (today, tomorrow):
        offer(Quick.MONDAY_MORNING, monday, MORNING)
    return tuple(sorted(found, key=lambda each: each.when.instant()))


def quick_words(kind: Quick) -> str:
    match kind:
        case Quick.IN_AN_HOUR:
            return _("In an hour")
        case Quick.THIS_MORNING:
            return _("This morning")
        case Quick.THIS_EVENING:
            return _("This evening")
        case Quick.TOMORROW_MORNING:
            return _("Tomorrow morning")
        case Quick.TOMORROW_EVENING:
            return _("Tomorrow evening")
        case Quick.MONDAY_MORNING:
            return _("Monday morning")
        case _:
            assert_never(kind)
