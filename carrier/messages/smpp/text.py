"""Texts as SMPP has them: which alphabet, cut into parts as they are billed, and read back."""

from __future__ import annotations

from dataclasses import dataclass

from carrier.messages import gsm
from carrier.messages.segments import Encoding, measure

GSM = 0x00
LATIN_1 = 0x03
UCS2 = 0x08
_BINARY = frozenset({0x02, 0x04})
_OTHER_CODECS = {0x01: "ascii", LATIN_1: "latin-1", 0x05: "shift_jis", 0x06: "iso8859-5", 0x07: "iso8859-8"}
_LONGEST = 40_000


@dataclass(frozen=True, slots=True)
class Written:
    coding: int
    parts: tuple[bytes, ...]


def write(text: str) -> Written:
    """As many parts as `measure` counts. Escapes and surrogate pairs are never parted."""
    if measure(text).encoding is Encoding.GSM:
        return Written(GSM, _cut([gsm.encode(c) for c in text], whole=160, part=153))
    return Written(UCS2, _cut([c.encode("utf-16-be") for c in text], whole=140, part=134))


def _cut(characters: list[bytes], *, whole: int, part: int) -> tuple[bytes, ...]:
    if sum(map(len, characters)) <= whole:
        return (b"".join(characters),)
    parts: list[bytearray] = [bytearray()]
    for character in characters:
        if len(parts[-1]) + len(character) > part:
            parts.append(bytearray())
        parts[-1] += character
    return tuple(bytes(each) for each in parts)


def read(octets: bytes, coding: int, *, default: str = "gsm") -> str | None:
    """The text, whatever it takes; None where it is binary (a ringtone, a WAP push).

    `default` is what the SMS centre means by coding 0. National shift tables show their basic characters.
    """
    match _alphabet(coding):
        case "binary":
            return None
        case "default" if default == "gsm":
            text = gsm.decode(octets)
        case "default":
            text = octets.decode(default, "replace")
        case "gsm":
            text = gsm.decode(octets)
        case "ucs-2":
            text = octets[: len(octets) & ~1].decode("utf-16-be", "replace")
        case codec:
            text = octets.decode(codec, "replace")
    return text.replace("\0", "")[:_LONGEST]


def _alphabet(coding: int) -> str:
    if coding == GSM:
        return "default"
    if coding == UCS2:
        return "ucs-2"
    if coding in _BINARY:
        return "binary"
    if coding in _OTHER_CODECS:
        return _OTHER_CODECS[coding]
    if coding & 0xF0 == 0xF0:  # a message class (TS 23.038, section 4)
        return "binary" if coding & 0x04 else "gsm"
    if 0x10 <= coding < 0x80:
        if coding & 0x20:  # compressed, which nobody sends
            return "binary"
        return ("gsm", "binary", "ucs-2", "gsm")[coding >> 2 & 0x03]
    if coding & 0xF0 in (0xC0, 0xD0):
        return "gsm"
    return "ucs-2" if coding & 0xF0 == 0xE0 else "latin-1"
