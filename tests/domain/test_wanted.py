"""What is found by what, without an index: spelling, numbers, scripts; more letters never find more."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.wanted import holds, spans, wanted

TEXT = (
    "L'École: rendez-vous au +33 (0)6 12 34 56 78 ou 07 11 22 33 44, le 26/11/2026. 東京都へ行く 👍🏽 don't"
    " مُحَمَّدٌ في المدرسـة الأُولى، ۱۲۳ Straße สวัสดีครับ"
)


@pytest.mark.parametrize(
    "query",
    [
        "ecole", "ÉCOLE", "l'ecole", "l’école", "lecole", "éco", "rendez", "vous", "rendez vous",
        "rendezvous", "RENDEZ\u2011VOUS",
        "06 12", "0612345678", "+33 6 12", "+33612345678", "0033 6 12 34", "+33 (0)6 12",
        "٠٦١٢٣٤", "06.12.34.56.78", "+33711", "0711", "26 11 2026", "2026", "محمد", "المدرسه", "المدرسة",
        "الاولى", "123", "۱۲۳", "東京", "京都", "都", "行く", "👍", "👍🏻", "dont", "don't", "strasse",
        "สวัสดี", "ครับ", "東京都へ", "ecole rendez 👍",
    ],
)  # fmt: skip
def test_however_it_is_spelled_it_is_found(query: str) -> None:
    look = wanted(query)
    assert holds(TEXT, look, calling="33")
    assert spans(TEXT, look)


@pytest.mark.parametrize(
    "query", ["ecoles", "cole", "612 99", "+44 6 12", "都東", "京東", "don x", "👎", "مدرسة"]
)
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert not holds(TEXT, wanted(query), calling="33")


@pytest.mark.parametrize("query", ["", "   ", "\x00", "'\"*()", "+", "-", ".", "\u0640", "\ud800", "…"])
def test_a_query_without_a_word_asks_for_nothing(query: str) -> None:
    assert wanted(query).is_nothing
    assert spans(TEXT, wanted(query)) == ()


def test_what_is_found_is_marked_where_it_stands() -> None:
    text = "Été à l’École, 06 12 34 56 78"
    assert [text[start:end] for start, end in spans(text, wanted("ete ecole"))] == ["Été", "École"]
    assert [text[start:end] for start, end in spans(text, wanted("+33612345678"))] == ["06 12 34 56 78"]


letters = (
    st.sampled_from(list("aeé 'ö-0123+(). /東京都ア한ß\u0301\u0640أاةه٠٦x😀👍🏽&*\"\x00")) | st.characters()
)
texts = st.text(letters, max_size=24)


@given(texts, texts, st.integers(0, 24), st.integers(0, 24))
def test_a_longer_query_never_finds_more(query: str, text: str, start: int, count: int) -> None:
    for longer in (query, text[start : start + count]):
        if holds(text, wanted(longer), calling="33"):
            for end in range(1, len(longer)):
                shorter = wanted(longer[:end])
                assert shorter.is_nothing or holds(text, shorter, calling="33"), longer[:end]


@given(texts, st.integers(0, 24))
def test_a_text_is_found_by_its_beginning(text: str, end: int) -> None:
    look = wanted(text[:end])
    assert look.is_nothing or holds(text, look, calling="33")
    places = spans(text, look)
    assert all(0 <= first < last <= len(text) for first, last in places)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(places))
