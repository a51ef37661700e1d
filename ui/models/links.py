"""Links within a message: found, and told apart from what they pretend to be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'\u200b-\u200f\u2028-\u202f\u2060-\u206f]{3,2000}", re.IGNORECASE
)
MOST_LINKS = 20


@dataclass(frozen=True, slots=True)
class Link:
    start: int
    end: int
    url: str
    host: str
    """As it will be asked for: look-alike letters stand in their ASCII form (xn--)."""


def links_in(text: str) -> tuple[Link, ...]:
    """Web links only. Anything else in a message is text."""
    if "://" not in text and "www." not in text.lower():
        return ()
    found: list[Link] = []
    for match in _LINK.finditer(text):
        shown = match.group().rstrip(".,;:!?)]}»…")
        url = shown if "://" in shown else f"https://{shown}"
        host = true_host(url)
        if host:
            found.append(Link(match.start(), match.start() + len(shown), url, host))
        if len(found) == MOST_LINKS:
            break
    return tuple(found)


def true_host(url: str) -> str:
    """Where `url` leads: after any `user@`, in ASCII. Empty where it leads nowhere."""
    try:
        host = urlsplit(url).hostname or ""
        return host.encode("idna").decode("ascii").lower() if "." in host else ""
    except (ValueError, UnicodeError):
        return ""
