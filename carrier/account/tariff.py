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
    "1204 1226 1236 1249 1250 1257 1263 1289 1306 1343 1354 1365 1367 1368 1382 1403 1416 1418 1428 "
    "1431 1437 1438 1450 1468 1474 1506 1514 1519 1548 1579 1581 1584 1587 1604 1613 1639 1647 1672 "
    "1683 1705 1709 1742 1753 1778 1780 1782 1807 1819 1825 1867 1873 1879 1902 1905"
)
_CARIBBEAN = (
    "1242 1246 1264 1268 1284 1340 1345 1441 1473 1649 1658 1664 1670 1671 1684 1721 1758 1767 1784 "
    "1809 1829 1849 1868 1869 1876"
)
"""Of the American plan, and of no country that has a line in the table."""

_LINES: Mapping[str, tuple[int, str]] = {
    "FR": (9, "33"),
    "BE": (11, "32"),
    "GB": (7, "44"),
    "US": (8, "1"),
    "CA": (8, _CANADA),
    "PR": (12, "1787 1939"),
    "": (ELSEWHERE, _CARIBBEAN),
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
    {prefix: (country, cents) for country, (cents, prefixes) in _LINES.items() for prefix in prefixes.split()}
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
