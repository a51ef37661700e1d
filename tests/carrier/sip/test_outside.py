"""Calls across the carrier's border, with the sound that goes with them."""

from __future__ import annotations

import asyncio

import pytest

from carrier.network import people
from carrier.network.ear import open_ear
from carrier.network.rtp import Packet
from carrier.sip.sdp import Shape, read_description, write_description
from tests.carrier.sip.directory import ALICE, BOB, device
from tests.carrier.sip.running import Running
from tests.carrier.sip.sounding import accept, offer
from tests.carrier.sip.user_agent import registered


@pytest.mark.parametrize("secure", [False, True])
async def test_the_echo_is_heard_through_the_edge(running: Running, secure: bool) -> None:
    ear = await open_ear("127.0.0.1")
    async with registered(running.ports, device("alice")) as (alice,):
        talk = alice.call(people.ECHO, body=offer(ear, secure=secure), mine=ALICE)
        heard = accept(ear, await alice.answered(talk))
        for number in range(10):
            ear.send(bytes([number]) * 160, timestamp=160 * number)
            assert (await asyncio.wait_for(heard.get(), 3)).payload == bytes([number]) * 160
        talk.send("BYE")
        await alice.expect(200)
    ear.close()


@pytest.mark.parametrize(
    ("number", "status", "word", "outcome"),
    [
        (people.BUSY, 486, "busy", "busy"),
        (people.UNREACHABLE, 480, "unreachable", "failed"),
        (people.NO_ANSWER, 480, "no-answer", "no-answer"),
        ("+33199000098", 404, "wrong-number", "failed"),
        ("not-a-number", 404, "wrong-number", None),
    ],
)
async def test_a_call_that_comes_to_nothing_says_why(
    running: Running, number: str, status: int, word: str, outcome: str | None
) -> None:
    async with registered(running.ports, device("alice")) as (alice,):
        talk = alice.call(number)
        if number == people.NO_ANSWER:
            await alice.expect(180)
        refusal = await alice.refused(talk, status)
        assert refusal.headers.get("reason") == f'SIP;cause={status};text="{word}"'
        if outcome is not None:
            (entry,) = await running.directory.kept(1)
            assert (entry.outcome, entry.reason) == (outcome, word)


async def test_robin_calls_back_and_greets(running: Running) -> None:
    ear, later = await open_ear("127.0.0.1"), await open_ear("127.0.0.1")
    async with registered(running.ports, device("alice"), device("alice", 2)) as (alice, second):
        talk = alice.call(people.ROBIN, body=offer(ear, secure=True), mine=ALICE)
        heard = accept(ear, await alice.answered(talk))
        await asyncio.wait_for(heard.get(), 3)
        ear.send_tone("5", end=False)
        await asyncio.wait_for(heard.get(), 3)
        await asyncio.wait_for(heard.get(), 3)
        talk.send("BYE")
        await alice.expect(200)
        incoming = await alice.rung()
        await second.rung()
        assert incoming.invite is not None
        assert incoming.invite.from_.uri.user == people.ROBIN
        audio, _ = read_description(incoming.invite.body)
        assert audio.cryptos
        answer = write_description(
            later.answer(audio), Shape((("audio", "RTP/SAVP", "0"),)), session=1, version=1
        )
        greeting: asyncio.Queue[Packet] = asyncio.Queue()
        later.on_sound = greeting.put_nowait
        await alice.take(incoming, answer.decode())
        await asyncio.wait_for(greeting.get(), 3)
        incoming.send("BYE")
        await alice.expect(200)
        outgoing, back = await running.directory.kept(2)
    assert (outgoing.direction, back.direction) == ("outgoing", "incoming")
    assert (back.outcome, back.answered_by, back.reason) == ("answered", "alice-1", "hung-up")
    ear.close()
    later.close()


async def test_somebody_calls_in_and_gives_no_number(running: Running) -> None:
    async with registered(running.ports, device("bob")) as (bob,):
        await running.network.call(caller="", called=BOB)
        incoming = await bob.rung()
        assert incoming.invite is not None
        assert incoming.invite.from_.uri_text == "sip:anonymous@anonymous.invalid"
        incoming.answer(603)
        (entry,) = await running.directory.kept(1)
    assert (entry.peer, entry.outcome, entry.reason) == ("", "declined", "declined")


async def test_a_call_from_outside_that_nobody_can_take_is_missed(running: Running) -> None:
    await running.network.call(caller=people.ROBIN, called=BOB)
    (entry,) = await running.directory.kept(1)
    assert (entry.peer, entry.outcome, entry.reason) == (people.ROBIN, "missed", "unreachable")


async def test_the_end_of_the_edge_ends_its_calls(running: Running) -> None:
    ear = await open_ear("127.0.0.1")
    async with registered(running.ports, device("alice")) as (alice,):
        talk = alice.call(people.ECHO, body=offer(ear, secure=False))
        await alice.answered(talk)
        stopping = asyncio.create_task(running.edge.stop())
        bye = await alice.expect("BYE")
        alice.respond(bye, 200)
        await stopping
        (entry,) = await running.directory.kept(1)
    assert entry.outcome == "answered"
    ear.close()
