"""What a link has put into the dialler, said in full before anybody calls it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.numbers import Address
from desktop.services.dialling import country_of
from ui.i18n import _
from ui.models.from_number import FromNumber
from ui.models.plain import isolated
from ui.models.who import country_name, number_shown


@dataclass(frozen=True, slots=True)
class LinkConfirmation:
    number: str
    """As it would be dialled, with its country's prefix."""
    country: str
    """ISO 3166-1 alpha-2, for the flag."""
    country_name: str
    goes_out: str
    """Which of my numbers it goes out on."""
    note: str

    @property
    def spoken(self) -> str:
        parts = (_("From a link"), self.number, self.country_name, self.goes_out, self.note)
        return ". ".join(part for part in parts if part)


def confirm(address: Address, *, dialled_from: str, mine: FromNumber | None, note: str) -> LinkConfirmation:
    """`dialled_from` is the country of a short number, which has none of its own."""
    country = country_of(address) or dialled_from
    if mine is None:
        goes_out = _("None of your numbers can make calls right now.")
    else:
        number = mine.number.replace(" ", "\u00a0")
        goes_out = _("Goes out on {name}, {number}").format(name=isolated(mine.name), number=number)
        if mine.name == mine.number:
            goes_out = _("Goes out on {number}").format(number=number)
    return LinkConfirmation(number_shown(address), country, country_name(country), goes_out, note)
