"""The GSM 7-bit default alphabet and its extension (3GPP TS 23.038, 6.2.1), an octet a septet as in SMPP."""

from __future__ import annotations

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
_ESCAPE = 0x1B
_CODES = {character: bytes([code]) for code, character in enumerate(_BASIC) if code != _ESCAPE} | {
    character: bytes([_ESCAPE, code]) for character, code in _EXTENSION.items()
}
_EXTENDED = {code: character for character, code in _EXTENSION.items()}


def encode(character: str) -> bytes:
    """One character, in one septet or two. Raises `KeyError` where the alphabet has it not."""
    return _CODES[character]


def decode(octets: bytes) -> str:
    """Whatever comes. An escape into a table that we do not have shows the basic character (TS 23.038)."""
    text: list[str] = []
    escaped = False
    for octet in octets:
        code = octet & 0x7F
        if escaped:
            text.append(_EXTENDED.get(code) or _BASIC[code].replace("\x1b", " "))
            escaped = False
        elif code == _ESCAPE:
            escaped = True
        else:
            text.append(_BASIC[code])
    return "".join(text)
