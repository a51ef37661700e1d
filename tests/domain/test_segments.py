"""The count shown beside the text is the count billed (MSG-5, MSG-6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.segments import Alphabet, Segments, count_segments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments(Alphabet.GSM, 0, 160)),
        ("a" * 160, Segments(Alphabet.GSM, 1, 0)),
        ("a" * 161, Segments(Alphabet.GSM, 2, 306 - 161)),
        ("a" * 306, Segments(Alphabet.GSM, 2, 0)),
        ("a" * 307, Segments(Alphabet.GSM, 3, 459 - 307)),
        ("é" * 160, Segments(Alphabet.GSM, 1, 0)),
        ("ê" + "a" * 69, Segments(Alphabet.UCS2, 1, 0)),
        ("ê" + "a" * 70, Segments(Alphabet.UCS2, 2, 134 - 71)),
        ("ê" + "a" * 133, Segments(Alphabet.UCS2, 2, 0)),
        ("ê" + "a" * 134, Segments(Alphabet.UCS2, 3, 201 - 135)),
    ],
)
def test_the_edges_of_a_segment_are_those_of_the_standard(text: str, expected: Segments) -> None:
    assert count_segments(text) == expected


@pytest.mark.parametrize("character", list("\f^{}\\[~]|€"))
def test_the_ten_extended_characters_take_two_septets(character: str) -> None:
    assert count_segments(character * 80) == Segments(Alphabet.GSM, 1, 0)
    assert count_segments(character * 80 + "a").count == 2


def test_an_escape_is_not_parted_from_its_character() -> None:
    assert count_segments("a" * 152 + "€" + "a" * 151) == Segments(Alphabet.GSM, 2, 0)
    assert count_segments("a" * 152 + "€" + "a" * 152).count == 3


def test_a_surrogate_pair_is_not_parted() -> None:
    assert count_segments("ê" * 66 + "😀" + "ê" * 65) == Segments(Alphabet.UCS2, 2, 0)
    assert count_segments("ê" * 66 + "😀" + "ê" * 66).count == 3


def test_a_lone_surrogate_counts_as_one_unit() -> None:
    assert count_segments("\ud800" * 70) == Segments(Alphabet.UCS2, 1, 0)


@given(st.text(max_size=400), st.text(max_size=20))
def test_more_text_never_takes_fewer_segments(text: str, more: str) -> None:
    assert count_segments(text + more).count >= count_segments(text).count


@given(st.text(alphabet="aé€ê😀", max_size=400))
def test_room_left_is_room_for_as_many_plain_letters(text: str) -> None:
    now = count_segments(text)
    full = count_segments(text + "a" * now.left)
    assert full.alphabet is now.alphabet
    assert full.left == 0 or now.count == 0
    assert full.count == max(1, now.count)
