"""Hold, glare, lost messages: what happens to a dialog after the answer."""

from __future__ import annotations

from carrier.sip.message import Response
from tests.carrier.sip.directory import BOB, device
from tests.carrier.sip.running import Running
from tests.carrier.sip.user_agent import Talk, UserAgent, registered, sdp, user_agent


async def talking(alice: UserAgent, bob: UserAgent) -> tuple[Talk, Talk]:
    outgoing = alice.call(BOB)
    incoming = await bob.rung()
    await bob.take(incoming)
    await alice.answered(outgoing)
    return outgoing, incoming


async def test_a_refused_change_leaves_the_call_as_it_was(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing, _ = await talking(alice, bob)
        branch = outgoing.send("INVITE", sdp(41_000, formats="9"))
        bob.respond(await bob.expect("INVITE"), 488)
        await bob.expect("ACK")
        await alice.expect(488)
        outgoing.send("ACK", branch=branch)
        outgoing.send("BYE")
        await alice.expect(200)
        await bob.expect("BYE")


async def test_an_invite_without_a_description_is_answered_with_the_current_one(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing, _ = await talking(alice, bob)
        outgoing.send("INVITE")
        answer = await alice.expect(200)
        assert b"m=audio" in answer.body
        outgoing.send("ACK")
        assert bob.silent()


async def test_an_answer_is_sent_again_until_it_is_acknowledged(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob"), transport="udp") as (alice, bob):
        alice.copies = True
        outgoing = await alice.call_with_digest(BOB)
        await bob.take(await bob.rung())
        await alice.expect(180)
        first = await alice.expect(200)
        second = await alice.expect(200)
        assert first.body == second.body
        alice.follow(outgoing, second)
        outgoing.send("ACK")
        outgoing.send("BYE")


async def test_an_answer_that_nobody_acknowledges_ends_the_call(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        alice.call(BOB)
        await bob.take(await bob.rung())
        bye = await bob.expect("BYE")
        assert bye.headers.get("reason") == 'SIP;cause=480;text="technical"'


async def test_our_acknowledgement_is_sent_again_for_each_copy_of_the_answer(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        alice.call(BOB)
        incoming = await bob.rung()
        body = sdp()
        incoming.answer(200, body)
        incoming.answer(200, body)
        await bob.expect("ACK")
        await bob.expect("ACK")


async def test_a_bye_before_the_acknowledgement_ends_the_call(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing = alice.call(BOB)
        await bob.take(await bob.rung())
        await alice.expect(180)
        alice.follow(outgoing, await alice.expect(200))
        outgoing.send("BYE")
        await alice.expect(200)
        await bob.expect("BYE")


async def test_requests_sent_again_do_nothing_twice(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob"), transport="udp") as (alice, bob):
        outgoing = await alice.call_with_digest(BOB)
        incoming = await bob.rung()
        await alice.expect(180)
        outgoing.send("INVITE", sdp(), seq=2, branch=outgoing.branch, extra=outgoing.proof)
        await alice.expect(180)  # the last answer, again
        await bob.take(incoming)
        await alice.answered(outgoing)
        alice.copies = True
        branch = outgoing.send("BYE")
        await alice.expect(200)
        outgoing.send("BYE", seq=outgoing.seq, branch=branch)
        await alice.expect(200)
        await bob.expect("BYE")
        entries = await running.directory.kept(2)
    assert len(entries) == 2


async def test_a_request_with_an_old_number_is_refused(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing, _ = await talking(alice, bob)
        outgoing.send("BYE", seq=1)
        await alice.expect(500)
        assert bob.silent()


async def test_a_call_goes_on_over_the_connection_that_replaces_a_lost_one(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing, incoming = await talking(alice, bob)
        bob.close()
        await bob.expect_end()
        async with user_agent(running.ports, device("bob")) as again:
            await again.register()
            probe = await again.expect("OPTIONS")
            assert probe.call_id == incoming.call_id
            again.respond(probe, 200)
            outgoing.send("BYE")
            await alice.expect(200)
            bye = await again.expect("BYE")
            assert bye.call_id == incoming.call_id


async def test_a_device_that_came_back_without_its_call_ends_it(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        await talking(alice, bob)
        bob.close()
        await bob.expect_end()
        async with user_agent(running.ports, device("bob")) as again:
            await again.register()
            again.respond(await again.expect("OPTIONS"), 481)
            bye = await alice.expect("BYE")
            assert bye.headers.get("reason") == 'SIP;cause=480;text="technical"'


async def test_a_caller_that_vanishes_stops_the_ringing(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        alice.call(BOB)
        await bob.rung()
        alice.close()
        await bob.expect("CANCEL")


async def test_an_endless_flood_of_updates_is_bounded(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing, _ = await talking(alice, bob)
        for _ in range(100):
            outgoing.send("UPDATE", sdp(41_000))
        statuses = set()
        for _ in range(99):  # one waits for bob, who does not answer
            message = await alice.inbox.get()
            assert isinstance(message, Response)
            statuses.add(message.status)
        assert statuses == {500}
        await bob.expect("INVITE")
        assert bob.silent()
