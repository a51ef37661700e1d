"""Moments that are still to come, in words; clocks here and elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import get_timezone_location
from PySide6.QtCore import QDate, QLocale, QTime, QTimeZone

from desktop.domain.later import Scheduled
from desktop.domain.wall_time import WallTime, wall_time
from ui.i18n import _
from ui.models.plain import isolated

_SHORT = QLocale.FormatType.ShortFormat


def my_zone() -> str:
    """IANA's name of this computer's zone; it may change while the program runs."""
    return bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace") or "UTC"


def coming_moment(when: WallTime, *, now: datetime) -> str:
    """ "tomorrow, 08:00", within a sentence; `when` is on the clocks of its own zone."""
    local = when.local
    return _("{day}, {time}").format(
        day=coming_day(local.date(), today=wall_time(now, when.zone).local.date()), time=clock(local)
    )


def leaves_words(each: Scheduled, zone: str, *, now: datetime) -> str:
    """When it leaves, on the clocks of `zone`."""
    moment = coming_moment(wall_time(each.due_at, zone), now=now)
    return _("Leaves {moment}").format(moment=isolated(moment))


def clock(local: datetime) -> str:
    return QLocale().toString(QTime(local.hour, local.minute), _SHORT)


def coming_day(day: date, *, today: date) -> str:
    match (day - today).days:
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
        case -1:
            return _("yesterday")
        case days if 1 < days < 7:
            return QLocale().standaloneDayName(day.isoweekday())
        case _days:
            form = "dddd d MMMM" if day.year == today.year else "d MMMM yyyy"
            return QLocale().toString(QDate(day.year, day.month, day.day), form)


def place_of_zone(zone: str) -> str:
    """A city's name in the person's language."""
    return _place(zone, QLocale().name())


@cache
def _place(zone: str, locale: str) -> str:
    try:
        found = get_timezone_location(zone, locale=Locale.parse(locale), return_city=True)
    except (UnknownLocaleError, ValueError, LookupError):
        found = ""
    return str(found) or zone.rpartition("/")[2].replace("_", " ")
