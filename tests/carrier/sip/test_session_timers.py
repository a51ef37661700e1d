"""Session timers: who asks for one gets it, who goes silent is found out (RFC 4028)."""

from __future__ import annotations

import asyncio

import pytest

from carrier.sip.message import Request
from tests.carrier.sip.directory import BOB, device
from tests.carrier.sip.running import Running
from tests.carrier.sip.user_agent import Talk, UserAgent, registered, sdp

TIMER = "Supported: timer\r\n"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carrier.sip.session_timer.LEAST_SECONDS", 1)


async def talking(alice: UserAgent, bob: UserAgent, *, extra: str = "", **headers: str) -> tuple[Talk, Talk]:
    """What `extra` says stands in Alice's INVITE, `headers` in Bob's answer."""
    outgoing = alice.call(BOB, extra=extra)
    incoming = await bob.rung()
    incoming.answer(200, sdp(), **headers)
    await bob.expect("ACK")
    await alice.answered(outgoing)
    return outgoing, incoming


@pytest.mark.parametrize(
    ("extra", "agreed", "require"),
    [
        (TIMER + "Session-Expires: 600\r\n", "600;refresher=uac", "timer"),
        (TIMER + "x: 600;refresher=uas\r\n", "600;refresher=uas", ""),
        ("Session-Expires: 600\r\n", "600;refresher=uas", ""),
        (TIMER + "Session-Expires: 999999999\r\n", "86400;refresher=uac", "timer"),
        (TIMER, "", ""),
        ("Require: timer\r\nSession-Expires: 90\r\n", "90;refresher=uac", "timer"),
    ],
)
async def test_the_answer_says_who_refreshes(running: Running, extra: str, agreed: str, require: str) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing = alice.call(BOB, extra=extra)
        incoming = await bob.rung()
        assert incoming.invite is not None
        assert incoming.invite.headers.get("session-expires") == "1800"
        assert incoming.invite.headers.get("supported") == "timer"
        await bob.take(incoming)
        answer = await alice.answered(outgoing)
        assert answer.headers.get("session-expires") == agreed
        assert answer.headers.get("require") == require


@pytest.mark.parametrize(
    ("value", "status"),
    [("89", 422), ("0", 422), ("-1", 400), ("x", 400), ("600;refresher", 0), ("9" * 10, 400)],
)
async def test_too_short_a_session_is_refused_with_the_least(
    running: Running, value: str, status: int
) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        alice.call(BOB, extra=f"{TIMER}Session-Expires: {value}\r\n")
        if not status:
            await bob.rung()
            return
        refused = await alice.expect(status)
        assert refused.headers.get("min-se") == ("90" if status == 422 else "")
        assert bob.silent()


async def test_a_device_that_wants_a_longer_session_is_asked_again(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing = alice.call(BOB)
        first = await bob.expect("INVITE")
        bob.respond(first, 422, to=f"{first.headers.get('to')};tag=1", **{"Min-SE": "3600"})
        await bob.expect("ACK")
        again = await bob.rung()
        assert again.invite is not None
        assert again.invite.headers.get("session-expires") == "3600"
        assert again.invite.headers.get("min-se") == "3600"
        await bob.take(again)
        await alice.answered(outgoing)


async def test_a_device_that_is_never_content_is_not_asked_for_ever(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        alice.call(BOB)
        for _ in range(2):
            invite = await bob.expect("INVITE")
            bob.respond(invite, 422, to=f"{invite.headers.get('to')};tag=1", **{"Min-SE": "3600"})
            await bob.expect("ACK")
        await alice.expect(480)


@pytest.mark.usefixtures("quick")
async def test_the_carrier_refreshes_with_update_or_invite_as_the_device_can(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        extra = f"{TIMER}Session-Expires: 1;refresher=uas\r\nAllow: INVITE, UPDATE\r\n"
        _, incoming = await talking(
            alice, bob, extra=extra, **{"Session-Expires": "1;refresher=uac", "Require": "timer"}
        )
        for _ in range(2):
            update = await alice.expect("UPDATE")
            assert update.headers.get("session-expires") == "1;refresher=uac"
            assert not update.body
            alice.respond(update, 200, **{"Session-Expires": "1;refresher=uac", "Require": "timer"})
            invite = await bob.expect("INVITE")
            assert incoming.invite is not None
            assert invite.body == incoming.invite.body  # nothing has changed
            bob.respond(invite, 200, sdp(), **{"Session-Expires": "1;refresher=uac", "Require": "timer"})
            await bob.expect("ACK")


@pytest.mark.usefixtures("quick")
async def test_a_device_that_does_not_refresh_is_hung_up(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        await talking(alice, bob, extra=f"{TIMER}Session-Expires: 1\r\n")
        bye = await alice.expect("BYE")
        assert bye.headers.get("reason") == 'SIP;cause=480;text="unreachable"'
        await bob.expect("BYE")
        assert {entry.reason for entry in await running.directory.kept(2)} == {"unreachable"}


@pytest.mark.usefixtures("quick")
async def test_a_refresh_keeps_the_call_and_one_without_a_timer_ends_the_timer(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing, _ = await talking(alice, bob, extra=f"{TIMER}Session-Expires: 1\r\n")
        for _ in range(4):
            await asyncio.sleep(0.3)  # a third of the session
            outgoing.send("UPDATE", extra=f"{TIMER}Session-Expires: 1;refresher=uac\r\n")
            granted = await alice.expect(200)
            assert granted.headers.get("session-expires") == "1;refresher=uac"
        outgoing.send("UPDATE", extra=f"{TIMER}Session-Expires: 0\r\n")
        await alice.expect(422)
        outgoing.send("UPDATE")
        assert not (await alice.expect(200)).headers.has("session-expires")
        await asyncio.sleep(1.2)
        assert alice.silent()
        assert bob.silent()


@pytest.mark.usefixtures("quick")
async def test_a_dead_device_is_found_by_the_refresh(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        await talking(alice, bob, **{"Session-Expires": "1;refresher=uac", "Require": "timer"})
        refresh: Request = await bob.expect("INVITE")
        bob.respond(refresh, 481)
        await bob.expect("ACK")
        await alice.expect("BYE")
