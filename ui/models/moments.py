"""Times and days in the person's language and zone."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale, QTime

from ui.i18n import _, ngettext

_SHORT = QLocale.FormatType.ShortFormat


def time_of_day(at: datetime) -> str:
    local = at.astimezone()
    return QLocale().toString(QTime(local.hour, local.minute), _SHORT)


def day_heading(at: datetime, *, now: datetime) -> str:
    """What stands above the messages or calls of a day."""
    day, today = at.astimezone().date(), now.astimezone().date()
    match (today - day).days:
        case 0:
            return _("Today")
        case 1:
            return _("Yesterday")
        case days if 1 < days < 7:
            return QLocale().standaloneDayName(day.isoweekday()).capitalize()
        case _days:
            form = "d MMMM" if day.year == today.year else "d MMMM yyyy"
            return QLocale().toString(_qdate(day), form)


def brief_moment(at: datetime, *, now: datetime) -> str:
    """For the end of a row: a time today, a day's name within the week, then a date."""
    day, today = at.astimezone().date(), now.astimezone().date()
    match (today - day).days:
        case days if days <= 0:
            return time_of_day(at)
        case 1:
            return _("Yesterday")
        case days if days < 7:
            return QLocale().standaloneDayName(day.isoweekday(), _SHORT)
        case _days:
            return QLocale().toString(_qdate(day), "d MMM" if day.year == today.year else _SHORT)


def spoken_moment(at: datetime, *, now: datetime) -> str:
    """For a screen reader."""
    return _("{day}, {time}").format(day=day_heading(at, now=now), time=time_of_day(at))


def clock_time(seconds: float) -> str:
    """A duration as on a telephone: 0:07, 2:14, 1:02:14."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def seconds_words(seconds: float) -> str:
    """A duration of which nobody needs to know more than whole seconds."""
    whole = max(1, round(seconds))
    return ngettext("{count} second", "{count} seconds", whole).format(count=whole)


def position_words(second: float, seconds: float) -> str:
    """Where one is in what plays."""
    return _("{second} of {seconds}").format(second=clock_time(second), seconds=clock_time(seconds))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
