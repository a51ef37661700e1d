"""`tel:`, `sip:` and `sms:` links (RFC 3966, 3261, 5724): they fill the dialler, and never dial."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from ui.i18n import _

LONGEST = 4096
_NUMBER = re.compile(r"[+0-9 ().\-/*#\u00a0A-Za-z]{1,64}")
_PARAMETERS = re.compile(r"[;?,]")


@dataclass(frozen=True, slots=True)
class TelephoneLink:
    number: str
    """What the dialler is to hold; empty where there is none."""
    problem: str = ""
    """What is wrong with the link, for the person."""


def read_link(link: str) -> TelephoneLink:
    """Percent signs are decoded once. Parameters (extension, pauses, headers, body) are left out: what
    somebody else wrote there is not to be dialled or sent."""
    link = link.strip()
    if len(link) > LONGEST:
        return TelephoneLink("", _("This link is too long to be a telephone number."))
    scheme, colon, rest = link.partition(":")
    if not colon or scheme.lower() not in ("tel", "sip", "sips", "sms", "callto"):
        return TelephoneLink("", _("This link is not a telephone number."))
    text = unquote(rest, errors="replace").removeprefix("//")
    text = _PARAMETERS.split(text, maxsplit=1)[0]
    if scheme.lower() in ("sip", "sips"):
        text = text.partition("@")[0].partition(":")[0]
    text = text.strip()
    if not text or not any(character.isdigit() for character in text) or not _NUMBER.fullmatch(text):
        return TelephoneLink("", _("This link holds no telephone number."))
    return TelephoneLink(text)
