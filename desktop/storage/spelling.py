"""One spelling for what is compared: no case, no accents, and the digits of every script as 0 to 9."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    """Without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())


def part_of_number(text: str) -> str:
    """What stands in an E.164 address where `text` is a number or the middle of one; else empty.

    `06 12`, `+33 6 12`, `0033 6 12` and `+33 (0)6 12` all lead to the same numbers, in any script's digits.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    plain = plain.strip()
    if not re.fullmatch(r"[\d\s().+/\-\u2010-\u2015]+", plain):
        return ""
    found = digits(plain)
    if re.match(r"\+|\s*0\s*0", plain) or "(0)" in re.sub(r"\s", "", plain):
        found = digits(re.sub(r"\(\s*\d\s*\)", lambda m: "" if digits(m[0]) == "0" else m[0], plain))
        return "+" + found.removeprefix("00") if len(found) > 1 else ""
    if len(found) > 3:
        found = found.removeprefix("0")
    return found if len(found) > 1 else ""
