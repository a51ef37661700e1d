"""Emergency numbers of the place are known in any spelling, and never leave this computer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.calls import EndOfCall
from desktop.domain.errors import Mendable
from desktop.domain.events import NumbersChanged
from desktop.domain.numbers import Address
from desktop.services.dialling import Verdict, read_number
from desktop.services.emergency import emergency_number, emergency_numbers
from desktop.voice import wire
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.test_calls_on_this_computer import MINE, THEM, number, ready

__all__ = ["ready"]

OF_COUNTRIES = {
    "FR": "15 17 18 112",
    "BE": "100 101 112",
    "CH": "112 117 118 144",
    "LU": "112 113",
    "DE": "110 112",
    "AT": "112 122 133 144",
    "GB": "112 999",
    "IE": "112 999",
    "IT": "112 113 115 118",
    "ES": "085 088 112",
    "PT": "112 115",
    "NL": "112",
    "DK": "112 114",
    "SE": "112",
    "NO": "110 112 113",
    "FI": "112",
    "PL": "112 997 998 999",
    "CZ": "112 150 155 158",
    "SK": "112 150 155 158",
    "LT": "01 02 03 112",
    "US": "112 911",
    "CA": "112 911",
    "PR": "911",
    "MX": "060 911",
    "BR": "190 192 193",
    "PE": "105 116 117",
    "AR": "100 101 107 911",
    "CL": "131 132 133",
    "AU": "000 106 112",
    "NZ": "111",
    "JP": "110 119",
    "KR": "112 119",
    "CN": "110 119 120",
    "HK": "112 999",
    "IN": "100 101 102 108 112",
    "IL": "100 101 102 112",
    "TR": "110 112 155",
    "RU": "01 02 03 101 102 103 112",
    "UA": "101 102 103 112",
    "ZA": "112 10111 10177",
    "MA": "15 19 177",
    "DZ": "14 17",
    "TN": "190 197 198",
    "EG": "122 123 180",
    "AE": "997 998 999",
    "SA": "112 911 997 999",
    "SG": "993 995 999",
}


@pytest.mark.parametrize(
    ("country", "number"),
    [(country, number) for country, numbers in OF_COUNTRIES.items() for number in numbers.split()],
)
def test_an_emergency_number_of_a_country_is_known_there_and_to_a_visitor(country: str, number: str) -> None:
    for read in (read_number(number, country=country), read_number(number, country="XX", here=country)):
        assert (read.verdict, read.emergency, read.address) == (Verdict.EMERGENCY, number, None)


@pytest.mark.parametrize("everywhere", ["112", "911", "999", "000"])
@pytest.mark.parametrize("country", ["FR", "US", "SE", "NZ", "XX", ""])
def test_what_the_world_knows_is_known_everywhere(everywhere: str, country: str) -> None:
    assert read_number(everywhere, country=country).verdict is Verdict.EMERGENCY


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        (" 1 1 2 ", "FR", "112"),
        ("1-1-2", "FR", "112"),
        ("(911)", "US", "911"),
        ("9.1.1", "US", "911"),
        ("١١٢", "FR", "112"),
        ("１１２", "FR", "112"),
        ("\u202e112\u200b", "FR", "112"),
        ("tel:112", "FR", "112"),
        ("+33 112", "GB", "112"),
        ("+44 999", "FR", "999"),
        ("00 44 999", "FR", "999"),
        ("011 33 15", "US", "15"),
        ("+1 911", "FR", "911"),
    ],
)
def test_it_is_known_in_any_spelling_and_behind_a_prefix(typed: str, country: str, number: str) -> None:
    read = read_number(typed, country=country)
    assert (read.verdict, read.emergency) == (Verdict.EMERGENCY, number)


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("116000", "FR"),
        ("116111", "DE"),
        ("116117", "DE"),
        ("116123", "GB"),
        ("3179", "FR"),
        ("119", "IT"),
        ("0112345678", "FR"),
        ("+33112345678", "GB"),
        ("9112345678", "IN"),
        ("112#", "FR"),
        ("15 rue", "FR"),
    ],
)
def test_a_helpline_or_a_number_that_begins_alike_is_no_emergency(typed: str, country: str) -> None:
    assert read_number(typed, country=country).verdict is not Verdict.EMERGENCY


def test_the_numbers_of_a_country_are_listed_the_well_known_one_first() -> None:
    assert emergency_numbers("FR") == ("112", "15", "17", "18")
    assert emergency_numbers("US")[0] == "911"
    assert emergency_numbers("XX") == ()


@given(st.text(alphabet="0123456789+ -().*#ABCDa", max_size=50), st.sampled_from(["FR", "US", "XX", ""]))
def test_no_text_breaks_it_and_what_it_finds_is_short(text: str, country: str) -> None:
    found = emergency_number(text, (country,))
    assert not found or (found.isdecimal() and 2 <= len(found) <= 6)


@pytest.mark.parametrize(
    ("dialled", "number"), [("112", "112"), ("1-1-2", "112"), ("+33 15", "15"), ("911", "911")]
)
async def test_the_attempt_is_answered_and_nothing_leaves(ready: Desk, dialled: str, number: str) -> None:
    await ready.phone.calls.dial(Address(dialled), number_id=MINE)
    (call,) = ready.state.calls
    assert (call.end, call.peer) == (EndOfCall.EMERGENCY_NOT_SUPPORTED, number)
    assert not ready.engine.told(wire.Dial)


async def test_it_is_answered_during_another_call_too(ready: Desk) -> None:
    first = await ready.phone.calls.dial(THEM, number_id=MINE)
    for_help = await ready.phone.calls.dial(Address("112"), number_id=MINE)
    assert ready.state.call(for_help).end is EndOfCall.EMERGENCY_NOT_SUPPORTED  # type: ignore[union-attr]
    assert ready.state.call(first).is_live  # type: ignore[union-attr]


async def test_the_place_of_the_computer_counts_too(make_desk: MakeDesk) -> None:
    desk = await make_desk("http://127.0.0.1:9").open(region="JP")
    desk.phone.store.apply(NumbersChanged((number(),)))
    desk.register()
    await desk.phone.calls.dial(Address("119"), number_id=MINE)
    assert desk.state.calls[0].end is EndOfCall.EMERGENCY_NOT_SUPPORTED
    assert not desk.engine.told(wire.Dial)


@pytest.mark.parametrize("to", ["112", "15", "+33 17", "999"])
async def test_a_message_to_it_is_refused_with_its_own_word(ready: Desk, to: str) -> None:
    with pytest.raises(Mendable, match="emergency"):
        await ready.phone.messages.send(ready.thread(to), "Help")
    assert ready.state.waiting == 0
