"""What is read from whole SIP messages, which bear words of strangers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.voice import headers

INVITE = (
    "INVITE sip:device@device.invalid SIP/2.0\r\n"
    'f: "Jean \\"le Rouge\\" Dupont" <sip:+33612345678@carrier>;tag=1\r\n'
    "To: <sip:+33970000001@carrier>\r\n"
    "Session-ID: 0123456789abcdef0123456789abcdef;remote=00000000000000000000000000000000\r\n"
    "Subject: folded\r\n over lines\r\n"
    "\r\n"
    "To: <sip:+33999999999@body>\r\n"
)


def test_compact_and_folded_headers_are_read_and_the_body_is_not() -> None:
    assert headers.address(headers.first(INVITE, "From")) == (
        'Jean "le Rouge" Dupont',
        "sip:+33612345678@carrier",
    )
    assert headers.values(INVITE, "to") == ["<sip:+33970000001@carrier>"]
    assert headers.first(INVITE, "subject") == "folded over lines"


def test_the_session_id_is_a_uuid_or_nothing() -> None:
    assert headers.session_id(INVITE) == "01234567-89ab-cdef-0123-456789abcdef"
    for wrong in ("", "nonsense", "0" * 32, "0123456789abcdef", "g" * 32):
        assert headers.session_id(f"BYE sip:a SIP/2.0\r\nSession-ID: {wrong}\r\n\r\n") == ""


@pytest.mark.parametrize(
    ("uri", "number"),
    [
        ("sip:+33612345678@carrier", "+33612345678"),
        ("sip:3900@carrier;user=phone", "3900"),
        ("sip:%2B33612345678@carrier", "+33612345678"),
        ("sip:anonymous@anonymous.invalid", ""),
        ("sip:+33612345678%00@carrier", ""),
        ("sip:" + "1" * 40 + "@carrier", ""),
        ("tel:+33612345678", ""),
        ("", ""),
    ],
)
def test_only_numbers_are_taken_for_numbers(uri: str, number: str) -> None:
    assert headers.number_of(uri) == number


def test_a_name_is_cleaned_of_what_could_mislead() -> None:
    assert headers.clean_name("Bank\u202eknaB\u0000\u200b\r\nof  France") == "BankknaB of France"
    assert len(headers.clean_name("x" * 500)) == 80


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ('SIP;cause=200;text="Call completed elsewhere"', "answered-elsewhere"),
        ('SIP;cause=403;text="premium-rate"', "premium-rate"),
        ('sip ; cause=486 ; text="busy"', "busy"),
        ('Q.850;cause=16;text="busy"', ""),
        ('SIP;cause=403;text="<b>You have won</b>"', ""),
        ('SIP;cause=403;text="' + "a" * 60 + '"', ""),
        ("SIP;cause=200", ""),
        ("", ""),
    ],
)
def test_only_words_are_taken_for_reasons(reason: str, word: str) -> None:
    assert headers.reason_word(f"BYE sip:a SIP/2.0\r\nReason: {reason}\r\n\r\n") == word


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("SIP;cause=200", "answered-elsewhere"),
        ('sip ; cause=200 ; text="Anderswo angenommen"', "answered-elsewhere"),
        ('SIP;cause=200, Q.850;cause=26;text="Answered elsewhere"', "answered-elsewhere"),
        ('SIP;cause=200;text="declined"', "declined"),
        ("SIP;cause=2000", ""),
        ("Q.850;cause=200", ""),
        ('SIP;cause=603;text=";cause=200"', ""),
        ("", ""),
    ],
)
def test_a_ringing_that_ends_since_the_call_was_taken_needs_no_text(reason: str, word: str) -> None:
    assert headers.reason_word(f"CANCEL sip:a SIP/2.0\r\nReason: {reason}\r\n\r\n") == word


@given(st.text(max_size=600))
def test_no_text_upsets_the_reader(text: str) -> None:
    message = (
        f"INVITE sip:a SIP/2.0\r\nFrom: {text}\r\nTo: {text}\r\nReason: {text}\r\nSession-ID: {text}\r\n\r\n"
    )
    name, uri = headers.address(headers.first(message, "from"))
    assert len(headers.clean_name(name)) <= 80
    assert len(headers.number_of(uri)) <= 33
    assert len(headers.reason_word(message)) <= 40
    headers.session_id(message)
