"""How a call sounded, in words."""

from __future__ import annotations

from typing import assert_never

from PySide6.QtCore import QLocale

from desktop.domain.quality import Grade
from desktop.domain.trouble import Account, Trouble
from ui.i18n import _
from ui.models.moments import clock_time


def grade_words(grade: Grade) -> str:
    match grade:
        case Grade.GOOD:
            return _("Good")
        case Grade.FAIR:
            return _("Fair")
        case Grade.BAD:
            return _("Bad")
        case _:
            assert_never(grade)


def account_words(account: Account) -> str:
    """One sentence; empty where nothing can be said."""
    match account.trouble:
        case Trouble.UNKNOWN:
            return ""
        case Trouble.NONE:
            return _("The sound was good throughout.")
        case Trouble.LOST_HERE:
            return _("The network lost {percent} % for {duration}.").format(
                percent=percent_words(account.percent), duration=duration_words(account.seconds)
            )
        case Trouble.NOTHING_CAME:
            return _("Nothing came from the network for {duration}.").format(
                duration=duration_words(account.seconds)
            )
        case Trouble.LOST_THERE:
            return _("Your voice reached them with gaps from {begin} to {end}.").format(
                begin=_clock(account.begin), end=_clock(account.end)
            )
        case Trouble.SLOW:
            seconds = QLocale().toString(account.round_trip_ms / 2000, "f", 1)
            return _("Voices took about {seconds} s to arrive.").format(seconds=seconds)
        case Trouble.UNEVEN:
            return _("The sound came unevenly for {duration}.").format(
                duration=duration_words(account.seconds)
            )
        case _:
            assert_never(account.trouble)


def percent_words(percent: float) -> str:
    """Whole; but what is there is not called nothing, and what is left not all."""
    if percent <= 0:
        return "0"
    return str(min(100, max(1, round(percent))))


def duration_words(seconds: float) -> str:
    whole = max(1, round(seconds))
    minutes, rest = divmod(whole, 60)
    if not minutes:
        return _("{seconds} s").format(seconds=rest)
    if not rest:
        return _("{minutes} min").format(minutes=minutes)
    return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)


def _clock(seconds: float) -> str:
    """Left to right whatever stands around it."""
    return f"\u2066{clock_time(seconds)}\u2069"
