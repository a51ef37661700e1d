"""Hold: the carrier answers who holds, and plays music to who is held."""

from __future__ import annotations

import asyncio
import os

import pytest

from carrier.network import people
from carrier.network.ear import open_ear
from carrier.sip.sdp import read_description
from tests.carrier.sip.directory import device
from tests.carrier.sip.running import Running
from tests.carrier.sip.sounding import Voice, accept, offer, speaking
from tests.carrier.sip.test_in_a_call import talking
from tests.carrier.sip.user_agent import registered, sdp, user_agent


@pytest.mark.parametrize("secure", [False, True])
async def test_who_is_held_is_told_so_and_hears_music_until_the_talk_goes_on(
    running: Running, secure: bool
) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as phones:
        alice, bob = await speaking(*phones, secure=secure)
        await alice.is_heard_by(bob)
        answer = await alice.offer("sendonly")
        assert answer.direction == "recvonly"
        held = await bob.is_offered()
        assert held.direction == "sendonly"
        assert alice.ear.local is not None
        assert held.port != alice.ear.local.port
        assert bool(held.cryptos) == secure
        await bob.hears()
        again = asyncio.ensure_future(bob.is_offered())
        assert (await alice.offer("sendrecv")).direction == "sendrecv"
        resumed = await again
        assert alice.ear.local is not None
        assert (resumed.direction, resumed.port) == ("sendrecv", alice.ear.local.port)
        await alice.is_heard_by(bob)
        await bob.is_heard_by(alice)
        await alice.hang_up()
        await bob.phone.expect("BYE")
        bob.ear.close()


async def test_the_called_side_may_hold_too_by_the_old_way(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as phones:
        alice, bob = await speaking(*phones, secure=False)
        bob.talk.send("UPDATE", sdp(41_000).replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0"))
        assert b"a=recvonly" in (await bob.phone.expect(200)).body
        assert (await alice.is_offered()).direction == "sendonly"
        await alice.hears()
        await alice.hang_up()
        bob.ear.close()


async def test_both_hold_and_the_talk_goes_on_when_the_second_resumes(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as phones:
        alice, bob = await speaking(*phones, secure=True)
        await alice.offer("sendonly")
        await bob.is_offered()
        assert (await bob.offer("inactive")).direction == "inactive"
        assert (await bob.offer("sendonly")).direction == "recvonly"
        assert (await alice.offer("sendrecv")).direction == "sendonly"  # it is held itself
        await alice.hears()
        again = asyncio.ensure_future(alice.is_offered())
        await bob.offer("sendrecv")
        assert (await again).direction == "sendrecv"
        await bob.is_heard_by(alice)
        await alice.is_heard_by(bob)
        await bob.hang_up()
        await alice.phone.expect("BYE")
        alice.ear.close()


@pytest.mark.parametrize("who", ["the one who holds", "the one who is held"])
async def test_either_may_hang_up_during_a_hold(running: Running, who: str) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as phones:
        alice, bob = await speaking(*phones, secure=True)
        await alice.offer("sendonly")
        await bob.is_offered()
        first, second = (alice, bob) if who == "the one who holds" else (bob, alice)
        await first.hang_up()
        await second.phone.expect("BYE")
        second.ear.close()
        entries = await running.directory.kept(2)
    assert {entry.outcome for entry in entries} == {"answered"}


async def test_the_other_side_is_told_again_where_its_own_request_crossed(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing, incoming = await talking(alice, bob)
        outgoing.send("INVITE", sdp(41_000, extra="a=sendonly\r\n"))
        await alice.expect(200)
        outgoing.send("ACK")
        hold = await bob.expect("INVITE")
        branch = incoming.send("INVITE", sdp(41_002, extra="a=sendonly\r\n"))
        await bob.expect(491)
        incoming.send("ACK", branch=branch)
        bob.respond(hold, 491)
        await bob.expect("ACK")
        again = await bob.expect("INVITE")
        assert b"a=sendonly" in again.body
        bob.respond(again, 200, sdp(41_004, extra="a=recvonly\r\n"))
        await bob.expect("ACK")


async def test_two_changes_that_wait_for_each_other_are_both_refused(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing, incoming = await talking(alice, bob)
        outgoing.send("INVITE", sdp(41_000))
        asked = await bob.expect("INVITE")
        branch = incoming.send("INVITE", sdp(41_002))
        await bob.expect(491)
        incoming.send("ACK", branch=branch)
        for attempts_left in (2, 1, 0):
            bob.respond(asked, 491)
            await bob.expect("ACK")
            if attempts_left:
                asked = await bob.expect("INVITE")
        await alice.expect(491)


async def test_a_hold_while_the_others_connection_blips_is_told_when_it_is_back(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing, incoming = await talking(alice, bob)
        outgoing.send("INVITE", sdp(41_000, extra="a=sendonly\r\n"))
        await alice.expect(200)
        outgoing.send("ACK")
        await bob.expect("INVITE")
        bob.close()
        await bob.expect_end()
        async with user_agent(running.ports, device("bob")) as again:
            await again.register()
            probe = await again.expect("OPTIONS")
            assert probe.call_id == incoming.call_id
            again.respond(probe, 200)
            told = await again.expect("INVITE")
            assert b"a=sendonly" in told.body
            again.respond(told, 200, sdp(41_004, extra="a=recvonly\r\n"))
            await again.expect("ACK")
            outgoing.send("BYE")
            await again.expect("BYE")


async def test_who_can_not_hear_the_carrier_is_held_all_the_same(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing, _ = await talking(alice, bob)
        outgoing.send("INVITE", sdp(41_000, extra="a=sendonly\r\n"))
        await alice.expect(200)
        outgoing.send("ACK")
        bob.respond(await bob.expect("INVITE"), 488)
        await bob.expect("ACK")
        outgoing.send("INVITE", sdp(41_000))
        bob.respond(await bob.expect("INVITE"), 200, sdp(41_004))
        await bob.expect("ACK")
        await alice.expect(200)


async def test_a_person_of_the_network_is_held_and_hears_music(running: Running) -> None:
    ear = await open_ear("127.0.0.1")
    async with registered(running.ports, device("alice")) as (alice,):
        talk = alice.call(people.ECHO, body=offer(ear, secure=True))
        accept(ear, await alice.answered(talk))
        voice = Voice(alice, talk, ear, secure=True)
        person = next(iter(running.network._conversations)).ear
        assert person is not None
        music: asyncio.Queue[bytes] = asyncio.Queue()
        person.on_sound = lambda packet: music.put_nowait(packet.payload)
        assert (await voice.offer("sendonly")).direction == "recvonly"
        async with asyncio.timeout(5):
            while not person.is_loud(await music.get()):
                pass
        assert person.local is not None
        assert person.local.direction == "recvonly"
        assert (await voice.offer("sendrecv")).direction == "sendrecv"
        await voice.hang_up()


async def test_a_hold_that_only_the_other_side_understands_is_theirs(running: Running) -> None:
    key = "A" * 62
    body = sdp(
        41_000,
        formats="0 101",
        proto="RTP/SAVP",
        extra=f"a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:{key}==\r\n",
    )
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing = alice.call("+33755512302", body=body)
        incoming = await bob.rung()
        await bob.take(incoming, body)
        await alice.answered(outgoing)
        outgoing.send("INVITE", body + "a=sendonly\r\n")
        hold = await bob.expect("INVITE")
        assert read_description(hold.body)[0].direction == "sendonly"
        assert b"m=audio 41000 " in hold.body
        bob.respond(hold, 200, body + "a=recvonly\r\n")
        await bob.expect("ACK")
        assert b"a=recvonly" in (await alice.expect(200)).body


async def test_many_holds_leave_no_more_open_than_none(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as phones:
        alice, bob = await speaking(*phones, secure=True)
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(25):  # each side may ask for so many changes in a minute
            parted = asyncio.ensure_future(bob.is_offered())
            await alice.offer("sendonly")
            await parted
            joined = asyncio.ensure_future(bob.is_offered())
            await alice.offer("sendrecv")
            await joined
        await bob.is_heard_by(alice)
        assert len(os.listdir("/proc/self/fd")) == before
        await alice.hang_up()
        await bob.phone.expect("BYE")
        bob.ear.close()


async def test_nothing_of_a_hold_is_left_when_the_edge_stops(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as phones:
        alice, bob = await speaking(*phones, secure=True)
        await alice.offer("sendonly")
        await bob.is_offered()
        await running.edge.stop()
        for voice in (alice, bob):
            voice.ear.close()
    # A socket that is left warns, and a warning fails the test.
