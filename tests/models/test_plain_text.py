"""Text from outside is shown as plain text, bounded, and moves nothing beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.models.links import links_in, true_host
from ui.models.plain import MOST_MARKS, one_line, plain, runs_right_to_left, shows_nothing


@given(st.text(st.characters(), max_size=200))
def test_any_text_can_be_shown(text: str) -> None:
    shown = plain(text)
    shown.encode("utf-8")  # no lone surrogate is left
    assert "\x00" not in shown
    assert "\u202e" not in shown
    assert len(one_line(text)) <= 200
    assert "\n" not in one_line(text)


def test_a_thousand_combining_marks_are_bounded() -> None:
    assert len(plain("a" + "\u0301" * 1000)) == 1 + MOST_MARKS


def test_direction_overrides_are_taken_out() -> None:
    assert plain("\u202egpj.exe") == "gpj.exe"


def test_every_kind_of_line_break_is_one() -> None:
    assert plain("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


def test_emoji_families_stay_whole() -> None:
    assert plain("👩‍👩‍👧‍👦 👍🏽 ❤️") == "👩‍👩‍👧‍👦 👍🏽 ❤️"


@pytest.mark.parametrize("text", ["", " ", "\u200b\u200d", "\u2060\ufeff"])
def test_only_invisible_characters_show_nothing(text: str) -> None:
    assert shows_nothing(text)


@pytest.mark.parametrize(("text", "rtl"), [("12 عم", True), ("a عم", False), ("123", False), ("שלום", True)])
def test_direction_follows_the_first_strong_letter(text: str, rtl: bool) -> None:
    assert runs_right_to_left(text) is rtl


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://bank.example@evil.example/login", "evil.example"),
        ("https://аpple.com/", "xn--pple-43d.com"),
        ("https://Example.COM:8443/x", "example.com"),
        ("https://[::1", ""),
        ("http://localhost/", ""),
    ],
)
def test_a_link_tells_its_true_host(url: str, host: str) -> None:
    assert true_host(url) == host


def test_only_web_links_are_links() -> None:
    text = "See https://example.org/a, www.example.org. and file:///etc/passwd or javascript:alert(1)"
    assert [link.url for link in links_in(text)] == ["https://example.org/a", "https://www.example.org"]
    assert [text[link.start : link.end] for link in links_in(text)] == [
        "https://example.org/a",
        "www.example.org",
    ]
