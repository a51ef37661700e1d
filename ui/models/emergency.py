"""What is said to somebody who needs help: that it does not come this way, and which way it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.services.emergency import emergency_numbers
from ui.i18n import _
from ui.models.plain import isolated
from ui.models.who import country_name

MOST_NUMBERS = 6
"""Of one country; a longer list is not read in a hurry."""

_LRI, _PDI = "\u2066", "\u2069"


@dataclass(frozen=True, slots=True)
class EmergencyAdvice:
    title: str
    advice: str
    places: tuple[str, ...]
    """One line for each country that may be meant."""

    @property
    def spoken(self) -> str:
        return " ".join((self.title, self.advice, *self.places))


def emergency_advice(number: str, regions: Iterable[str]) -> EmergencyAdvice:
    """`regions` are where the number would be dialled from and where the computer is."""
    places = []
    for region in dict.fromkeys(region.upper() for region in regions if region):
        numbers = emergency_numbers(region)[:MOST_NUMBERS]
        if numbers:
            listed = f"{_LRI}{', '.join(numbers)}{_PDI}"
            places.append(
                _("Emergency numbers, {country}: {numbers}").format(
                    country=isolated(country_name(region)), numbers=listed
                )
            )
    return EmergencyAdvice(
        _("{number} can't be called from here.").format(number=f"{_LRI}{number}{_PDI}"),
        _("This service does not reach the emergency services. Use a mobile or a landline phone."),
        tuple(places),
    )
