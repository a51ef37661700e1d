"""The languages in which the carrier speaks to callers, and which a number has until it is changed."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """ISO 639-1."""

    arabic = "ar"
    czech = "cs"
    danish = "da"
    german = "de"
    english = "en"
    spanish = "es"
    french = "fr"
    hebrew = "he"
    lithuanian = "lt"
    polish = "pl"
    portuguese = "pt"
    slovak = "sk"
    swedish = "sv"


_BY_COUNTRY = {
    "FR": Language.french,
    "BE": Language.french,
    "LU": Language.french,
    "AT": Language.german,
    "DK": Language.danish,
    "IL": Language.hebrew,
    "SE": Language.swedish,
    "MX": Language.spanish,
    "PR": Language.spanish,
    "PE": Language.spanish,
    "LT": Language.lithuanian,
    "PL": Language.polish,
    "BR": Language.portuguese,
    "CZ": Language.czech,
    "SK": Language.slovak,
}


def language_of(country: str) -> Language:
    """`country` is ISO 3166-1 alpha-2."""
    return _BY_COUNTRY.get(country, Language.english)
