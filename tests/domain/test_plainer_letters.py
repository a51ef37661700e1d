"""What makes a message dearer is found, and only what says the same stands in for it (MSG-5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.lettering import Sort, dear_characters, plainer
from desktop.domain.segments import Alphabet, alphabet_of, count_segments

LONG = "I will be there at about seven, or a little later if the train is late. "


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("It’s", "It's"),
        ("“so”", '"so"'),
        ("« oui »", '" oui "'),
        ("a – b — c", "a - b - c"),
        ("well…", "well..."),
        ("3\u202f000\u00a0€", "3 000 €"),
        ("cœur, Œuvre", "coeur, OEuvre"),
        ("fête, ça, garçon", "fete, ca, garcon"),
        ("zero\u200bwidth", "zerowidth"),
    ],
)
def test_what_says_the_same_stands_in(written: str, plain: str) -> None:
    offer = plainer(LONG + written)
    assert offer is not None
    assert offer.text == LONG + plain
    assert offer.segments == 1
    assert offer.saved == 1


@pytest.mark.parametrize(
    "text", ["", "plain", LONG + "plain", "It’s", LONG + "مرحبا", LONG + "привет", LONG + "🙂 it’s"]
)
def test_nothing_is_offered_where_nothing_is_saved_or_something_would_be_lost(text: str) -> None:
    assert plainer(text) is None


def test_a_script_that_needs_more_is_not_to_blame() -> None:
    assert dear_characters("مرحبا بك") == ()
    assert dear_characters("Это “всё”") == ()


@pytest.mark.parametrize("sign", ["°", "½", "²", "ª"])
def test_a_sign_is_to_blame_and_none_stands_in_that_says_something_else(sign: str) -> None:
    text = LONG + "20" + sign
    assert plainer(text) is None
    assert all(each.sort is not Sort.PICTURE for each in dear_characters(text))


def test_the_characters_to_blame_are_named_with_their_places() -> None:
    text = "Yes… it’s ❤️"
    found = dear_characters(text)
    assert [(text[d.place], d.sort) for d in found] == [
        ("…", Sort.ELLIPSIS),
        ("’", Sort.QUOTE),
        ("❤", Sort.PICTURE),
        ("\ufe0f", Sort.PICTURE),
    ]


@given(st.text(st.sampled_from("ab é’“…—œêçł\u00a0\u200b€ñЯم🙂n\u0303"), max_size=300))
def test_an_offer_is_always_cheaper_and_in_the_shared_alphabet(text: str) -> None:
    offer = plainer(text)
    if offer is not None:
        assert alphabet_of(offer.text) is Alphabet.GSM
        assert count_segments(offer.text).count == offer.segments < count_segments(text).count
        assert plainer(offer.text) is None
    dear = dear_characters(text)
    if alphabet_of(text) is Alphabet.GSM:
        assert dear == ()
    for each in dear:
        assert text[each.place] == each.character
