"""No single message holds the loop, and nobody fills the edge."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from carrier.sip.message import BadMessage, read_message, respond
from carrier.sip.sdp import BadDescription, read_description
from tests.carrier.sip.directory import BOB, device
from tests.carrier.sip.running import Running
from tests.carrier.sip.user_agent import DOMAIN, registered, sdp, user_agent

_HEAD = (
    f"OPTIONS sip:x@{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa%s\r\nMax-Forwards: 70\r\n"
    "From: %s<sip:a@b.example>;tag=1%s\r\nTo: <sip:c@d.example>%s\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n%s"
    "Content-Length: 0\r\n\r\n"
)
_LONG = 8_000
HEAVY = {
    "labels": _HEAD % ("", "", "", "", f"Via: SIP/2.0/UDP {'a' * _LONG}!\r\n"),
    "dashes": _HEAD % ("", "", "", "", f"Via: SIP/2.0/UDP a{'-' * _LONG}\r\n"),
    "dots": _HEAD % ("", "", "", "", f"Via: SIP/2.0/UDP {'a.' * (_LONG // 2)}!\r\n"),
    "words": _HEAD % ("", "a " * (_LONG // 2), "", "", ""),
    "word": _HEAD % ("", "a" * _LONG, "", "", ""),
    "unquoted": _HEAD % ("", "", "", "", 'Contact: "' + "a" * _LONG + "\r\n"),
    "requoted": _HEAD % ("", "", "", "", 'Contact: "' + "a\\a" * (_LONG // 3) + "\r\n"),
    "unbracketed": _HEAD % ("", "", "", "", "Contact: " + "a<" * (_LONG // 2) + "\r\n"),
    "quotes": _HEAD % ("", '"' + '\\"' * (_LONG // 2), "", "", ""),
    "parameters": _HEAD % ("", "", "".join(f";p{n}" for n in range(1500)), "", ""),
    "spaces": _HEAD % ("", "", "; " * (_LONG // 2), "", ""),
    "blanks": _HEAD % (";" + " " * _LONG, "", "", "", ""),
    "brackets": _HEAD % ("", "", "", "", "Contact: " + "<" * _LONG + "\r\n"),
    "commas": _HEAD % ("", "", "", "", "Contact: " + "," * _LONG + "\r\n"),
    "semicolons": _HEAD % ("", "", ";" * _LONG, "", ""),
    "escapes": _HEAD % ("", "", "", "", "X: " + "\\\x01" * (_LONG // 2) + "\r\n"),
    "headers": _HEAD % ("", "", "", "", "X: y\r\n" * 2500),
    "folds": _HEAD % ("", "", "", "", "X:" + "\r\n " * 2500 + "\r\n"),
    "vias": _HEAD % ("", "", "", "", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\n" * 300),
    "listed": _HEAD % ("", "", "", "", "Via: " + "SIP/2.0/UDP a;b=c," * 400 + "SIP/2.0/UDP a\r\n"),
    "colons": _HEAD % ("", "", "", "", "Via: SIP/2.0/UDP [" + ":" * _LONG + "\r\n"),
    "percents": (_HEAD % ("", "", "", "", "")).replace("sip:a@", f"sip:{'%41' * 2500}@"),
}


def quickest(act: Callable[[], None]) -> float:
    """Seconds, of several tries: another process may have the processor meanwhile."""
    times = []
    for _ in range(4):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return min(times)


@pytest.mark.parametrize("name", HEAVY)
def test_no_message_holds_the_loop(name: str) -> None:
    data = HEAVY[name].encode()

    def read() -> None:
        try:
            message = read_message(data, stream=False)
        except BadMessage:
            return
        respond(message, 200, tag="x", source=("192.0.2.1", 5))  # type: ignore[arg-type]

    assert quickest(read) < 0.01


@pytest.mark.parametrize(
    "body",
    [
        sdp(extra="a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + "A" * 900 + "\r\n") * 15,
        sdp(extra="".join(f"a=crypto:{n} AES_CM_128_HMAC_SHA1_80 inline:{'A' * 40}\r\n" for n in range(200))),
        sdp(formats=" ".join(str(n) for n in range(500))),
        sdp(extra="m=audio 4000 RTP/AVP 0\r\n" * 20),
        sdp(extra="a=x\r\n" * 3000),
        sdp(extra="a=ptime:" + "9" * 16_000),
        "v=0\r\n" + "=" * 16_000,
    ],
)
def test_no_description_holds_the_loop(body: str) -> None:
    def read() -> None:
        try:
            read_description(body.encode())
        except BadDescription:
            return

    assert quickest(read) < 0.01


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\0",
        "v=0\r\n",
        sdp(0),
        sdp(65_536),
        sdp(80),
        sdp(99_999_999),
        sdp(formats="3"),
        sdp(proto="RTP/SAVP"),
        sdp(proto="UDP/TLS/RTP/SAVPF"),
        sdp(proto="RTP/SAVP", extra="a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA\r\n"),
        sdp(proto="RTP/SAVP", extra=f"a=crypto:1 NULL_HMAC_SHA1_80 inline:{'A' * 40}\r\n"),
        sdp(
            proto="RTP/SAVP",
            extra=f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{'A' * 40} UNENCRYPTED_SRTP\r\n",
        ),
        sdp().replace("IN IP4 127.0.0.1\r\nt=", "IN IP4 224.0.0.1\r\nt="),
        sdp().replace("IN IP4 127.0.0.1\r\nt=", "IN IP4 255.255.255.255\r\nt="),
        sdp().replace("IN IP4 127.0.0.1\r\nt=", "IN IP4 evil.example\r\nt="),
        sdp().replace("c=", "x="),
    ],
)
def test_a_description_that_no_call_can_be_made_of_is_refused(body: str) -> None:
    with pytest.raises(BadDescription):
        read_description(body.encode())


async def test_a_refused_description_never_reaches_the_callee(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        await alice.refused(alice.call(BOB, body=sdp(80)), 488)
        assert bob.silent()


async def test_sixty_four_quick_connections_do_no_harm(running: Running) -> None:
    wires = await asyncio.gather(
        *(asyncio.open_connection("127.0.0.1", running.ports.tcp) for _ in range(64))
    )
    async with registered(running.ports, device("alice")):
        assert running.edge.is_registered("alice-1")
    for _, writer in wires:
        writer.close()


async def test_a_stranger_gets_no_more_than_so_many_connections(running: Running) -> None:
    async with registered(running.ports, device("alice")):
        wires = [await asyncio.open_connection("127.0.0.1", running.ports.tcp) for _ in range(97)]
        wires[-1][1].write(b"\r\n\r\n")
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await asyncio.wait_for(wires[-1][0].readexactly(2), 3)
        wires[0][1].write(b"\r\n\r\n")
        assert await asyncio.wait_for(wires[0][0].readexactly(2), 3) == b"\r\n"
        for _, writer in wires:
            writer.close()


@pytest.mark.parametrize("length", ["-1", "2147483648", "18446744073709551616", "x", "5, 5", ""])
async def test_a_length_that_makes_no_sense_ends_the_connection(running: Running, length: str) -> None:
    async with user_agent(running.ports, device("alice")) as phone:
        phone.send(
            f"OPTIONS sip:{DOMAIN} SIP/2.0\r\nVia: {phone.via('z9hG4bKx')}\r\nFrom: <sip:a@b>;tag=1\r\n"
            f"To: <sip:a@b>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\nContent-Length: {length}\r\n\r\n"
        )
        await phone.expect_end()


async def test_a_head_without_an_end_ends_the_connection(running: Running) -> None:
    async with user_agent(running.ports, device("alice")) as phone:
        phone.send(b"OPTIONS sip:x SIP/2.0\r\n" + b"X: y\r\n" * 5_000)
        await phone.expect_end()


async def test_glued_and_cut_messages_are_told_apart(running: Running) -> None:
    async with user_agent(running.ports, device("alice")) as phone:
        texts = [
            f"OPTIONS sip:{DOMAIN} SIP/2.0\r\nVia: {phone.via(f'z9hG4bK{n}')}\r\nFrom: <sip:a@b>;tag=1\r\n"
            f"To: <sip:a@b>\r\nCall-ID: x\r\nCSeq: {n} OPTIONS\r\nContent-Length: 3\r\n\r\nabc"
            for n in range(5)
        ]
        data = "".join(texts).encode()
        for at in range(0, len(data), 111):
            phone.send(data[at : at + 111])
            await asyncio.sleep(0)
        for _ in texts:
            await phone.expect(200)


async def test_a_device_has_so_many_calls_and_no_more(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        for _ in range(8):
            alice.call(BOB)
            await bob.rung()
            await alice.expect(180)
        refusal = await alice.refused(alice.call(BOB), 486)
        assert refusal.headers.get("reason") == 'SIP;cause=486;text="technical"'
