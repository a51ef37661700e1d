"""A code that is meant to be typed once: found where a message says that it is one, and nowhere else.

A button that offers the wrong number is worse than none: a number counts only beside a word for a code, in
one of the ways in which such messages are written (English, French, Arabic).
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 600
"""Letters: whoever writes more does not send a code."""

_WHOLE = (
    r"(?<![\w.,/:+#°€$£@%-])(?:[a-z]{1,3}-)?"
    r"(?P<number>\d{3}[ -]\d{3}|\d{4,8})"
    r"(?!\w|[.,/:-]\d|[ -]\d|\s?(?:[€$£%°]|(?:eur|euros?|usd|dhs?|mad|min|mn|minutes?|h|heures?|hours?"
    r"|jours?|days?|ans?|years?|km|kg|g|m|pts?|points?|lines?|lignes?|fois|times|people|personnes)\b"
    r"|(?:دقيقة|دقائق|ساعة|يوم|درهم|ريال|دينار|دولار)))"
)
_WORD = (
    r"(?:\b(?:code|passcode|otp|pin)\b"
    r"|\b(?:one[- ]time|temporary|single[- ]use)\s+(?:password|pin|code)\b"
    r"|\bmot\s+de\s+passe\s+(?:à\s+usage\s+unique|temporaire|provisoire|unique)"
    r"|(?:ال|ب|ل|و)?(?:رمز|كود)(?:ك|كم)?|كلمة\s+(?:المرور|السر)\s+(?:لمرة\s+واحدة|المؤقتة))"
)
_NOT_ONCE = re.compile(
    r"\b(?:zip|post(?:al|e|code)?|promo\w*|discount|coupon|voucher|referral|parrainage|r[ée]duction|remise|cadeau|gift"
    r"|dress|area|country|pays|error|erreur|source|bar(?:re)?s?|qr|door|gate|porte\w*|portail|immeuble|b[âa]timent|building"
    r"|digicode|entr[ée]e|digi|status|statut|tracking|suivi|colis|product|produit|article|sort|swift|colou?r|couleur|exit"
    r"|civil|p[ée]nal|route|travail|review|agence|client|guichet|naf|ape|insee|vestimentaire|wi-?fi|alarme?)\b"
    r"|بريدي|خصم|ترويج|منتج|البلد|الدولة|المنطقة|الباب|البوابة|المبنى|العمارة|خطأ|الشحنة",
    re.IGNORECASE,
)
_IS = r"(?:\s*[:=»>-]{1,2}\s*|\s+(?:is|are|est|sera|هو|هي)\s*:?\s*)"
_SPAN = r"(?:[^\d.!?:=\n]{0,48}?)"
_WAYS = tuple(
    re.compile(way, re.IGNORECASE)
    for way in (
        rf"{_WHOLE}{_IS}[^\d.!?\n]{{0,40}}?{_WORD}",  # 123456 is your Acme code
        rf"{_WHOLE}\s+(?:comme|as|for|pour)\s[^\d.!?\n]{{0,30}}?{_WORD}",
        rf"{_WORD}{_SPAN}{_IS}[\"'«\[(*]?\s?{_WHOLE}",  # your code for Acme is: 123456
        rf"{_WORD}\s*[\"'«\[(*]?\s?{_WHOLE}",  # the code 123456
        rf"(?:\b(?:use|enter|type|utilise[rz]?|saisi\w+|entre[rz]|tape[rz]|composez)|استخدم|أدخل|ادخل)\s+{_WHOLE}"
        rf"[^\d.!?\n]{{0,40}}?{_WORD}",
    )
)


def code_in(text: str) -> str:
    """The code, in ASCII digits without a gap; empty where there is none, or where there are two."""
    if len(text) > LONGEST:
        return ""
    written = re.sub(r"https?://\S+|www\.\S+", " ", _in_ascii_digits(text))
    found: set[str] = set()
    for way in _WAYS:
        for match in way.finditer(written):
            around = written[max(0, match.start() - 16) : match.end() + 1]
            if not _NOT_ONCE.search(_beside(written, match)) and not _NOT_ONCE.search(
                around.replace("\n", " ")
            ):
                found.add(re.sub(r"[ -]", "", match.group("number")))
    return found.pop() if len(found) == 1 else ""


def _beside(written: str, match: re.Match[str]) -> str:
    """What follows in the same sentence: "the code is 4521 for the door"."""
    return re.split(r"[.!?\n]", written[match.end() : match.end() + 24], maxsplit=1)[0]


def _in_ascii_digits(text: str) -> str:
    return "".join(
        str(unicodedata.decimal(c)) if not c.isascii() and unicodedata.category(c) == "Nd" else c
        for c in text
    )
