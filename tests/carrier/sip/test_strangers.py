"""Whoever has not proved to be a device costs little and gets little: no memory, no amplifying."""

from __future__ import annotations

import asyncio
import secrets

import pytest

from carrier.sip.addresses import read_address
from carrier.sip.auth import MD5, Credentials, Digest, Verdict, answer_to
from tests.carrier.sip.directory import ALICE, BOB, device
from tests.carrier.sip.running import Running
from tests.carrier.sip.test_registrar import URI, challenge
from tests.carrier.sip.user_agent import DOMAIN, registered, sdp, user_agent


class _Victim(asyncio.DatagramProtocol):
    """Counts what comes to an address in whose name somebody asks."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.heard.append(data)


def request(method: str, *, uri: str = f"sip:x@{DOMAIN}", user: str = "alice-1", extra: str = "") -> bytes:
    return (
        f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{secrets.token_hex(8)}\r\n"
        f"Max-Forwards: 70\r\nFrom: <sip:{user}@{DOMAIN}>;tag=1\r\nTo: <sip:{user}@{DOMAIN}>\r\n"
        f"Call-ID: {secrets.token_hex(4)}\r\nCSeq: 1 {method}\r\n{extra}Content-Length: 0\r\n\r\n"
    ).encode()


UNPROVED = {
    "a call": request("INVITE"),
    "a call of nobody": request("INVITE", user="%21"),
    "a call to elsewhere": request("INVITE", uri="sip:x@elsewhere.example"),
    "a call that wants the moon": request("INVITE", extra="Require: moon\r\n"),
    "a call by another scheme": request("INVITE", uri="mailto:x@example.org"),
    "a call within a dialog": request("INVITE").replace(b">\r\nCall-ID", b">;tag=2\r\nCall-ID"),
    "a call with a wrong secret": request(
        "INVITE",
        extra=f'Authorization: Digest username="alice-1", realm="{DOMAIN}", nonce="1.2.3", uri="x", '
        f'response="{"0" * 32}"\r\n',
    ),
    "a registration": request("REGISTER"),
    "a question": request("OPTIONS"),
    "the end of nothing": request("BYE"),
    "the cancelling of nothing": request("CANCEL"),
    "something else": request("MESSAGE"),
}


@pytest.mark.parametrize("name", UNPROVED)
async def test_one_datagram_gets_one_answer_of_no_more_than_thrice_its_size(
    running: Running, name: str
) -> None:
    wire, victim = await asyncio.get_running_loop().create_datagram_endpoint(
        _Victim, remote_addr=("127.0.0.1", running.ports.udp)
    )
    data = UNPROVED[name]
    wire.sendto(data)
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        # A whole call takes longer than the first times of sending again (t1 is 50 ms here).
        outgoing = alice.call(BOB)
        await bob.take(await bob.rung())
        await alice.answered(outgoing)
        await asyncio.sleep(4 * running.edge.transactions.timers.t1)
    wire.close()
    assert len(victim.heard) == 1
    assert len(victim.heard[0]) <= 3 * len(data)


async def test_a_flood_of_strangers_leaves_nothing_behind(running: Running) -> None:
    wire, victim = await asyncio.get_running_loop().create_datagram_endpoint(
        _Victim, remote_addr=("127.0.0.1", running.ports.udp)
    )
    for _ in range(20):
        for data in UNPROVED.values():
            wire.sendto(data.replace(b"z9hG4bK", f"z9hG4bK{secrets.token_hex(4)}".encode()))
        await asyncio.sleep(0)
    for _ in range(300):
        if len(victim.heard) >= 20 * len(UNPROVED):
            break
        await asyncio.sleep(0.01)
    wire.close()
    assert len(victim.heard) == 20 * len(UNPROVED)
    assert not running.edge.transactions.servers


async def test_nobody_is_looked_up_for_an_answer_to_no_challenge(running: Running) -> None:
    running.directory.broken = True
    async with user_agent(running.ports, device("alice")) as phone:
        made_up = f'Digest realm="{DOMAIN}", nonce="1.2.3", algorithm=MD5, qop="auth"'
        phone.ask_to_register(phone.authorization(made_up, method="REGISTER", uri=URI))
        await phone.expect(401)


async def test_a_device_that_guesses_stops_no_other_at_its_address(running: Running) -> None:
    async with user_agent(running.ports, device("alice")) as phone:
        for _ in range(20):
            asked = await challenge(phone)
            phone.ask_to_register(phone.authorization(asked, method="REGISTER", uri=URI, secret="old"))
            await phone.expect(403)
    async with registered(running.ports, device("bob")):
        assert running.edge.is_registered("bob-1")


def proof(nonce: str, *, qop: str = "auth", nc: str = "00000001") -> Credentials:
    wanted = Credentials("alice-1", DOMAIN, nonce, URI, "", MD5, qop, "c0ffee", nc)
    answer = answer_to(wanted, method="REGISTER", secret="secret")
    return Credentials("alice-1", DOMAIN, nonce, URI, answer, MD5, qop, "c0ffee", nc)


def nonce_of(digest: Digest, source: str) -> str:
    (value,) = digest.challenges(source=source)
    return value.partition('nonce="')[2].partition('"')[0]


def test_a_challenge_is_good_for_the_address_that_was_challenged() -> None:
    digest = Digest(DOMAIN)
    good = proof(nonce_of(digest, "192.0.2.1"))
    assert digest.judge(good, source="192.0.2.2", method="REGISTER", secret="secret") is Verdict.STALE
    assert digest.judge(good, source="192.0.2.1", method="REGISTER", secret="secret") is Verdict.GOOD


def test_an_answer_without_a_count_is_good_once() -> None:
    digest = Digest(DOMAIN)
    good = proof(nonce_of(digest, "192.0.2.1"), qop="", nc="")
    verdicts = [digest.judge(good, source="192.0.2.1", method="REGISTER", secret="secret") for _ in range(2)]
    assert verdicts == [Verdict.GOOD, Verdict.STALE]


def test_an_escaped_line_end_never_becomes_one() -> None:
    uri = read_address("<sip:a%0d%0aX%3a%20y@example.org>").uri
    assert uri.user == "a\r\nX: y"
    assert str(uri) == "sip:a%0D%0AX%3A%20y@example.org"


async def test_a_contact_with_a_line_end_makes_no_header(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing = alice.call(BOB)
        incoming = await bob.rung()
        assert incoming.invite is not None
        contact = "<sip:bob%0d%0aEvil%3a%20yes@127.0.0.1>"
        text = (
            "SIP/2.0 200 OK\r\n"
            + "".join(f"Via: {via}\r\n" for via in incoming.invite.headers.all("via"))
            + f"From: {incoming.invite.headers.get('from')}\r\nTo: {incoming.local}\r\n"
            + f"Call-ID: {incoming.call_id}\r\nCSeq: 1 INVITE\r\nContact: {contact}\r\n"
            + f"Content-Type: application/sdp\r\nContent-Length: {len(sdp())}\r\n\r\n{sdp()}"
        )
        bob.send(text)
        await bob.expect("ACK")
        await alice.answered(outgoing)
        outgoing.send("BYE")
        bye = await bob.expect("BYE")
        assert not bye.headers.has("evil")
        assert bye.uri == "sip:bob%0D%0AEvil%3A%20yes@127.0.0.1"


async def test_a_device_signed_out_while_it_registers_is_not_registered(running: Running) -> None:
    async with user_agent(running.ports, device("alice")) as phone:
        seen = running.directory.seen

        async def signed_out_meanwhile(device_id: str) -> bool:
            del running.directory.devices[device_id]
            return await seen(device_id)

        running.directory.seen = signed_out_meanwhile  # type: ignore[method-assign]
        await phone.register()
        for _ in range(300):
            if not running.edge.is_registered("alice-1"):
                break
            await asyncio.sleep(0.01)
        assert not running.edge.is_registered("alice-1")


async def test_many_calls_at_once_are_counted_before_they_are_judged(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        for _ in range(12):
            alice.call(BOB, mine=ALICE)
        refused = [m for m in [await alice.inbox.get() for _ in range(24)] if m and _status(m) == 486]
        assert len(refused) == 4
        for _ in range(8):
            await bob.expect("INVITE")
        assert bob.silent()


def _status(message: object) -> int:
    return getattr(message, "status", 0)


@pytest.mark.logs("could not be handled")
async def test_a_call_that_the_directory_fails_is_refused_and_forgotten(running: Running) -> None:
    async with registered(running.ports, device("alice")) as (alice,):
        running.directory.fails_to_judge = True
        refusal = await alice.refused(alice.call(BOB), 480)
        assert refusal.headers.get("reason") == 'SIP;cause=480;text="technical"'
        assert (running.edge.calls, running.edge.dialogs) == (0, 0)
