"""How a person or number on the other side is named on screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from babel.core import Locale as BabelLocale
from babel.core import UnknownLocaleError
from PySide6.QtCore import QLocale

from desktop.domain.calls import Call
from desktop.domain.numbers import HIDDEN, Address, Number, is_a_name
from desktop.domain.state import State
from desktop.services.dialling import country_of, shown_number
from ui.i18n import _
from ui.models.plain import isolated, one_line

_LRI, _PDI = "\u2066", "\u2069"


@dataclass(frozen=True, slots=True)
class Who:
    """The other side, for the eye."""

    name: str
    """A contact's name, else the formatted number, else what the network called them."""
    number: str
    """The formatted number; empty for a hidden caller."""
    initials: str
    """Empty where only a number is known."""
    country: str
    """ISO 3166-1 alpha-2, or empty."""
    is_known: bool


def who(state: State, address: Address, *, said_name: str = "", home: str = "") -> Who:
    """Name `address`; `said_name` is what the network claimed and gives way to a contact."""
    if address == HIDDEN:
        return Who(_("Hidden number"), "", "", "", is_known=False)
    if is_a_name(address):
        return Who(isolated(one_line(address, longest=40)), "", "", "", is_known=False)
    number = number_shown(address, home=home)
    country = country_of(address)
    contact = one_line(state.names.get(address, ""), longest=80)
    claimed = one_line(said_name, longest=40)
    if contact:
        return Who(contact, number, initials_of(contact), country, is_known=True)
    return Who(claimed or number, number, "", country, is_known=False)


def who_in(state: State, call: Call, *, home: str = "") -> Who:
    """The other side of a call."""
    them = who(state, call.peer, said_name=call.peer_name, home=home)
    return replace(them, name=_("Your voicemail"), initials="") if call.to_voicemail else them


def number_shown(address: Address, *, home: str = "") -> str:
    """A number reads left to right, whatever stands around it."""
    shown = one_line(shown_number(address, country=home), longest=40)
    return f"{_LRI}{shown}{_PDI}" if shown else ""


def number_name(number: Number) -> str:
    """My own number's name, or the number where it has none."""
    return one_line(number.name, longest=40) or number_shown(Address(number.e164))


def initials_of(name: str) -> str:
    words = [word for word in name.split() if word[0].isalpha()]
    if not words:
        return ""
    letters = words[0][0] if len(words) == 1 else words[0][0] + words[-1][0]
    return letters.upper()


def country_name(code: str) -> str:
    """A country in the person's language."""
    return _territories(QLocale().name()).get(code, code)


@cache
def _territories(locale: str) -> Mapping[str, str]:
    try:
        return BabelLocale.parse(locale).territories
    except (UnknownLocaleError, ValueError):
        return BabelLocale("en").territories


def flag_of(code: str) -> str:
    """Regional indicator symbols."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code) if len(code) == 2 else ""


def language_name(code: str) -> str:
    """A language in the person's language, as in the middle of a sentence."""
    return _languages(QLocale().name()).get(code, code)


@cache
def _languages(locale: str) -> Mapping[str, str]:
    try:
        return BabelLocale.parse(locale).languages
    except (UnknownLocaleError, ValueError):
        return BabelLocale("en").languages
