"""`tel:`, `callto:`, `sip:` and `sms:` links (RFC 3966, 3261, 5724): they fill a field, and never dial."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from ui.i18n import _
from ui.models.plain import isolated, one_line

LONGEST = 4096
SCHEMES = ("tel", "callto", "sip", "sips", "sms")
_NUMBER = re.compile(r"[+0-9 ().\-/*#A-Za-z]{1,64}")
_PARAMETERS = re.compile(r"[;?,]")
_EXTENSION = re.compile(r";ext=([0-9]{1,12})(?:[;?,]|$)", re.IGNORECASE)
_TONES = re.compile(r"^[,;]+([0-9*#,;]{1,32})$|;postd=[pw,]*([0-9*#]{1,32})", re.IGNORECASE)
_CONTEXT = re.compile(r";phone-context=([^;?,]{1,256})", re.IGNORECASE)
_PREFIX = re.compile(r"\+[0-9\-.()]{1,20}")
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class TelephoneLink:
    number: str
    """What the field is to hold; empty where there is none."""
    problem: str = ""
    """What is wrong with the link, for the person."""
    note: str = ""
    """What the link wants beside the number, and does not get; for the person."""
    is_message: bool = False
    """It wants to be written to, not called."""


def read_link(link: str) -> TelephoneLink:
    """Percent signs are decoded once. Parameters (extension, pauses, headers, body) are left out: what
    somebody else wrote there is not to be dialled or sent. The person reads which."""
    link = link.strip()
    if len(link) > LONGEST:
        return _refused(_("This link is too long to be a telephone number."))
    scheme, colon, rest = link.partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in SCHEMES:
        return _refused(_("This link is not a telephone number."))
    text = unquote(rest, errors="replace").removeprefix("//")
    place = _PARAMETERS.search(text)
    text, parameters = (text, "") if place is None else (text[: place.start()], text[place.start() :])
    host = ""
    if scheme in ("sip", "sips"):
        text, _at, host = text.partition("@")
        text, host = text.partition(":")[0], one_line(host, longest=40)
    text = _ascii(text)
    if not any(character.isdigit() for character in text) or not _NUMBER.fullmatch(text):
        if host:
            why = _("This link calls an address at {host}. Only telephone numbers can be called from here.")
            return _refused(why.format(host=isolated(host)))
        return _refused(_("This link holds no telephone number."))
    context = _CONTEXT.search(parameters)
    if context and _PREFIX.fullmatch(context[1]) and not text.startswith("+"):
        return TelephoneLink(context[1] + text, note=_note(parameters, host, ""))
    inside = one_line(context[1], longest=40) if context and not text.startswith("+") else ""
    return TelephoneLink(text, note=_note(parameters, host, inside), is_message=scheme == "sms")


def _refused(why: str) -> TelephoneLink:
    return TelephoneLink("", why)


def _ascii(text: str) -> str:
    """Digits and signs of other scripts as those that are dialled; with anything unseen in it, nothing."""
    if any(unicodedata.category(character) in _UNSEEN for character in text):
        return ""
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else unicodedata.normalize("NFKC", c) for c in text
    ).strip()


def _note(parameters: str, host: str, inside: str) -> str:
    if extension := _EXTENSION.search(parameters):
        return _("Extension {digits} is not dialled. Enter it after the answer.").format(
            digits=_left_to_right(extension[1])
        )
    if tones := _TONES.search(parameters):
        digits = (tones[1] or tones[2]).strip(",;")
        return _("{digits} is not dialled. Enter it after the answer.").format(digits=_left_to_right(digits))
    if inside:
        return _("The link means a number inside {place}. From here it may be another one.").format(
            place=isolated(inside)
        )
    if host:
        return _("The link leads to {place}. The call goes out over your own number instead.").format(
            place=isolated(host)
        )
    return ""


def _left_to_right(digits: str) -> str:
    return f"\u2066{digits}\u2069"
