"""What can be clicked within a message: web links, told apart from what they pretend to be, numbers, mail."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QUrl

from desktop.domain.numbers import Address
from desktop.services.dialling import numbers_in

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'\\\u200b-\u200f\u2028-\u202f\u2060-\u206f]{3,2000}", re.IGNORECASE
)
_MAIL = re.compile(
    r"(?<![\w.@/-])[a-z0-9][a-z0-9._%+-]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,24}(?![\w@-])",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{1,63}")
_ENOUGH_DIGITS = re.compile(r"\d(?:[\s().\u2010-\u2015/-]{0,3}\d){5,}")
_DOTTED = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)")
_ENCODED = QUrl.ComponentFormattingOption.FullyEncoded
MOST_LINKS = 20
LONGEST_SEARCHED = 1600
"""Letters in which numbers are looked for: a longer text of digits would be felt."""


@dataclass(frozen=True, slots=True)
class Link:
    start: int
    end: int
    url: str
    """What is opened: nothing in it but ASCII, and nobody's name before the host."""
    host: str
    """As it will be asked for: look-alike letters stand in their ASCII form (xn--)."""


@dataclass(frozen=True, slots=True)
class NumberSpot:
    start: int
    end: int
    address: Address


@dataclass(frozen=True, slots=True)
class MailSpot:
    start: int
    end: int
    address: str


Spot = Link | NumberSpot | MailSpot


def spots_in(text: str, *, home: str = "") -> tuple[tuple[Link, ...], tuple[NumberSpot | MailSpot, ...]]:
    """`home` is the country whose numbers are written without a prefix. None lies within another."""
    links = links_in(text)
    mails = mails_in(text)
    taken = [(link.start, link.end) for link in links]
    # What only looks like the beginning of a link or an address is no number either.
    taken += [match.span() for match in re.finditer(r"\S*(?:://|@|www\.)\S*", text, re.IGNORECASE)]
    numbers: list[NumberSpot] = []
    searched = text[:LONGEST_SEARCHED]
    if _ENOUGH_DIGITS.search(searched):
        for start, end, address in numbers_in(searched, country=home, most=MOST_LINKS):
            if not any(start < other_end and other_start < end for other_start, other_end in taken):
                numbers.append(NumberSpot(start, end, address))
    return links, tuple(sorted((*mails, *numbers), key=lambda spot: spot.start))


def links_in(text: str) -> tuple[Link, ...]:
    """Web links only. Anything else in a message is text."""
    if "://" not in text and "www." not in text.lower():
        return ()
    found: list[Link] = []
    for match in _LINK.finditer(text):
        shown = match.group().rstrip(".,;:!?)]}»…")
        url = _opened(shown if "://" in shown else f"https://{shown}")
        if url is not None:
            end = match.start() + len(shown)
            opened = bytes(url.toEncoded().data()).decode("ascii")
            found.append(Link(match.start(), end, opened, url.host(_ENCODED)))
        if len(found) == MOST_LINKS:
            break
    return tuple(found)


def mails_in(text: str) -> tuple[MailSpot, ...]:
    if "@" not in text:
        return ()
    found = (MailSpot(*match.span(), match.group()) for match in _MAIL.finditer(text))
    return tuple(found)[:MOST_LINKS]


def true_host(url: str) -> str:
    """Where `url` leads: after any `user@`, in ASCII. Empty where it leads nowhere."""
    opened = _opened(url)
    return "" if opened is None else opened.host(_ENCODED)


def _opened(written: str) -> QUrl | None:
    """The address that is shown and the one that is opened are the same: read once, by who will open it.

    What two programs might read in two ways (a backslash, a host in percent signs) is no link.
    """
    if "\\" in written:
        return None
    bare = re.sub(r"^(\w+://)[^/?#]*@", r"\1", written)
    url = QUrl(bare, QUrl.ParsingMode.TolerantMode)
    host = url.host(_ENCODED)
    if not url.isValid() or url.scheme() not in ("http", "https") or not _HOST.fullmatch(host):
        return None
    last = host.rpartition(".")[2]
    if last[0].isdigit() and not _DOTTED.fullmatch(host):
        return None
    if "%" in re.split(r"[/?#]", bare.partition("://")[2], maxsplit=1)[0]:
        return None
    return url
