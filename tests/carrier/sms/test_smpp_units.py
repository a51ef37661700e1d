"""What is read from the wire and written to it, whatever it holds."""

from __future__ import annotations

import random
import string

import pytest
import smpp34
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import String

from carrier.messages import gsm
from carrier.messages.addresses import read_sender
from carrier.messages.outside import WrongSettings, sms_settings
from carrier.messages.segments import measure
from carrier.messages.smpp import headers, pdu, receipts, text
from carrier.messages.smpp.settings import LongTexts, SmppSettings
from carrier.store.sms_tables import EarlyReceipt

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
gsm_text = st.text(st.sampled_from(string.printable[:-5] + "€^{}[]~|éèùà£¥@"), max_size=700)


@given(any_text | gsm_text)
def test_a_text_is_cut_as_it_is_billed_and_reads_as_it_was_written(written: str) -> None:
    made = text.write(written)
    assert len(made.parts) == measure(written).segments
    assert all(len(part) <= 160 for part in made.parts)
    joined = [text.read(part, made.coding) for part in made.parts]
    assert "".join(part or "" for part in joined) == written.replace("\0", "")


@pytest.mark.parametrize(("count", "parts"), [(160, 1), (161, 2), (306, 2), (307, 3)])
def test_segment_edges_of_the_basic_alphabet(count: int, parts: int) -> None:
    assert len(text.write("a" * count).parts) == parts


@given(st.binary(max_size=300), st.integers(0, 255))
def test_octets_of_any_coding_are_read_without_a_stumble(octets: bytes, coding: int) -> None:
    found = text.read(octets, coding)
    assert found is None or "\0" not in found


@given(st.binary(max_size=60), st.dictionaries(st.sampled_from([0x20C, 0x20E, 0x20F]), st.binary(max_size=3)))
def test_headers_say_a_part_that_can_be_or_none(octets: bytes, tags: dict[int, bytes]) -> None:
    part, _ = headers.take_header(octets, headers.USER_DATA_HEADER, tags)
    assert part is None or 1 <= part.number <= part.total <= 255


def test_damaged_units_are_read_or_left() -> None:
    dice = random.Random(7)
    whole = smpp34.DeliverSm(
        "Colis-Point",
        "33612345678",
        b"id:12 stat:DELIVRD",
        esm_class=4,
        tlvs=[smpp34.Tlv(0x1E, b"12\0"), smpp34.Tlv(0x427, b"\x02"), smpp34.Tlv(0x424, b"payload")],
    ).encode()
    read = 0
    for _ in range(3_000):
        octets = bytearray(whole)
        for _ in range(dice.randint(1, 8)):
            octets[dice.randrange(16, len(octets))] = dice.randrange(256)
        octets = octets[: dice.randrange(16, len(octets) + 1)]
        octets[0:4] = len(octets).to_bytes(4, "big")
        unit = pdu.read_deliver(bytes(octets))
        if unit is not None:
            read += 1
            receipts.same_ids(receipts.read_receipt(unit).network_id)
            read_sender(unit.source, unit.source_ton, recipient=unit.destination)
            text.read(headers.take_header(unit.body, unit.esm_class, unit.tags)[1], unit.coding)
    assert 0 < read < 3_000


@given(st.text(max_size=25), st.integers(0, 255), st.text(max_size=20))
def test_no_sender_passes_for_another(source: str, ton: int, recipient: str) -> None:
    found = read_sender(source, ton, recipient=recipient)
    if found is not None and ton == 5:
        assert not found.lstrip("+").isdigit()


def test_the_extension_is_read_and_what_it_lacks_is_its_basic_character() -> None:
    assert gsm.decode(b"\x1be\x1bz\x1b\x1b\x1b") == "€z "


@pytest.mark.parametrize(
    "where",
    [
        "ftp://x",
        "smpp://host",
        "smpp://a@host:99999",
        "smpp://a@host?window=0",
        "smpp://a@host?query=perhaps",
        "smpp://a@host?long=short",
        "smpp://a@host?colour=red",
        "smpp://a@host?alphabet=runes",
        "smpp://[",
    ],
)
def test_settings_that_cannot_be_are_refused_with_words(
    tmp_path_factory: pytest.TempPathFactory, where: str
) -> None:
    secret = tmp_path_factory.mktemp("secret") / "file"
    secret.write_text("s")
    with pytest.raises(WrongSettings) as refused:
        sms_settings({"FIVELINE_SMS": where, "FIVELINE_SMS_SECRET_FILE": str(secret)})
    assert str(refused.value)


def test_settings_from_the_environment(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "file"
    where = {"FIVELINE_SMS": "smpps://me%40x@sms.example:3000?long=tags&window=5&query=no&alphabet=latin-1"}
    for said in ({}, {"FIVELINE_SMS_SECRET_FILE": str(secret)}):
        with pytest.raises(WrongSettings):
            sms_settings(where | said)
    secret.write_text("pass\n")
    found = sms_settings(where | {"FIVELINE_SMS_SECRET_FILE": str(secret)})
    assert isinstance(found, SmppSettings)
    assert (found.host, found.port, found.tls, found.system_id, found.password) == (
        "sms.example",
        3000,
        True,
        "me@x",
        "pass",
    )
    assert (found.long_texts, found.window, found.asked_after) == (LongTexts.TAGS, 5, None)
    assert found.default_coding == "latin-1"
    assert "pass" not in repr(found)
    assert sms_settings({}) is None


def test_a_receipt_for_an_address_that_nobody_has_can_be_kept() -> None:
    unit = pdu.ShortMessage(
        source="3" * 60,
        source_ton=1,
        destination="4" * 60,
        destination_ton=1,
        esm_class=receipts.RECEIPT,
        coding=0,
        body=b"id:" + b"7" * 100 + b" stat:DELIVRD",
        tags={},
    )
    read = receipts.read_receipt(unit)
    columns = EarlyReceipt.__table__.columns
    for name in ("network_id", "sender", "recipient", "fate"):
        kind = columns[name].type
        assert isinstance(kind, String)
        assert len(getattr(read, name)) <= (kind.length or 0)
