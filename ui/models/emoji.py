"""Whether a message says nothing but emoji: it is drawn larger then."""

from __future__ import annotations

import re

MOST = 6
"""Emoji that are drawn larger; a row of them is a text again."""

# UTS 51: a picture, or a flag, or a keycap, with its skin tone, joined to others where it is a family.
# Pictures that are text by default (©, ™, digits) count only with the selector that makes them emoji.
_PICTURE = (
    "(?:[\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7f0"
    "\U0001f900-\U0001f9ff\U0001fa70-\U0001faff\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a"
    "\u231a\u231b\u23e9-\u23f3\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5"
    "\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\u2764]\ufe0f?|[\u00a9\u00ae\u2122\u203c-\u3299]\ufe0f)"
    "[\U0001f3fb-\U0001f3ff]?"
)
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}|\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f"
_KEYCAP = "[0-9#*]\ufe0f?\u20e3"
_ONE = f"(?:{_PICTURE}(?:\u200d{_PICTURE}){{0,5}}|{_FLAG}|{_KEYCAP})"
_FEW = re.compile(rf"\s*(?:{_ONE}\s*){{1,{MOST}}}")


def is_only_emoji(text: str) -> bool:
    return len(text) <= MOST * 16 and _FEW.fullmatch(text) is not None
