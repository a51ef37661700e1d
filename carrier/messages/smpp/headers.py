"""Which part of a long message this is: by user data header or by sar_* tags."""

from __future__ import annotations

from dataclasses import dataclass

from carrier.messages.smpp.pdu import Tag

USER_DATA_HEADER = 0x40
"""The bit of esm_class that says that the body begins with headers."""
_CONCATENATION_8 = 0x00
_CONCATENATION_16 = 0x08


@dataclass(frozen=True, slots=True)
class Part:
    reference: int
    total: int
    number: int
    """From 1."""


def write_header(part: Part) -> bytes:
    return bytes([5, _CONCATENATION_8, 3, part.reference & 0xFF, part.total, part.number])


def write_tags(part: Part) -> dict[int, bytes]:
    return {
        Tag.SAR_REFERENCE: (part.reference & 0xFFFF).to_bytes(2, "big"),
        Tag.SAR_TOTAL: bytes([part.total]),
        Tag.SAR_PART: bytes([part.number]),
    }


def take_header(body: bytes, esm_class: int, tags: dict[int, bytes]) -> tuple[Part | None, bytes]:
    """The part, where it is one, and what is left of the body. What can't be (part 3 of 2) is no part."""
    part = _by_tags(tags)
    if not esm_class & USER_DATA_HEADER or not body:
        return part, body
    size = body[0]
    return part or _by_header(body[1 : 1 + size]), body[1 + size :]


def _by_header(header: bytes) -> Part | None:
    at = 0
    while at + 2 <= len(header):
        kind, size = header[at], header[at + 1]
        value = header[at + 2 : at + 2 + size]
        at += 2 + size
        if kind == _CONCATENATION_8 and size == len(value) == 3:
            return _sound(value[0], value[1], value[2])
        if kind == _CONCATENATION_16 and size == len(value) == 4:
            return _sound(int.from_bytes(value[:2], "big"), value[2], value[3])
    return None


def _by_tags(tags: dict[int, bytes]) -> Part | None:
    reference, total, number = (
        tags.get(tag, b"") for tag in (Tag.SAR_REFERENCE, Tag.SAR_TOTAL, Tag.SAR_PART)
    )
    if not (reference and total and number):
        return None
    return _sound(*(int.from_bytes(each[-2:], "big") for each in (reference, total, number)))


def _sound(reference: int, total: int, number: int) -> Part | None:
    return Part(reference, total, number) if 1 < total <= 255 and 1 <= number <= total else None
