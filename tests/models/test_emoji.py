"""A message of nothing but a few emoji is drawn larger."""

from __future__ import annotations

import pytest

from ui.models.emoji import is_only_emoji


@pytest.mark.parametrize(
    "text", ["👍", "😀😀😀", " 🎉 🎉\n", "👨‍👩‍👧‍👦", "👍🏽", "❤️", "❤", "🇫🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "☎️", "🏳️‍🌈", "👩🏽‍🚒"]
)
def test_emoji_alone(text: str) -> None:
    assert is_only_emoji(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "ok 👍",
        "👍 ok",
        "1",
        "12#",
        "😀" * 7,
        "©",
        "™",
        "→",
        "\u200d",
        "\ufe0f",
        ":-)",
        "🇫",
        "😀.",
        "😀" * 500,
    ],
)
def test_anything_else_is_a_text(text: str) -> None:
    assert not is_only_emoji(text)
