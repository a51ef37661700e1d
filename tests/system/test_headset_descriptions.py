"""A headset's description is read into keys and lamps, and nothing in it is believed."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop.domain.headset import Lamps
from desktop.system.headset.descriptor import LARGEST, DescriptorError, Layout, read_descriptor
from desktop.system.headset.handset import Handset
from tests.system.headsets import (
    ABSOLUTE,
    ARRAY,
    INPUT,
    JABRA_EVOLVE_LINK,
    LATCHING,
    PLAIN_HANDSET,
    PLANTRONICS_BLACKWIRE_5220,
    RELATIVE,
    SENNHEISER_SC_660,
    VOLUME_KEYS,
    application,
    bits,
    item,
    limits,
    page,
    report,
    usages,
)

ALL = [JABRA_EVOLVE_LINK, PLANTRONICS_BLACKWIRE_5220, SENNHEISER_SC_660, PLAIN_HANDSET]


def places(layout: Layout) -> dict[tuple[int, int], tuple[int, int, bool]]:
    """Usage to (report, bit, relative)."""
    fields = (*layout.inputs, *layout.outputs)
    return {f.usages[0]: (f.report_id, f.bit, f.is_relative) for f in fields if not f.is_array}


def test_each_make_is_understood_as_it_lays_out_its_keys_and_lamps() -> None:
    jabra = places(read_descriptor(JABRA_EVOLVE_LINK))
    assert (jabra[0x0B, 0x20], jabra[0x0B, 0x2F]) == ((2, 0, False), (2, 2, True))
    assert (jabra[8, 0x17], jabra[8, 0x09], jabra[8, 0x20]) == ((2, 0, False), (2, 1, False), (2, 3, False))
    plantronics = places(read_descriptor(PLANTRONICS_BLACKWIRE_5220))
    assert (plantronics[0x0B, 0x2F], plantronics[0x0B, 0x20]) == ((8, 0, True), (8, 1, False))
    assert (plantronics[8, 0x17], plantronics[8, 0x18]) == ((0x17, 0, False), (0x18, 0, False))
    sennheiser = places(read_descriptor(SENNHEISER_SC_660))
    assert (sennheiser[0x0B, 0x20], sennheiser[0x0B, 0x26]) == ((8, 1, False), (8, 4, True))
    assert (sennheiser[8, 0x17], sennheiser[8, 0x18], sennheiser[8, 0x20]) == (
        (9, 1, False), (9, 2, False), (9, 5, False),
    )  # fmt: skip
    plain = read_descriptor(PLAIN_HANDSET)
    assert not plain.has_ids
    assert places(plain)[0x0B, 0x2F] == (0, 1, False)


@pytest.mark.parametrize(
    ("description", "all_lit"),
    [
        (JABRA_EVOLVE_LINK, ["020f00"]),
        (PLANTRONICS_BLACKWIRE_5220, ["0901", "1701", "1801", "2001"]),
        (SENNHEISER_SC_660, ["0927"]),
        (PLAIN_HANDSET, []),
    ],
)
def test_lamps_are_lit_by_reports_of_the_right_length(description: bytes, all_lit: list[str]) -> None:
    handset = Handset(read_descriptor(description))
    lamps = Lamps(off_hook=True, ring=True, mute=True, hold=True)
    assert [each.hex() for each in handset.show(lamps, now=0)] == all_lit
    assert handset.show(lamps, now=0) == []


def test_volume_keys_and_what_the_maker_keeps_for_itself_are_no_telephone() -> None:
    assert read_descriptor(VOLUME_KEYS).inputs == ()
    keyboard = application(1, 6, limits(0, 1), page(7), usages(0x04), bits(8, INPUT, ABSOLUTE))
    assert not Handset(read_descriptor(keyboard)).is_telephone
    only_ids = {f.report_id for f in read_descriptor(SENNHEISER_SC_660).inputs}
    assert only_ids == {8}


def test_ranges_pages_in_usages_push_and_pop_and_arrays_are_read() -> None:
    hook_in_full = item(0x08, 0x000B0020, 4)
    pushed = b"\xa4" + page(0x09) + b"\xb4"
    description = application(
        0x0B,
        5,
        report(3),
        limits(0, 1),
        item(0x18, 0x2E) + item(0x28, 0x2F),
        bits(2, INPUT, RELATIVE),
        pushed,
        hook_in_full,
        bits(1, INPUT, LATCHING),
        bits(5, INPUT, 1),
        limits(1, 2),
        usages(0x26, 0x21),
        bits(1, INPUT, ARRAY, size=8),
    )
    layout = read_descriptor(description)
    assert places(layout)[0x0B, 0x2F] == (3, 1, True)
    assert places(layout)[0x0B, 0x20] == (3, 2, False)
    (array,) = [f for f in layout.inputs if f.is_array]
    assert (array.bit, array.size, array.usages, array.minimum) == (8, 8, ((0x0B, 0x26), (0x0B, 0x21)), 1)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (b"\x05", "within an item"),
        (b"\xa1\x01", "not ended"),
        (b"\xc0", "more collections"),
        (b"\xb4", "popped"),
        (b"\xa4" * 40, "pushed"),
        (b"\xa1\x01" * 40, "in one another"),
        (b"\x85\x00", "report id"),
        (b"\x05\x0b\x1a\x00\x00\x2a\xff\xff", "range"),
        (b"\x09\x01" * 500, "usages"),
        (b"\x04" * 3000, "too many items"),
        (b"\x00" * (LARGEST + 1), "too long"),
        (b"\x05\x0b\x09\x05\xa1\x01\x75\xff\x96\xff\xff\x81\x02\xc0", "report that is too long"),
        (b"\x76\xff\xff\x95\x01\x81\x02", "report that is too long"),
        (b"\x0c", "not defined"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(damage: bytes, why: str) -> None:
    with pytest.raises(DescriptorError, match=why):
        read_descriptor(damage)


@given(st.binary(max_size=400))
@example(b"\xfe\xff\xff")
def test_no_bytes_whatever_break_it(data: bytes) -> None:
    try:
        Handset(read_descriptor(data))
    except DescriptorError:
        pass


@settings(max_examples=200)
@given(
    st.sampled_from(ALL),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=6),
    st.lists(st.binary(max_size=70), max_size=8),
)
def test_no_damage_to_a_real_description_and_no_report_breaks_it(
    description: bytes, flips: list[tuple[int, int]], reports: list[bytes]
) -> None:
    damaged = bytearray(description)
    for place, value in flips:
        damaged[place % len(damaged)] = value
    try:
        handset = Handset(read_descriptor(bytes(damaged)))
    except DescriptorError:
        return
    for now, each in enumerate(reports):
        handset.read(each, now=float(now))
        for told in handset.show(Lamps(off_hook=now % 2 == 0), now=float(now)):
            assert len(told) <= 1100
