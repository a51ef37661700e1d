"""A device of the account goes on with a call that another one has: "take over here"."""

from __future__ import annotations

import asyncio
import uuid

from carrier.network.ear import open_ear
from carrier.sip.sdp import read_description
from tests.carrier.sip.directory import device
from tests.carrier.sip.running import Running
from tests.carrier.sip.sounding import Voice, described, speaking
from tests.carrier.sip.test_transfers import accepted, asks, notified, refer, replacing, three
from tests.carrier.sip.user_agent import UserAgent, registered

MOVED = 'SIP;cause=200;text="moved"'


async def take_over(phone: UserAgent, call_id: str, other: Voice, *, secure: bool = True) -> Voice:
    """`phone` asks for the call, and `other`, who is the other side of it, is offered its sound."""
    ear = await open_ear("127.0.0.1")
    talk = phone.call(f"call-{call_id}", body=described(ear.offer(secure=secure)))
    offered = asyncio.ensure_future(other.is_offered())
    answered = await phone.answered(talk)
    assert answered.headers.get("session-id") == call_id.replace("-", "")
    audio, _ = read_description(answered.body)
    ear.accept(audio)
    other.ear.accept(await offered)
    return Voice(phone, talk, ear, secure=secure)


async def test_each_device_may_take_a_call_over_and_sound_goes_on_both_ways(running: Running) -> None:
    phones = (device("alice"), device("bob"), device("bob", 2), device("bob", 3))
    async with registered(running.ports, *phones) as [one, two, three, four]:
        waiting = [asyncio.ensure_future(each.rung()) for each in (three, four)]
        alice, bob = await speaking(one, two, secure=True)
        for each, ringing in zip((three, four), waiting, strict=True):
            await ringing
            each.respond(await each.expect("CANCEL"), 200)
            (await ringing).answer(487)
            await each.expect("ACK")
        [call] = await running.directory.under_way("bob", "bob-1")
        third = await take_over(three, call.call_id, alice)
        bye = await two.expect("BYE")
        assert bye.headers.get("reason") == MOVED
        two.respond(bye, 200)
        bob.ear.close()
        await third.is_heard_by(alice)
        await alice.is_heard_by(third)
        await running.directory.under_way("bob", "bob-2")
        fourth = await take_over(four, call.call_id, alice)
        assert (await three.expect("BYE")).headers.get("reason") == MOVED
        third.ear.close()
        await fourth.is_heard_by(alice)
        await alice.is_heard_by(fourth)
        await running.directory.under_way("bob", "bob-3")
        assert running.directory.active["alice"][0].device_id == "alice-1"
        fourth.talk.send("BYE")
        await one.expect("BYE")
        entries = {entry.account_id: entry for entry in await running.directory.kept(2)}
        assert entries["bob"].outcome == "answered"
        assert entries["bob"].call_id == call.call_id
        await running.directory.under_way("bob")
        await running.directory.under_way("alice")
        fourth.ear.close()
        alice.ear.close()


async def test_who_called_can_move_the_call_as_well(running: Running) -> None:
    phones = (device("alice"), device("bob"), device("alice", 2))
    async with registered(running.ports, *phones) as [one, two, three]:
        alice, bob = await speaking(one, two, secure=True)
        [call] = await running.directory.under_way("alice", "alice-1")
        assert call.direction == "outgoing"
        moved = await take_over(three, call.call_id, bob)
        assert (await one.expect("BYE")).headers.get("reason") == MOVED
        await moved.is_heard_by(bob)
        await bob.is_heard_by(moved)
        for voice in (alice, bob, moved):
            voice.ear.close()


async def test_nobody_takes_over_a_call_of_somebody_else(running: Running) -> None:
    phones = (device("alice"), device("bob"), device("alice", 2))
    async with registered(running.ports, *phones) as [one, two, three]:
        alice, bob = await speaking(one, two, secure=False)
        [hers] = await running.directory.under_way("alice", "alice-1")
        [his] = await running.directory.under_way("bob", "bob-1")
        for call_id in (his.call_id, str(uuid.uuid4())):
            refused = await three.refused(three.call(f"call-{call_id}"), 404)
            assert 'text="call-over"' in refused.headers.get("reason")
        refused = await one.refused(one.call(f"call-{hers.call_id}"), 486)
        for word in (f"call-{hers.call_id.upper()}", f"call-{hers.call_id}x", "call-"):
            await three.refused(three.call(word), 404)
        assert one.silent()
        assert two.silent()
        for voice in (alice, bob):
            voice.ear.close()


async def test_a_call_that_still_rings_can_not_be_taken_over(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob"), device("alice", 2)) as phones:
        one, two, three = phones
        talk = one.call("+33755512302")
        await two.rung()
        response = await one.expect(180)
        plain = response.headers.get("session-id")
        call_id = str(uuid.UUID(plain))
        await three.refused(three.call(f"call-{call_id}"), 404)
        talk.send("CANCEL", seq=talk.seq, branch=talk.branch)
        await one.expect(200)


async def test_a_side_that_can_not_talk_to_the_new_device_stays_where_it_was(running: Running) -> None:
    phones = (device("alice"), device("bob"), device("bob", 2))
    async with registered(running.ports, *phones) as [one, two, three]:
        waiting = asyncio.ensure_future(three.rung())
        alice, bob = await speaking(one, two, secure=True)
        ringing = await waiting
        three.respond(await three.expect("CANCEL"), 200)
        ringing.answer(487)
        await three.expect("ACK")
        [call] = await running.directory.under_way("bob", "bob-1")
        talk = three.call(f"call-{call.call_id}")
        invite = await one.expect("INVITE")
        one.respond(invite, 488)
        await one.expect("ACK")
        await three.refused(talk, 488)
        await alice.is_heard_by(bob)
        await bob.is_heard_by(alice)
        await running.directory.under_way("bob", "bob-1")
        for voice in (alice, bob):
            voice.ear.close()


async def test_after_a_transfer_only_those_who_talk_have_a_call_and_it_can_move(running: Running) -> None:
    async with three(running) as (a, b, c):
        alice, bob = await speaking(a, b, secure=True)
        second, carol = await asks(b, c, secure=True)
        await running.directory.under_way("bob", "bob-1", "bob-1")
        refer(bob, replacing(second.talk))
        await accepted(b)
        moved = asyncio.gather(alice.is_offered(), carol.is_offered())
        assert await notified(b) == (200, "terminated")
        for _ in range(2):
            await b.expect("BYE")
        await moved
        await running.directory.under_way("bob")
        [call] = await running.directory.under_way("alice", "alice-1")
        await running.directory.under_way("carol", "carol-1")
        async with registered(running.ports, device("alice", 2)) as [other]:
            taken = await take_over(other, call.call_id, carol)
            assert (await a.expect("BYE")).headers.get("reason") == MOVED
            await taken.is_heard_by(carol)
            await carol.is_heard_by(taken)
            await running.directory.under_way("alice", "alice-2")
            for voice in (alice, bob, second, carol, taken):
                voice.ear.close()
