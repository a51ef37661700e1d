"""A card that a stranger sent: names and numbers, and nothing else is believed or fetched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import Mendable
from desktop.services.visiting_card import LARGEST, read_card

CARD = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Martin;L\xc3\xa9a;;;\r\nFN:L\xc3\xa9a Martin\r\n"
    b"TEL;TYPE=CELL:06 12 34 56 78\r\n"
)
ROBIN = [("+33199000001", "mobile")]


@pytest.mark.parametrize(
    ("body", "name", "numbers"),
    [
        (CARD, "Léa Martin", [("+33612345678", "mobile")]),
        (CARD.replace(b"FN:L\xc3\xa9a Martin\r\n", b""), "Léa Martin", [("+33612345678", "mobile")]),
        (
            b"BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Martin;L=C3=A9a\nTEL;WORK:0199000001\n",
            "Léa Martin",
            [("+33199000001", "work")],
        ),
        (
            b"BEGIN:VCARD\nTEL:+33199000001\nTEL:+33 1 99 00 00 01\n",
            "+33199000001",
            ROBIN,
        ),
        (
            b"BEGIN:VCARD\nFN:A \xe2\x80\xaeevil\nitem1.TEL;VALUE=uri:tel:+33199000001\n",
            "A evil",
            ROBIN,
        ),
        (
            b"BEGIN:VCARD\nFN:Lo\n ng\nPHOTO:file:///etc/passwd\nTEL:+33199000001\nEND:VCARD\nTEL:+33199000002\n",
            "Long",
            ROBIN,
        ),
        (
            "\ufeffBEGIN:VCARD\nFN:Été\nTEL:+33199000001\n".encode("utf-16-le"),
            "Été",
            ROBIN,
        ),
    ],
)
def test_a_card_is_a_name_and_numbers(body: bytes, name: str, numbers: list[tuple[str, str]]) -> None:
    contact = read_card(body, country="FR")
    assert contact.name == name
    assert [(phone.address, phone.label) for phone in contact.phones] == numbers


@pytest.mark.parametrize(
    "body", [b"", b"\x00" * 99, b"BEGIN:VCARD\nFN:Nobody\nTEL:112\n", b"BEGIN:VCARD\n" * 3000]
)
def test_what_holds_no_number_is_no_contact(body: bytes) -> None:
    with pytest.raises(Mendable, match="file-not-shown"):
        read_card(body, country="FR")


def test_a_card_that_is_too_long_is_not_read() -> None:
    with pytest.raises(Mendable, match="file-too-much"):
        read_card(bytes(LARGEST + 1), country="FR")


@given(st.binary(max_size=600))
def test_whatever_stands_in_it_is_no_trouble(rest: bytes) -> None:
    after = rest.replace(b"TEL", b"").replace(b"\x00", b"")
    if after[:1] in (b" ", b"\t"):  # a blank goes on with the line before, which is the number's
        after = b"NOTE:" + after
    contact = read_card(CARD + after, country="FR")
    assert len(contact.name) <= 80
    assert contact.phones
