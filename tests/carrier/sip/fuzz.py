# ruff: noqa: E501 - messages are easier to read in long lines
"""Mutated messages from a registered device and from strangers: the edge lives, the callee sees clean ones.

The short form is a test; the long one is `python -m tests.carrier.sip.fuzz --count 1000000`.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import re
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from carrier.network import people
from carrier.sip.message import Request, Response
from tests.carrier.sip.certificates import make_certificate
from tests.carrier.sip.directory import BOB, device
from tests.carrier.sip.mutterer import Mutterer
from tests.carrier.sip.running import Running, run_edge
from tests.carrier.sip.torture import IPV6, MESSAGES
from tests.carrier.sip.user_agent import DOMAIN, Talk, UserAgent, registered, sdp, user_agent

_HEADERS_FOR_DEVICES = {
    "via", "max-forwards", "from", "to", "call-id", "cseq", "contact", "allow", "session-id", "p-asserted-identity",
    "privacy", "content-type", "content-length", "reason", "event", "subscription-state", "supported",
    "session-expires", "min-se",
}  # fmt: skip
_SDP_FOR_DEVICES = re.compile(
    rb"v=0|o=- [0-9]+ [0-9]+ IN IP[46] [0-9a-f:.]+|s=-|c=IN IP[46] [0-9a-f:.]+|t=0 0"
    rb"|m=audio [0-9]+ RTP/S?AVP( [0-9]{1,3})+|a=rtpmap:[0-9]+ (PCMU|PCMA|G722|telephone-event)/8000"
    rb"|a=fmtp:[0-9]+ 0-15|a=crypto:[0-9]+ A[A-Z0-9_]+ inline:[A-Za-z0-9+/=]+|a=ptime:[0-9]+"
    rb"|a=(sendrecv|sendonly|recvonly|inactive)"
)
_JUNK = (
    b"", b" ", b"\t", b"\0", b"\r", b"\n", b"\r\n", b"\r\n ", b"\\", b'"', b"<", b">", b"<sip:", b"sip:", b";", b",", b";lr",
    b"/", b"//", b"%00", b"%0d%0a", b"\xff\xfe", "\u202e".encode(), "😀".encode(), b"-1", b"0", b"4294967296",
    b"18446744073709551616", b"9" * 300, b"A" * 5000, b"sip:a@[::1", b"sip:a@b?Route=<sip:evil.example;lr>", b"tel:+33",
    b"<sip:evil.example;lr>", b"SIP/2.0", b"ptime:0", b"ptime:65535", b"65536", b"z9hG4bK", b"application/sdp",
)  # fmt: skip
_EXTRA = (
    b"Route: <sip:evil.example;lr>", b"Record-Route: <sip:evil.example;lr>", b"Replaces: x;to-tag=1;from-tag=2",
    b"Refer-To: <sip:+33899@evil.example>", b"Call-Info: <http://evil.example>;answer-after=0", b"Alert-Info: <file:///x>",
    b"P-Asserted-Identity: <sip:+33600000000@x>", b"Remote-Party-ID: <sip:x@y>", b"Answer-Mode: Auto", b"Require: 100rel",
    b"Content-Type: multipart/mixed;boundary=x", b"Via: SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKx", b"Join: x", b"Event: talk",
    b"Session-Expires: 90", b"Session-Expires: 600;refresher=uas", b"x: 18446744073709551616", b"Min-SE: 0", b"Supported: timer",
    b"Require: timer", b"Event: refer;id=1", b"Subscription-State: terminated", b"Refer-Sub: false", b"Content-Encoding: gzip", b"Session-Expires: 1;refresher=uas", b"Max-Forwards: 0", b"Expires: -1", b"Identity: x",
)  # fmt: skip

_sequence = itertools.count(100)


def seeds() -> list[bytes]:
    aor = f"sip:alice-1@{DOMAIN}"
    head = (
        f"SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:5;branch=z9hG4bKBRANCH\r\nMax-Forwards: 70\r\nFrom: <{aor}>;tag=TAG\r\n"
        f"To: <sip:{BOB}@{DOMAIN}>\r\nCall-ID: CALL\r\nCSeq: 1 METHOD\r\nContact: <{aor}:5060;transport=tcp>\r\n"
    )
    secure = sdp(
        formats="0 8 9 101",
        proto="RTP/SAVP",
        extra=f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{'A' * 40}\r\n",
    )
    bodies = (sdp(), secure, sdp(extra="m=video 4000 RTP/AVP 31\r\na=ptime:20\r\n"), sdp(formats="9 8"))
    calls = [
        f"INVITE sip:{BOB}@{DOMAIN} {head.replace('METHOD', 'INVITE')}Content-Type: application/sdp\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        for body in bodies
    ]
    others = [
        f"{method} sip:{BOB}@{DOMAIN} {head.replace('METHOD', method)}Content-Length: 0\r\n\r\n".encode()
        for method in ("REGISTER", "OPTIONS", "BYE", "CANCEL", "REFER", "UPDATE", "SUBSCRIBE", "ACK")
    ]
    timed = [
        call.replace(
            b"Content-Type", b"Supported: timer\r\nSession-Expires: %d;refresher=ua%c\r\nContent-Type" % each
        )
        for call, each in zip(calls, ((90, b"c"), (600, b"s"), (89, b"c"), (1800, b"s")), strict=True)
    ]
    return [*calls * 5, *timed, *others, *(torture.data for torture in (*MESSAGES, *IPV6))]


def seeds_in_a_call(talk: Talk, second: Talk) -> list[bytes]:
    """Requests of a dialog that stands, with every right to be heard; `second` is another of the same device."""
    replaces = f"{second.call_id}%3Bto-tag%3D{_tag(second.remote)}%3Bfrom-tag%3D{_tag(second.local)}"
    headers = {
        "REFER": (
            f"Refer-To: <sip:{BOB}@{DOMAIN}>\r\nReferred-By: <sip:x@y>\r\n",
            f"Refer-To: <sip:{people.CLOCK}@{DOMAIN};method=INVITE>\r\n",
            f"Refer-To: <sip:x@{DOMAIN}?Replaces={replaces}>\r\n",
            f"r: <sip:x@{DOMAIN}?Require=replaces&Replaces={replaces}%3Bearly-only>\r\n",
        ),
        "NOTIFY": ("Event: refer\r\nSubscription-State: active;expires=60\r\n",),
        "UPDATE": ("Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n",),
        "INVITE": ("", "Require: timer\r\nSession-Expires: 120;refresher=uas\r\n"),
    }
    bodies = (sdp(), sdp(extra="a=sendonly\r\n"), sdp(formats="9 8"), sdp(proto="RTP/SAVP"), "")
    return [
        (
            f"{method} {talk.target} SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:5;branch=z9hG4bKBRANCH\r\n"
            f"Max-Forwards: 70\r\nFrom: {talk.local}\r\nTo: {talk.remote}\r\nCall-ID: {talk.call_id}\r\n"
            f"CSeq: SEQUENCE {method}\r\nContact: {talk.phone.contact}\r\nContent-Type: application/sdp\r\n"
            f"{extra}Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()
        for method in ("INVITE", "UPDATE", "ACK", "INFO", "REFER", "OPTIONS", "CANCEL", "PRACK", "NOTIFY")
        for extra in headers.get(method, ("",))
        for body in (bodies if method not in ("REFER", "NOTIFY") else ("", "SIP/2.0 200 OK\r\n"))
    ]


def _tag(address: str) -> str:
    return address.partition(";tag=")[2]


def mutate(chance: random.Random, seed: bytes) -> bytes:
    unique = f"{chance.getrandbits(64):x}".encode()
    data = seed.replace(b"BRANCH", unique).replace(b"TAG", unique).replace(b"CALL", unique)
    data = data.replace(b"SEQUENCE", b"%d" % next(_sequence))
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3, 6))):
        at = chance.randrange(len(data) + 1)
        lines = data.split(b"\r\n")
        line = chance.randrange(len(lines))
        match chance.randrange(8):
            case 0:
                data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
            case 1:
                data = data[:at] + data[at + chance.randrange(40) :]
            case 2:
                data = data[:at] + chance.choice(_JUNK) + data[at:]
            case 3:
                words = re.split(rb"([ ;:=@<>\"])", lines[line])
                words[chance.randrange(len(words))] = chance.choice(_JUNK)
                lines[line] = b"".join(words)
                data = b"\r\n".join(lines)
            case 4:
                lines[line : line + 1] = [lines[line]] * chance.choice((0, 2, 70))
                data = b"\r\n".join(lines)
            case 5:
                lines.insert(1, chance.choice(_EXTRA))
                data = b"\r\n".join(lines)
            case 6:
                data = re.sub(rb"[0-9]+", lambda _: chance.choice(_JUNK), data, count=chance.randrange(1, 9))
            case _:
                other = chance.randrange(len(lines))
                lines[line], lines[other] = lines[other], lines[line]
                data = b"\r\n".join(lines)
    head, gap, body = data.partition(b"\r\n\r\n")
    if gap and chance.random() < 0.7:
        head = re.sub(rb"(?i)\r\n(content-length|l)[ \t]*:[^\r\n]*", b"", head)
        data = head + b"\r\nContent-Length: %d" % len(body) + gap + body
    return data


def check_clean(message: Request) -> None:
    """What a device of this carrier may see: our own headers, and lines of SDP that we write ourselves."""
    text = message.render()
    assert len(text) < 3_900, text
    strange = {name for name, _ in message.headers.items} - _HEADERS_FOR_DEVICES
    assert not strange, strange
    assert b"evil" not in text, text
    if message.method == "NOTIFY":
        assert re.fullmatch(rb"SIP/2\.0 [1-6][0-9]{2} [A-Za-z /]+\r\n", message.body), message.body
        return
    for line in message.body.split(b"\r\n")[:-1]:
        assert _SDP_FOR_DEVICES.fullmatch(line), line


@dataclass
class Callee:
    """The device that is called: is busy whenever it is rung."""

    phone: UserAgent
    invites: int = 0
    answers: int = 0
    """Mutated ones that another of its devices gave."""
    strange: list[str] = field(default_factory=list)

    async def serve(self) -> None:
        while (message := await self.phone.inbox.get()) is not None:
            if not isinstance(message, Request):
                continue
            try:
                check_clean(message)
            except AssertionError as error:
                self.strange.append(str(error))
            if message.method == "INVITE":
                self.invites += 1
                self.phone.respond(message, 486, to=f"{message.headers.get('to')};tag=busy")
            elif message.method != "ACK":
                self.phone.respond(message, 200)


class _Ignore(asyncio.DatagramProtocol):
    pass


async def fuzz(running: Running, *, count: int, seed: int) -> Callee:
    """Sends `count` messages, half over the connection of a registered device. Returns what the callee saw."""
    chance = random.Random(seed)
    corpus = seeds()
    loop = asyncio.get_running_loop()
    async with user_agent(running.ports, device("bob")) as bob:
        await bob.register(expires=3600)  # for as long as this takes
        callee = Callee(bob)
        mutterer = Mutterer(running, chance, mutate, check_clean)
        serving = [loop.create_task(each.serve()) for each in (callee, mutterer)]
        udp, _ = await loop.create_datagram_endpoint(_Ignore, remote_addr=("127.0.0.1", running.ports.udp))
        sent = 0
        while sent < count:
            async with user_agent(running.ports, device("alice")) as alice:
                alice.forgetful = True
                await alice.register()
                dialog = corpus
                if chance.random() < 0.3:
                    talks = [alice.call(people.ECHO), alice.call(people.ECHO)]
                    if await _answered(alice, talks):
                        dialog = seeds_in_a_call(*talks)
                alice.deaf = True
                while sent < count and alice.silent():
                    sent += 1
                    data = mutate(chance, chance.choice(dialog if chance.random() < 0.7 else corpus))
                    if chance.random() < 0.6:
                        alice.send(data)
                    else:
                        udp.sendto(data[:60_000])
                    await asyncio.sleep(0)
        udp.close()
        async with registered(running.ports, device("alice", 2)):
            assert running.edge.is_registered("alice-2"), "the edge does not answer any more"
        for task in serving:
            assert not task.done(), "a callee has given up"
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
    callee.strange += mutterer.strange
    callee.answers = mutterer.answers
    return callee


async def _answered(phone: UserAgent, talks: list[Talk]) -> bool:
    """Whether all are. A device that has as many calls as it may, of messages that came through, is refused."""
    waiting = {talk.call_id: talk for talk in talks}
    while waiting:
        message = await asyncio.wait_for(phone.inbox.get(), 5)
        if not isinstance(message, Response) or message.status < 200:
            continue
        if message.status != 200:
            return False
        talk = waiting.pop(message.call_id)
        phone.follow(talk, message)
        talk.send("ACK", seq=1)
    return True


async def main(count: int, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with run_edge(make_certificate(Path(folder))) as running:
            began = time.monotonic()
            callee = await fuzz(running, count=count, seed=seed)
    seconds = time.monotonic() - began
    sys.stdout.write(
        f"{count} messages in {seconds:.1f} s, seed {seed}: {callee.invites} calls came through, clean, "
        f"{callee.answers} mutated answers\n"
    )
    assert not callee.strange, callee.strange[:5]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    asked = parser.parse_args()
    asyncio.run(main(asked.count, asked.seed))
