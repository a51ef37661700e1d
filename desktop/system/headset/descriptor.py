"""A HID report descriptor, read into the fields that matter to a telephone (HID 1.11, section 6.2.2).

It comes from a device, so nothing in it is believed: every count is bounded, and what makes no sense raises
`DescriptorError` and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

TELEPHONY = 0x0B
LED = 0x08

LARGEST = 4096
"""Bytes; HID allows 65,535, the largest headset known has about 900."""
MOST_ITEMS = 2048
DEEPEST = 16
MOST_USAGES = 256
LARGEST_REPORT = 8192
"""Bits."""

_INPUT, _OUTPUT, _COLLECTION, _FEATURE, _END = 0x8, 0x9, 0xA, 0xB, 0xC
_LONG = 0xFE


class DescriptorError(ValueError):
    """The device describes itself in a way that makes no sense."""


@dataclass(frozen=True, slots=True)
class Field:
    """Some bits of a report, all meaning alike."""

    report_id: int
    """0 where reports have no ids."""
    bit: int
    """Where it begins, counted behind the id."""
    size: int
    """Bits of one value."""
    usages: tuple[tuple[int, int], ...]
    """(page, usage): one for a variable field; for an array, those that a value may name."""
    is_array: bool
    is_relative: bool
    is_momentary: bool
    """It goes back by itself, as a button does ("preferred state")."""
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    inputs: tuple[Field, ...]
    outputs: tuple[Field, ...]
    has_ids: bool
    output_bits: tuple[tuple[int, int], ...]
    """Report id and how many bits the output report of that id has."""


@dataclass(slots=True)
class _Globals:
    page: int = 0
    minimum: int = 0
    maximum: int = 0
    size: int = 0
    count: int = 0
    report_id: int = 0


@dataclass(slots=True)
class _Reading:
    now: _Globals = field(default_factory=_Globals)
    kept: list[_Globals] = field(default_factory=list)
    usages: list[tuple[int, int]] = field(default_factory=list)
    first: tuple[int, int] | None = None
    collections: list[bool] = field(default_factory=list)
    """For each open one, whether it belongs to a telephone."""
    inputs: list[Field] = field(default_factory=list)
    outputs: list[Field] = field(default_factory=list)
    ends: dict[tuple[int, int], int] = field(default_factory=dict)
    """Bits so far, by kind and report id; the ids of all collections count."""
    has_ids: bool = False


def read_descriptor(data: bytes) -> Layout:
    """What of `data` is a telephone's. Raises `DescriptorError`."""
    if len(data) > LARGEST:
        raise DescriptorError("too long")
    reading = _Reading()
    at = items = 0
    while at < len(data):
        items += 1
        if items > MOST_ITEMS:
            raise DescriptorError("too many items")
        prefix = data[at]
        if prefix == _LONG:  # section 6.2.2.3: none is defined
            at += 3 + (data[at + 1] if at + 1 < len(data) else 0)
            continue
        length = (0, 1, 2, 4)[prefix & 3]
        value = data[at + 1 : at + 1 + length]
        if len(value) < length:
            raise DescriptorError("it ends within an item")
        at += 1 + length
        _take(reading, prefix >> 2 & 3, prefix >> 4, value)
    if reading.collections:
        raise DescriptorError("a collection is not ended")
    bits = tuple((key[1], end) for key, end in sorted(reading.ends.items()) if key[0] == _OUTPUT)
    return Layout(tuple(reading.inputs), tuple(reading.outputs), reading.has_ids, bits)


def _take(reading: _Reading, kind: int, tag: int, value: bytes) -> None:
    match kind:
        case 0:
            _main(reading, tag, int.from_bytes(value, "little"))
            reading.usages.clear()
            reading.first = None
        case 1:
            _global(reading, tag, value)
        case 2:
            _local(reading, tag, value)
        case _:
            raise DescriptorError("an item of a kind that is not defined")


def _global(reading: _Reading, tag: int, value: bytes) -> None:
    now, number = reading.now, int.from_bytes(value, "little")
    match tag:
        case 0x0:
            now.page = number & 0xFFFF
        case 0x1:
            now.minimum = int.from_bytes(value, "little", signed=True)
        case 0x2:
            now.maximum = int.from_bytes(value, "little", signed=True)
        case 0x7:
            now.size = number
        case 0x8:
            if not 1 <= number <= 255:
                raise DescriptorError("a report id that can't be one")
            now.report_id = number
            reading.has_ids = True
        case 0x9:
            now.count = number
        case 0xA:
            if len(reading.kept) >= DEEPEST:
                raise DescriptorError("too much is pushed")
            reading.kept.append(replace(now))
        case 0xB:
            if not reading.kept:
                raise DescriptorError("more is popped than was pushed")
            reading.now = reading.kept.pop()
        case _:
            pass  # physical limits and units


def _local(reading: _Reading, tag: int, value: bytes) -> None:
    number = int.from_bytes(value, "little")
    # With four bytes the page is in the usage itself (section 6.2.2.8).
    usage = (number >> 16, number & 0xFFFF) if len(value) == 4 else (reading.now.page, number)
    match tag:
        case 0x0:
            reading.usages.append(usage)
        case 0x1:
            reading.first = usage
        case 0x2 if reading.first is not None:
            page, first = reading.first
            if not first <= usage[1] < first + MOST_USAGES:
                raise DescriptorError("a range of usages that is too long")
            reading.usages += [(page, each) for each in range(first, usage[1] + 1)]
            reading.first = None
        case _:
            pass  # designators, strings, delimiters
    if len(reading.usages) > MOST_USAGES:
        raise DescriptorError("too many usages")


def _main(reading: _Reading, tag: int, flags: int) -> None:
    match tag:
        case 0xA:
            if len(reading.collections) >= DEEPEST:
                raise DescriptorError("too many collections in one another")
            inside = bool(reading.collections and reading.collections[-1])
            page = reading.usages[-1][0] if reading.usages else reading.now.page
            # A telephone's own collections may hold others; an application is judged by itself.
            reading.collections.append(page == TELEPHONY if flags == 1 else inside)
        case 0xC:
            if not reading.collections:
                raise DescriptorError("more collections end than began")
            reading.collections.pop()
        case 0x8 | 0x9 | 0xB:
            _fields(reading, tag, flags)
        case _:
            raise DescriptorError("a main item that is not defined")


def _fields(reading: _Reading, tag: int, flags: int) -> None:
    now = reading.now
    key = (tag, now.report_id)
    begin = reading.ends.get(key, 0)
    end = begin + now.size * now.count
    if now.size > 1024 or now.count > LARGEST_REPORT or end > LARGEST_REPORT:
        raise DescriptorError("a report that is too long")
    reading.ends[key] = end
    is_constant, is_variable = bool(flags & 1), bool(flags & 2)
    in_telephone = bool(reading.collections and reading.collections[-1])
    if (is_constant and not reading.usages) or not in_telephone or tag == _FEATURE or not 1 <= now.size <= 32:
        return
    found = reading.inputs if tag == _INPUT else reading.outputs
    for index in range(now.count if reading.usages else 0):
        if is_variable:
            usages: tuple[tuple[int, int], ...] = (reading.usages[min(index, len(reading.usages) - 1)],)
        else:
            usages = tuple(reading.usages)
        made = Field(
            now.report_id,
            begin + index * now.size,
            now.size,
            usages,
            is_array=not is_variable,
            is_relative=bool(flags & 4),
            is_momentary=not flags & 0x20,
            minimum=now.minimum,
        )
        found.append(made)
