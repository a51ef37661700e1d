"""What a message costs: by the country that it goes to, for each segment (MSG-5, ACC-13).

Rated by the longest prefix, as exchanges do, so that a client which is given the same table comes to the
same price without guessing at a number's country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

CURRENCY = "EUR"
ALLOWANCE = 750
"""Messages a month that Premium brings."""
ALLOWANCE_COUNTRY = "FR"
"""They leave from numbers of this country only."""
ELSEWHERE = 19
"""Cents for a country that is not in the table."""

_CANADA = (
    "204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468 474 506 "
    "514 519 548 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 "
    "902 905"
).split()
_CARIBBEAN = (
    "242 246 264 268 284 340 345 441 473 649 658 664 670 671 684 721 758 767 784 809 829 849 868 869 876"
).split()
"""Of the American plan, and of no country that has a line in the table."""

_LINES = {
    "FR": (9, "33"),
    "BE": (11, "32"),
    "GB": (7, "44"),
    "US": (8, "1"),
    "CA": (8, *(f"1{code}" for code in _CANADA)),
    "PR": (12, "1787", "1939"),
    "": (ELSEWHERE, *(f"1{code}" for code in _CARIBBEAN)),
    "AT": (10, "43"),
    "DK": (8, "45"),
    "IL": (12, "972"),
    "DE": (11, "49"),
    "ES": (10, "34"),
    "IT": (10, "39"),
    "PT": (9, "351"),
    "CH": (12, "41"),
    "LU": (9, "352"),
    "NL": (10, "31"),
    "IE": (9, "353"),
    "SE": (9, "46"),
    "NO": (9, "47"),
    "FI": (9, "358"),
    "PL": (8, "48"),
    "CZ": (8, "420"),
    "SK": (8, "421"),
    "LT": (7, "370"),
    "GR": (9, "30"),
    "RO": (8, "40"),
    "TR": (7, "90"),
    "MX": (9, "52"),
    "BR": (9, "55"),
    "PE": (9, "51"),
    "AU": (9, "61"),
    "NZ": (11, "64"),
    "JP": (12, "81"),
    "CN": (8, "86"),
    "IN": (7, "91"),
    "EG": (13, "20"),
    "MA": (13, "212"),
    "DZ": (14, "213"),
    "TN": (14, "216"),
    "SN": (13, "221"),
    "CI": (13, "225"),
    "AE": (9, "971"),
    "SA": (9, "966"),
    "LB": (12, "961"),
}

NOWHERE = ("", ELSEWHERE)
RATES: Mapping[str, tuple[str, int]] = MappingProxyType(
    {prefix: (country, cents) for country, (cents, *prefixes) in _LINES.items() for prefix in prefixes}
)
"""Country, "" for one that is nobody's here, and cents for a segment, by the digits a number begins with."""
_LONGEST = max(map(len, RATES))


@dataclass(frozen=True, slots=True)
class Price:
    from_allowance: int
    """Segments that the month's allowance pays."""
    cents: int


FREE = Price(0, 0)


def price(*, segments: int, country: str, to: str, allowance_left: int) -> Price:
    """Of `segments` from a number of `country` to `to`, E.164 or a short code.

    Free within a country, and to short codes, which are of the sender's own. The allowance pays as many
    segments as it can, credit the rest.
    """
    if not to.startswith("+"):
        return FREE
    digits = to[1:]
    found = (RATES.get(digits[:length]) for length in range(_LONGEST, 0, -1))
    home, cents = next((rate for rate in found if rate is not None), NOWHERE)
    if home == country:
        return FREE
    covered = min(segments, max(0, allowance_left)) if country == ALLOWANCE_COUNTRY else 0
    return Price(covered, (segments - covered) * cents)
