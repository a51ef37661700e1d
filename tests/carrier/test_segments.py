from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.messages.segments import Encoding, measure


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 159 + "€", 2),
        ("ç" * 70, 1),
        ("ç" * 71, 2),
        ("م" * 70, 1),
        ("م" * 71, 2),
        ("م" * 134, 2),
        ("م" * 135, 3),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
        ("a" * 1600, 11),
    ],
)
def test_a_text_costs_as_many_segments_as_the_standard_says(text: str, segments: int) -> None:
    assert measure(text).segments == segments


@pytest.mark.parametrize("extended", "\f^{}\\[~]|€")
def test_the_ten_extension_characters_take_two_septets(extended: str) -> None:
    size = measure(extended)
    assert (size.encoding, size.units) == (Encoding.GSM, 2)


def test_an_extension_character_is_not_parted_by_the_edge_of_a_segment() -> None:
    # 152 septets and a pair are 154, one too many for the first part: the pair moves on, 306 need three.
    text = "a" * 152 + "€" + "a" * 152
    assert measure(text).units == 306
    assert measure(text).segments == 3


def test_a_surrogate_pair_is_not_parted_by_the_edge_of_a_segment() -> None:
    assert measure("م" * 66 + "🙂" + "م" * 66).segments == 3


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=500))
def test_a_longer_text_never_costs_less(text: str) -> None:
    sizes = [measure(text[:length]) for length in range(len(text) + 1)]
    for shorter, longer in pairwise(sizes):
        if shorter.encoding is longer.encoding:
            assert shorter.segments <= longer.segments
