"""The dialler's reading of what was typed or pasted (CALL-2, CALL-3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.numbers import Address
from desktop.services.dialling import Verdict, countries, country_of, read_number, shown_number


@pytest.mark.parametrize(
    ("typed", "country", "address"),
    [
        ("01 99 00 00 01", "FR", "+33199000001"),
        ("+33199000001", "GB", "+33199000001"),
        ("0033199000001", "BE", "+33199000001"),
        ("020 7946 0123", "GB", "+442079460123"),
        ("(201) 555-0123", "US", "+12015550123"),
        ("٠١٩٩٠٠٠٠٠١", "FR", "+33199000001"),
        ("０１９９００００01", "FR", "+33199000001"),
        ("\u202e0199000001\u200b", "FR", "+33199000001"),
        ("tel:+33199000001", "FR", "+33199000001"),
        ("+33 1 99 00 00 01 ext. 12", "FR", "+33199000001"),
    ],
)
def test_a_number_in_any_spelling_becomes_e164(typed: str, country: str, address: str) -> None:
    read = read_number(typed, country=country)
    assert (read.address, read.verdict) == (Address(address), Verdict.VALID)
    assert read.can_call


@pytest.mark.parametrize(
    ("typed", "country", "verdict"),
    [
        ("", "FR", Verdict.EMPTY),
        ("\u200b\u202e", "FR", Verdict.EMPTY),
        ("0", "FR", Verdict.INCOMPLETE),
        ("+33", "FR", Verdict.INCOMPLETE),
        ("0199", "FR", Verdict.INCOMPLETE),
        ("0899123456", "FR", Verdict.PREMIUM_RATE),
        ("118218", "FR", Verdict.PREMIUM_RATE),
        ("3201", "FR", Verdict.PREMIUM_RATE),
        ("112", "US", Verdict.EMERGENCY),
        ("15", "FR", Verdict.EMERGENCY),
        ("999", "GB", Verdict.EMERGENCY),
        ("911", "US", Verdict.EMERGENCY),
        ("1" * 300, "FR", Verdict.TOO_LONG),
        ("*#06#", "FR", Verdict.NOT_A_NUMBER),
        ("+33199000001,,1234#", "FR", Verdict.NOT_A_NUMBER),
        ("12 rue de la Paix", "FR", Verdict.NOT_A_NUMBER),
        ("Marie", "FR", Verdict.NOT_A_NUMBER),
    ],
)
def test_what_cannot_be_called_says_why(typed: str, country: str, verdict: Verdict) -> None:
    read = read_number(typed, country=country)
    assert read.verdict is verdict
    assert read.address is None
    assert not read.can_call


def test_short_and_toll_free_numbers_go_through() -> None:
    assert read_number("3179", country="FR").verdict is Verdict.SHORT
    free = read_number("0800 12 34 56", country="FR")
    assert (free.verdict, free.address) == (Verdict.TOLL_FREE, "+33800123456")
    flowers = read_number("1-800-FLOWERS", country="US")
    assert (flowers.verdict, flowers.address) == (Verdict.TOLL_FREE, "+18003569377")


def test_digits_are_grouped_while_they_are_typed() -> None:
    shown = [read_number("0199000001"[:length], country="FR").shown for length in range(1, 11)]
    assert shown[3] == "01 99"
    assert shown[-1] == "01 99 00 00 01"


def test_an_address_is_shown_nationally_at_home_and_internationally_abroad() -> None:
    address = Address("+33199000001")
    assert shown_number(address, country="FR") == "01 99 00 00 01"
    assert shown_number(address) == "+33 1 99 00 00 01"
    assert shown_number(Address("MYBANK")) == "MYBANK"
    assert (country_of(address), country_of(Address("MYBANK"))) == ("FR", "")


def test_every_country_has_a_prefix_and_a_flag() -> None:
    assert len(countries()) > 200
    france = next(country for country in countries() if country.code == "FR")
    assert (france.prefix, france.flag) == (33, "\U0001f1eb\U0001f1f7")


@given(st.text(max_size=400), st.sampled_from(["FR", "GB", "US", "SE", "IL", "XX", ""]))
def test_no_text_whatever_breaks_the_dialler(typed: str, country: str) -> None:
    read = read_number(typed, country=country)
    assert (read.address is None) or read.can_call
    assert len(read.shown) <= 200
