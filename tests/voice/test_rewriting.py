"""SIP through the relay: whole messages, the carrier's addresses hidden and put back, nothing hostile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.voice.rewriting import BadStream, Cutter, hide, may_pass_down, restore

INVITE = (
    b"INVITE sip:device@device.invalid;transport=tcp SIP/2.0\r\n"
    b"Via: SIP/2.0/TLS carrier:5061;branch=z9hG4bK1\r\n"
    b"Record-Route: <sip:edge.carrier:5061;transport=tls;lr>, <sip:core.carrier;lr>\r\n"
    b'm: "Carrier" <sip:carrier@edge.carrier:5061;transport=tls>;expires=3\r\n'
    b"CSeq: 1 INVITE\r\n"
    b"Content-Length: 4\r\n"
    b"\r\n"
    b"v=0\n"
)


def test_messages_are_cut_from_the_stream_wherever_it_breaks() -> None:
    stream = b"\r\n\r\n" + INVITE + INVITE + b"\r\n" + INVITE
    for size in (1, 7, 100, len(stream)):
        cutter = Cutter()
        got: list[bytes] = []
        for at in range(0, len(stream), size):
            got += cutter.feed(stream[at : at + size])
        assert got == [INVITE] * 3


@pytest.mark.parametrize(
    "stream",
    [
        b"x" * 20_000,
        b"OPTIONS sip:a SIP/2.0\r\nCSeq: 1 OPTIONS\r\n\r\n",
        b"OPTIONS sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n",
        b"OPTIONS sip:a SIP/2.0\r\nContent-Length: 999999\r\n\r\n",
        b"OPTIONS sip:a SIP/2.0\r\nContent-Length: 18446744073709551617\r\n\r\n",
        b"OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\nl: 5\r\n\r\n",
    ],
)
def test_a_stream_that_is_no_sip_is_refused(stream: bytes) -> None:
    with pytest.raises(BadStream):
        Cutter().feed(stream)


def test_the_carriers_addresses_are_hidden_and_come_back_as_they_were() -> None:
    hidden = hide(INVITE, 40_000)
    head = hidden.partition(b"\r\n\r\n")[0]
    assert b"edge.carrier" not in head
    assert head.count(b"sip:127.0.0.1:40000;transport=tcp") == 3
    contact = head.split(b"\r\nm: ")[1].split(b"\r\n")[0]
    target = contact.split(b"<")[1].split(b">")[0]
    assert b";lr" not in target
    bye = (
        b"BYE "
        + target
        + b" SIP/2.0\r\nRoute: "
        + head.split(b"Record-Route: ")[1].split(b"\r\n")[0]
        + b"\r\n\r\n"
    )
    assert restore(bye) == (
        b"BYE sip:carrier@edge.carrier:5061;transport=tls SIP/2.0\r\n"
        b"Route: <sip:edge.carrier:5061;transport=tls;lr>, <sip:core.carrier;lr>\r\n\r\n"
    )


def test_the_contact_of_a_registration_stays_ours() -> None:
    answer = b"SIP/2.0 200 OK\r\nCSeq: 2 REGISTER\r\nContact: <sip:a@device.invalid>;expires=300\r\n\r\n"
    assert hide(answer, 40_000) == answer


@pytest.mark.parametrize(
    "method", [b"SUBSCRIBE", b"REFER", b"MESSAGE", b"NOTIFY", b"PUBLISH", b"REGISTER", b"x"]
)
def test_only_what_a_call_needs_passes_down(method: bytes) -> None:
    assert may_pass_down(INVITE)
    assert may_pass_down(b"SIP/2.0 180 Ringing\r\n\r\n")
    assert not may_pass_down(INVITE.replace(b"INVITE sip", method + b" sip", 1))


def test_how_a_transfer_goes_passes_down_within_a_call_only() -> None:
    notify = b"NOTIFY sip:a@device.invalid SIP/2.0\r\nFrom: <sip:b>;tag=1\r\n%b\r\nContent-Length: 0\r\n\r\n"
    assert may_pass_down(notify % b"To: <sip:a>;tag=2")
    assert may_pass_down(notify % b"t : <sip:a> ; tag=2")
    assert not may_pass_down(notify % b"To: <sip:a>")
    assert not may_pass_down(notify % b"X-To: <sip:a>;tag=2")


def test_what_pjsips_buffer_cannot_hold_does_not_pass() -> None:
    assert not may_pass_down(INVITE + b"x" * 4_000)
    assert not may_pass_down(b"INVITE http://a SIP/2.0\r\n\r\n")


@given(st.binary(max_size=2_000))
def test_no_bytes_upset_the_relay(data: bytes) -> None:
    try:
        for message in Cutter().feed(data):
            may_pass_down(message)
            hide(message, 40_000)
    except BadStream:
        pass
    may_pass_down(data)
    restore(hide(data, 40_000))


@given(st.from_regex(rb"sips?:[a-z0-9@.:;=+%-]{1,200}", fullmatch=True))
def test_every_address_survives_the_way_there_and_back(uri: bytes) -> None:
    message = b"SIP/2.0 200 OK\r\nContact: <" + uri + b">\r\n\r\n"
    assert restore(hide(message, 40_000)) == message
