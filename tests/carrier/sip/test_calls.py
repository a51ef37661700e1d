"""Calls between two accounts' devices."""

from __future__ import annotations

import pytest

from carrier.sip.directory import Called
from carrier.sip.message import Message
from tests.carrier.sip.directory import ALICE, BOB, PREMIUM, device
from tests.carrier.sip.running import Running
from tests.carrier.sip.user_agent import registered, sdp


def reason(message: Message) -> str:
    return message.headers.get("reason")


async def test_a_call_rings_is_answered_and_is_hung_up(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing = alice.call(BOB, mine=ALICE)
        incoming = await bob.rung()
        assert incoming.invite is not None
        assert incoming.invite.from_.uri.user == ALICE
        assert incoming.invite.to.uri.user == BOB
        assert incoming.invite.headers.get("p-asserted-identity") == f"<sip:{ALICE}@fiveline.test>"
        ringing = await alice.expect(180)
        await bob.take(incoming)
        answer = await alice.answered(outgoing)
        assert answer.headers.get("session-id") == ringing.headers.get("session-id")
        assert answer.headers.get("session-id") != incoming.invite.headers.get("session-id")
        outgoing.send("BYE")
        await alice.expect(200)
        bye = await bob.expect("BYE")
        assert reason(bye) == 'SIP;cause=200;text="remote-hung-up"'
        bob.respond(bye, 200)
        mine, theirs = await running.directory.kept(2)
    assert (mine.direction, mine.outcome, mine.reason, mine.peer) == ("outgoing", "answered", "hung-up", BOB)
    assert (theirs.direction, theirs.outcome, theirs.reason) == ("incoming", "answered", "remote-hung-up")
    assert theirs.answered_by == "bob-1"
    assert mine.call_id.replace("-", "") == answer.headers.get("session-id")
    assert theirs.call_id.replace("-", "") == incoming.invite.headers.get("session-id")


async def test_the_first_device_to_answer_takes_the_call(running: Running) -> None:
    devices = [device("bob", number) for number in (1, 2, 3)]
    async with registered(running.ports, device("alice"), *devices) as (alice, *bobs):
        outgoing = alice.call(BOB)
        rung = [await bob.rung() for bob in bobs]
        await bobs[1].take(rung[1])
        await alice.answered(outgoing)
        for bob, talk in ((bobs[0], rung[0]), (bobs[2], rung[2])):
            cancel = await bob.expect("CANCEL")
            assert reason(cancel) == 'SIP;cause=200;text="Call completed elsewhere"'
            bob.respond(cancel, 200)
            talk.answer(487)
            await bob.expect("ACK")
        rung[1].send("BYE")
        await bobs[1].expect(200)
        bye = await alice.expect("BYE")
        alice.respond(bye, 200)
        entries = await running.directory.kept(2)
    assert [entry.answered_by for entry in entries] == [None, "bob-2"]


async def test_a_later_answer_is_acknowledged_and_hung_up(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob"), device("bob", 2)) as (
        alice,
        one,
        two,
    ):
        outgoing = alice.call(BOB)
        first, second = await one.rung(), await two.rung()
        await one.take(first)
        await alice.answered(outgoing)
        cancel = await two.expect("CANCEL")
        second.answer(200, sdp())
        two.respond(cancel, 200)
        await two.expect("ACK")
        bye = await two.expect("BYE")
        assert reason(bye) == 'SIP;cause=200;text="Call completed elsewhere"'
        two.respond(bye, 200)


async def test_a_decline_on_one_device_stops_all(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob"), device("bob", 2)) as (
        alice,
        one,
        two,
    ):
        outgoing = alice.call(BOB)
        first, second = await one.rung(), await two.rung()
        await alice.expect(180)
        first.answer(603)
        await one.expect("ACK")
        cancel = await two.expect("CANCEL")
        two.respond(cancel, 200)
        second.answer(487)
        refusal = await alice.refused(outgoing, 603)
        assert reason(refusal) == 'SIP;cause=603;text="declined"'
        mine, theirs = await running.directory.kept(2)
    assert (mine.outcome, theirs.outcome) == ("declined", "declined")


async def test_one_busy_device_lets_the_others_ring(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob"), device("bob", 2)) as (
        alice,
        one,
        two,
    ):
        outgoing = alice.call(BOB)
        first, second = await one.rung(), await two.rung()
        await alice.expect(180)
        first.answer(486)
        await one.expect("ACK")
        assert two.silent()
        await two.take(second)
        await alice.answered(outgoing)


async def test_what_a_device_writes_into_an_address_is_not_said_again(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing = alice.call(BOB)
        incoming = await bob.rung()
        await alice.expect(180)
        assert incoming.invite is not None
        bob.respond(incoming.invite, 486, to=f'"{"A" * 5_000}" <sip:x@evil.example;lr>;tag=busy;evil=1')
        ack = await bob.expect("ACK")
        assert ack.headers.get("to") == f"{incoming.invite.headers.get('to')};tag=busy"
        await alice.refused(outgoing, 486)


async def test_all_busy_is_busy(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob"), device("bob", 2)) as (
        alice,
        one,
        two,
    ):
        outgoing = alice.call(BOB)
        first, second = await one.rung(), await two.rung()
        await alice.expect(180)
        first.answer(486)
        second.answer(480)
        refusal = await alice.refused(outgoing, 486)
        assert reason(refusal) == 'SIP;cause=486;text="busy"'
        mine, theirs = await running.directory.kept(2)
    assert (mine.outcome, theirs.outcome, theirs.reason) == ("busy", "missed", "busy")


async def test_nobody_registered_is_unreachable_and_a_missed_call(running: Running) -> None:
    async with registered(running.ports, device("alice")) as (alice,):
        refusal = await alice.refused(alice.call(BOB), 480)
        assert reason(refusal) == 'SIP;cause=480;text="unreachable"'
        mine, theirs = await running.directory.kept(2)
    assert (mine.outcome, mine.reason) == ("failed", "unreachable")
    assert (theirs.outcome, theirs.account_id, theirs.peer) == ("missed", "bob", ALICE)


async def test_nobody_answers_within_the_time(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing = alice.call(BOB)
        incoming = await bob.rung()
        await alice.expect(180)
        cancel = await bob.expect("CANCEL")
        assert reason(cancel) == 'SIP;cause=480;text="no-answer"'
        bob.respond(cancel, 200)
        incoming.answer(487)
        refusal = await alice.refused(outgoing, 480)
        assert reason(refusal) == 'SIP;cause=480;text="no-answer"'
        mine, theirs = await running.directory.kept(2)
    assert (mine.outcome, theirs.outcome, theirs.reason) == ("no-answer", "missed", "no-answer")


async def test_giving_up_before_the_answer_cancels(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing = alice.call(BOB)
        incoming = await bob.rung()
        await alice.expect(180)
        outgoing.send("CANCEL", seq=1, branch=outgoing.branch)
        await alice.expect(200)
        await alice.refused(outgoing, 487)
        cancel = await bob.expect("CANCEL")
        assert reason(cancel) == 'SIP;cause=487;text="cancelled"'
        bob.respond(cancel, 200)
        incoming.answer(487)
        await bob.expect("ACK")
        mine, theirs = await running.directory.kept(2)
    assert (mine.outcome, theirs.outcome) == ("cancelled", "missed")


async def test_an_answer_that_crosses_the_cancel_is_hung_up(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing = alice.call(BOB)
        incoming = await bob.rung()
        await alice.expect(180)
        outgoing.send("CANCEL", seq=1, branch=outgoing.branch)
        cancel = await bob.expect("CANCEL")
        incoming.answer(200, sdp())
        bob.respond(cancel, 200)
        await bob.expect("ACK")
        bye = await bob.expect("BYE")
        bob.respond(bye, 200)
        await alice.expect(200)
        await alice.refused(outgoing, 487)


async def test_a_refused_number_says_why_and_is_kept(running: Running) -> None:
    async with registered(running.ports, device("alice")) as (alice,):
        refusal = await alice.refused(alice.call(PREMIUM, mine=ALICE), 403)
        assert reason(refusal) == 'SIP;cause=403;text="premium-rate"'
        (mine,) = await running.directory.kept(1)
    assert (mine.outcome, mine.reason, mine.peer) == ("failed", "premium-rate", PREMIUM)


async def test_a_hidden_number_stays_hidden(running: Running) -> None:
    running.directory.hidden.add(ALICE)
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        alice.call(BOB)
        incoming = await bob.rung()
        assert incoming.invite is not None
        text = incoming.invite.render().decode()
        assert ALICE not in text
        assert "alice" not in text
        assert incoming.invite.headers.get("privacy") == "id"


async def test_a_device_does_not_ring_itself_but_its_siblings_do(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("alice", 2)) as (one, two):
        outgoing = one.call(ALICE)
        incoming = await two.rung()
        await two.take(incoming)
        await one.answered(outgoing)
        outgoing.send("BYE")
        await one.expect(200)
        two.respond(await two.expect("BYE"), 200)
        entries = await running.directory.kept(2)
    assert {entry.direction for entry in entries} == {"outgoing", "incoming"}
    assert len({entry.call_id for entry in entries}) == 2


async def test_the_end_of_a_session_ends_its_calls_and_its_registration(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing = alice.call(BOB)
        incoming = await bob.rung()
        await bob.take(incoming)
        await alice.answered(outgoing)
        del running.directory.devices["alice-1"]
        await running.edge.end_device("alice-1")
        for phone, heard in ((alice, '480;text="session-ended"'), (bob, '200;text="remote-hung-up"')):
            bye = await phone.expect("BYE")
            assert reason(bye) == f"SIP;cause={heard}"
            phone.respond(bye, 200)
        assert not running.edge.is_registered("alice-1")
        assert running.edge.is_registered("bob-1")
        alice.ask_to_register()
        await alice.expect(401)


async def test_the_end_of_a_session_stops_what_rings(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing = alice.call(BOB)
        incoming = await bob.rung()
        await alice.expect(180)
        await running.edge.end_device("alice-1")
        cancel = await bob.expect("CANCEL")
        assert reason(cancel) == 'SIP;cause=487;text="cancelled"'
        bob.respond(cancel, 200)
        incoming.answer(487)
        refusal = await alice.refused(outgoing, 480)
        assert reason(refusal) == 'SIP;cause=480;text="session-ended"'
        mine, theirs = await running.directory.kept(2)
    assert (mine.outcome, mine.reason) == ("failed", "session-ended")
    assert (theirs.outcome, theirs.reason) == ("missed", "cancelled")


async def test_a_cancel_that_overtakes_the_digest_stops_the_call(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        running.directory.open.clear()
        outgoing = alice.call(BOB)
        outgoing.send("CANCEL", seq=1, branch=outgoing.branch)
        await alice.expect(200)
        running.directory.open.set()
        await alice.refused(outgoing, 487)
        (mine,) = await running.directory.kept(1)
        assert bob.silent()
    assert (mine.outcome, mine.reason) == ("cancelled", "cancelled")


@pytest.mark.logs("could not be handled")
async def test_a_directory_that_fails_is_no_silence(running: Running) -> None:
    async with registered(running.ports, device("alice")) as (alice,):
        running.directory.broken = True
        await alice.refused(alice.call(BOB), 500)


async def test_a_device_whose_session_is_over_calls_nobody(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        del running.directory.devices["alice-1"]
        refusal = await alice.refused(alice.call(BOB), 403)
        assert reason(refusal) == 'SIP;cause=403;text="session-ended"'
        alice.ask_to_register()
        asked = await alice.expect(401)
        challenge = asked.headers.get("www-authenticate")
        alice.ask_to_register(alice.authorization(challenge, method="REGISTER", uri="sip:fiveline.test"))
        await alice.expect(403)
        assert bob.silent()


async def test_a_signed_out_device_that_rings_is_unreachable_to_the_caller(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        outgoing = alice.call(BOB)
        await bob.rung()
        await alice.expect(180)
        await running.edge.end_device("bob-1")
        refusal = await alice.refused(outgoing, 480)
        assert reason(refusal) == 'SIP;cause=480;text="unreachable"'
        assert reason(await bob.expect("CANCEL")) == 'SIP;cause=480;text="session-ended"'
        mine, theirs = await running.directory.kept(2)
    assert (mine.outcome, mine.reason, theirs.outcome) == ("failed", "unreachable", "missed")


async def test_why_a_number_can_not_be_called_is_for_its_owner_to_know(running: Running) -> None:
    running.directory.numbers[BOB] = Called("bob", "number-b", BOB, "number-off")
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        refusal = await alice.refused(alice.call(BOB), 480)
        assert reason(refusal) == 'SIP;cause=480;text="unreachable"'
        mine, theirs = await running.directory.kept(2)
        assert bob.silent()
    assert (mine.outcome, mine.reason) == ("failed", "unreachable")
    assert (theirs.outcome, theirs.reason) == ("missed", "number-off")


async def test_a_caller_whose_connection_is_lost_has_given_up(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        alice.call(BOB)
        await bob.rung()
        alice.close()
        assert reason(await bob.expect("CANCEL")) == 'SIP;cause=487;text="cancelled"'
        mine, theirs = await running.directory.kept(2)
    assert (mine.reason, theirs.outcome, theirs.reason) == ("unreachable", "missed", "cancelled")


async def test_a_call_that_can_not_be_kept_at_once_is_kept_a_moment_later(running: Running) -> None:
    running.directory.fails_to_keep = 1
    async with registered(running.ports, device("alice")) as (alice,):
        await alice.refused(alice.call(PREMIUM, mine=ALICE), 403)
        (mine,) = await running.directory.kept(1)
    assert mine.reason == "premium-rate"
