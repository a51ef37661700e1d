"""What stands beside a message before it is sent: how many it is, what it costs, and why (MSG-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from PySide6.QtCore import QLocale

from desktop.domain.lettering import Dear, Sort, dear_characters, plainer
from desktop.domain.messages import ThreadKey
from desktop.domain.money import Price
from desktop.domain.segments import Alphabet
from desktop.domain.state import State
from desktop.services.prices import Quote, quote
from ui.i18n import _, ngettext
from ui.models.plain import isolated

NEAR = 20
"""The meter is shown from so few characters left in the first message."""
_NAMED = 3
_MANY = 64 * 1600


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text, in UTF-16 units as Qt counts them, and what would stand in for it."""

    start: int
    length: int
    plain: str | None


@dataclass(frozen=True, slots=True)
class Meter:
    words: str
    spoken: str
    """What matters of it to somebody who listens: not each character that is left."""
    does_not_suffice: bool = False
    blame: str = ""
    """Which characters make it dearer; empty where none do."""
    offer: str = ""
    """The words of a button that writes them plainly; empty where that is not possible."""
    marks: tuple[Mark, ...] = ()


def meter(
    state: State, threads: Sequence[ThreadKey], text: str, *, now: datetime, with_file: bool = False
) -> Meter | None:
    """None while it is of no concern: one message that costs nothing, with room left.

    `with_file` has the link of a file below the text.
    """
    if not (text or with_file) or len(text) > _MANY:
        return None
    told = quote(state, threads, text, now=now, with_file=with_file)
    size = told.size
    dear = dear_characters(text) if size.alphabet is Alphabet.UCS2 else ()
    pays = told.price is not None and not told.price.is_free
    if size.count == 0 or (size.count == 1 and size.left > NEAR and not pays and not dear):
        return None
    messages = ngettext("{count} SMS", "{count} SMS", size.count).format(count=size.count)
    if len(threads) > 1:
        messages = _("{messages} each").format(messages=messages)
    left = _("{left} left").format(left=size.left)
    price = _price_words(told, state)
    blame = _blame_words(dear) if dear and size.count > 1 else ""
    return Meter(
        words=" · ".join(filter(None, (_("Unicode") if dear else "", messages, left, price))),
        spoken=". ".join(filter(None, (messages, price, blame))),
        does_not_suffice=not told.suffices,
        blame=blame,
        offer=_offer_words(state, threads, text, told, now, with_file=with_file) if blame else "",
        marks=tuple(_marks(text, dear)),
    )


def file_meter(state: State, thread: ThreadKey, files: int, *, now: datetime) -> Meter | None:
    """Of `files`, each with its link in a message of its own. None where no price is known."""
    told = quote(state, (thread,) * files, "", now=now, with_file=True)
    if not files or told.price is None:
        return None
    total = files * told.size.count
    words = (ngettext("{count} SMS", "{count} SMS", total).format(count=total), _price_words(told, state))
    return Meter(words=" · ".join(words), spoken=". ".join(words), does_not_suffice=not told.suffices)


def money_words(cents: int, currency: str) -> str:
    """As the person's language writes it."""
    from babel.numbers import format_currency

    words = format_currency(Decimal(cents).scaleb(-2), currency, locale=_locale(QLocale().name()))
    return isolated(words)


def count_words(count: int) -> str:
    """A large number, in groups of three."""
    from babel.numbers import format_decimal

    return format_decimal(count, locale=_locale(QLocale().name()))


@cache
def _locale(name: str) -> str:
    from babel.core import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(name))
    except (UnknownLocaleError, ValueError):
        return "en"


def _price_words(told: Quote, state: State) -> str:
    price, balance = told.price, state.money.balance
    if price is None or balance is None:
        return ""
    if price.is_free:
        return _("free")
    parts = []
    if price.from_allowance:
        parts.append(_allowance_words(price))
    if price.cents:
        parts.append(money_words(price.cents, balance.currency))
    if not told.suffices:
        parts.append(_("your credit is {money}").format(money=money_words(balance.credit, balance.currency)))
    return " · ".join(parts)


def _allowance_words(price: Price) -> str:
    return _("from your allowance: {count} of {left} left").format(
        count=price.from_allowance, left=price.allowance_left
    )


def _offer_words(
    state: State, threads: Sequence[ThreadKey], text: str, told: Quote, now: datetime, *, with_file: bool
) -> str:
    money = state.money
    offer = plainer(text, below=money.tariff.file_link if with_file and money.tariff else "")
    if offer is None:
        return ""
    then = quote(state, threads, offer.text, now=now, with_file=with_file).price
    balance = money.balance
    if told.price is not None and then is not None and balance is not None and told.price.cents > then.cents:
        saved = money_words(told.price.cents - then.cents, balance.currency)
        return _("Write plainly, save {money}").format(money=saved)
    return ngettext("Write plainly, save {count} SMS", "Write plainly, save {count} SMS", offer.saved).format(
        count=offer.saved
    )


def _blame_words(dear: Sequence[Dear]) -> str:
    if all(each.sort is Sort.PICTURE for each in dear):
        return _("With emoji, each SMS holds fewer characters.")
    kinds = {each.character: each for each in dear if each.sort is not Sort.PICTURE}
    first = next(iter(kinds.values()))
    if len(kinds) == 1:
        return _("{name} makes each SMS hold fewer characters.").format(name=_name(first))
    shown = [_shown(each) for each in list(kinds.values())[:_NAMED]]
    if len(kinds) > _NAMED:
        shown.append("…")
    return _("{characters} make each SMS hold fewer characters.").format(characters=" ".join(shown))


def _shown(dear: Dear) -> str:
    match dear.sort:
        case Sort.SPACE | Sort.INVISIBLE:
            return _name(dear)
        case _:
            return isolated(dear.character)


def _name(dear: Dear) -> str:
    character = isolated(dear.character)
    match dear.sort:
        case Sort.QUOTE:
            return _("The curly quotation mark {character}").format(character=character)
        case Sort.DASH:
            return _("The long dash {character}").format(character=character)
        case Sort.ELLIPSIS:
            return _("The ellipsis {character}").format(character=character)
        case Sort.SPACE:
            return _("A special space")
        case Sort.INVISIBLE:
            return _("An invisible character")
        case Sort.LETTER:
            return _("The letter {character}").format(character=character)
        case _:
            return _("The sign {character}").format(character=character)


def _marks(text: str, dear: Sequence[Dear]) -> list[Mark]:
    marks: list[Mark] = []
    place = units = 0
    for each in dear:
        units += _units(text[place : each.place])
        place = each.place
        marks.append(Mark(units, _units(each.character), each.plain))
    return marks


def _units(text: str) -> int:
    return len(text) + sum(ord(character) > 0xFFFF for character in text)
