"""A visiting card that came in a message (vCard 2.1 to 4.0): a name and numbers. Nothing is fetched for it.

Bounds come first: a card of a stranger is neither long nor nested.
"""

from __future__ import annotations

import quopri
import unicodedata
from uuid import uuid4

from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.errors import Mendable
from desktop.domain.numbers import Address
from desktop.services.dialling import Verdict, read_number

LARGEST = 64 * 1024
_MOST_LINES = 500
_MOST_PHONES = 20
_LABELS = {"cell": "mobile", "mobile": "mobile", "home": "home", "work": "work"}


def read_card(body: bytes, *, country: str) -> Contact:
    """The first card of `body`; numbers without a country are of `country`. Raises `Mendable`."""
    if len(body) > LARGEST:
        raise Mendable("file-too-much")
    name = ""
    phones: dict[str, ContactPhone] = {}
    for line in _lines(body):
        head, colon, value = line.partition(":")
        words = head.upper().split(";")
        field = words[0].rpartition(".")[2]
        if field == "END":
            break
        if not colon or field not in ("FN", "N", "TEL"):
            continue
        if any("QUOTED-PRINTABLE" in word for word in words):
            value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
        if field == "TEL" and len(phones) < _MOST_PHONES:
            read = read_number(value.removeprefix("tel:"), country=country, here=country)
            if read.address is not None and read.verdict is not Verdict.EMERGENCY:
                phones[read.address] = ContactPhone(Address(read.address), _label(words))
        elif field == "FN":
            name = _plain(value) or name
        elif field == "N" and not name:
            last, _, first = value.partition(";")
            name = _plain(f"{first.partition(';')[0]} {last}")
    if not phones:
        raise Mendable("file-not-shown")
    return Contact(ContactId(str(uuid4())), name or next(iter(phones)), tuple(phones.values()))


def _lines(body: bytes) -> list[str]:
    """Unfolded (RFC 6350, section 3.2)."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = body.decode("utf-16", "replace")
    else:
        text = body.decode("utf-8-sig", "replace")
    lines: list[str] = []
    for raw in text.replace("\x00", "").splitlines()[:_MOST_LINES]:
        if raw[:1] in (" ", "\t") and lines:
            lines[-1] += raw[1:]
        else:
            lines.append(raw)
    return lines


def _label(words: list[str]) -> str:
    named = {part for word in words[1:] for part in word.lower().replace("type=", "").split(",")}
    return next((label for word, label in _LABELS.items() if word in named), "mobile")


def _plain(value: str) -> str:
    unescaped = value.replace("\\,", ",").replace("\\;", ";").replace("\\n", " ").replace("\\\\", "\\")
    visible = "".join(c for c in unescaped if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return " ".join(visible.split())[:80]
