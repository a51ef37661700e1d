"""What is heard before the answer: passed on from one callee, and from nobody where there are several."""

from __future__ import annotations

import pytest

from carrier.network.ear import open_ear
from carrier.network.port import Ending
from carrier.network.recordings import recording
from carrier.network.simulated import Conversation
from carrier.sip.sdp import Audio, read_description
from tests.carrier.sip.directory import BOB, device
from tests.carrier.sip.running import Running
from tests.carrier.sip.sounding import Voice, described
from tests.carrier.sip.user_agent import registered, sdp


async def test_what_the_callee_says_before_the_answer_is_heard(running: Running) -> None:
    ears = await open_ear("127.0.0.1"), await open_ear("127.0.0.1")
    async with registered(running.ports, device("alice"), device("bob")) as (a, b):
        talk = a.call(BOB, body=described(ears[0].offer(secure=True)))
        incoming = await b.rung()
        await a.expect(180)
        assert incoming.invite is not None
        body = described(ears[1].answer(read_description(incoming.invite.body)[0]))
        incoming.answer(183, body)
        early = await a.expect(183)
        ears[0].accept(read_description(early.body)[0])
        alice, bob = Voice(a, talk, ears[0], secure=True), Voice(b, incoming, ears[1], secure=True)
        await bob.is_heard_by(alice)
        incoming.answer(183, body)
        await b.take(incoming, body)
        answer = await a.answered(talk)
        assert answer.body == early.body  # the same description, of the same version
        assert answer.to.tag == early.to.tag
        await bob.is_heard_by(alice)
        await alice.hang_up()
        await b.expect("BYE")
        ears[1].close()


async def test_early_sound_that_is_not_as_secret_as_was_offered_is_not_passed_on(running: Running) -> None:
    ear = await open_ear("127.0.0.1")
    async with registered(running.ports, device("alice"), device("bob")) as (a, b):
        a.call(BOB, body=described(ear.offer(secure=True)))
        incoming = await b.expect("INVITE")
        tag = f"{incoming.headers.get('to')};tag=b"
        for body in (sdp(41_000), "v=0\r\nnothing of use\r\n"):
            b.respond(incoming, 183, body, to=tag)
        ringing = await a.expect(180)
        assert not ringing.body
        b.respond(incoming, 486, to=tag)
        await b.expect("ACK")
        await a.expect(486)
    ear.close()


async def test_of_several_who_ring_nobody_is_heard(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob"), device("bob", 2)) as (a, *bobs):
        talk = a.call(BOB)
        rung = [await bob.rung() for bob in bobs]
        rung[0].answer(183, sdp(41_000))
        await a.expect(180)
        await bobs[1].take(rung[1], sdp(41_002))
        assert b"m=audio 41002 " in (await a.answered(talk)).body
        await bobs[0].expect("CANCEL")


async def test_another_than_was_heard_answers_in_a_dialog_of_its_own(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (a, b):
        talk = a.call(BOB)
        first = await b.rung()
        await a.expect(180)
        first.answer(183, sdp(41_000))
        early = await a.expect(183)
        async with registered(running.ports, device("bob", 2)) as (late,):
            second = await late.rung()
            await late.take(second, sdp(41_002))
            answer = await a.answered(talk)
            assert b"m=audio 41002 " in answer.body
            assert answer.to.tag != early.to.tag
            await b.expect("CANCEL")
            talk.send("BYE")
            await a.expect(200)
            await late.expect("BYE")


async def test_an_announcement_of_the_network_is_heard_before_its_refusal(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = await open_ear("127.0.0.1")

    async def announces(self: Conversation, offer: Audio) -> None:
        assert self.back is not None
        own = self.ear = await open_ear("127.0.0.1")
        self.back.ring(own.answer(offer))
        await own.speak([recording("goodbye")])
        self.hang_up(Ending(404, "wrong-number"))

    monkeypatch.setattr(Conversation, "take", announces)
    async with registered(running.ports, device("alice")) as (a,):
        talk = a.call("+33199000042", body=described(ear.offer(secure=True)))
        ear.accept(read_description((await a.expect(183)).body)[0])
        await Voice(a, talk, ear, secure=True).hears()
        await a.expect(404)
    ear.close()
