"""Whatever is typed: a verdict, a message that can be sent, or a clear word. Long form: `--long`."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Mendable
from desktop.domain.messages import LONGEST_TEXT
from desktop.services.dialling import country_of, read_number, shown_number
from desktop.services.messages import cleaned

ANY_TEXT = st.text(st.characters(), max_size=200) | st.text(
    st.sampled_from("0123456789+*#()-. ٠١٢٣٤٥٦٧٨٩０１２\u202e\u200b\u200f,;pwext=tel:"), max_size=60
)
COUNTRIES = ["FR", "US", "GB", "IT", "IL", "", "ZZ", "xx", "001"]


def check_number(typed: str, country: str) -> None:
    read = read_number(typed, country=country)
    assert len(read.shown) <= 80
    if read.address is not None:
        assert read.address.isascii()
        assert read.address.removeprefix("+").isdigit()
        assert len(read.address) <= 16
        assert shown_number(read.address, country=country)
        country_of(read.address)
    assert read.can_call == (read.address is not None and read.can_call)


def check_text(text: str) -> None:
    try:
        clean = cleaned(text)
    except Mendable:
        return
    assert 0 < len(clean) <= LONGEST_TEXT
    clean.encode()
    assert "\x00" not in clean
    assert "\r" not in clean
    assert cleaned(clean) == clean


@given(ANY_TEXT, st.sampled_from(COUNTRIES))
@settings(max_examples=300, deadline=None)
def test_any_number_has_a_verdict(typed: str, country: str) -> None:
    check_number(typed, country)


@given(ANY_TEXT)
@settings(max_examples=300, deadline=None)
def test_any_text_is_sent_as_it_can_be_or_refused(text: str) -> None:
    check_text(text)


def pieces(chance: random.Random) -> str:
    parts = [
        "+33",
        "0",
        "6",
        "12",
        "٣",
        "９",
        " ",
        "\u202e",
        "\u200b",
        "*",
        "#",
        "ext",
        "tel:",
        "\ud800",
        "é",
        "112",
    ]
    return "".join(chance.choice(parts) for _ in range(chance.randint(0, 40)))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_many_more_numbers_and_texts() -> None:
    chance = random.Random(31)
    for _ in range(100_000):
        typed = pieces(chance)
        check_number(typed, chance.choice(COUNTRIES))
        check_text(typed)


def test_a_key_of_the_dialler_takes_less_than_a_millisecond() -> None:
    read_number("+33612345678", country="FR")  # the tables of these countries are read once
    read_number("0612345678", country="FR")
    typed = [number[:n] for number in ("+33698765432", "0187654321", "0033145678901") for n in range(1, 14)]
    began = time.thread_time()
    for each in typed:
        read_number(each, country="FR")
    assert (time.thread_time() - began) / len(typed) < 0.001
