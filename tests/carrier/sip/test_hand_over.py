"""Another device goes on with an answered call, in the place of the one that has it."""

from __future__ import annotations

import asyncio

import pytest

from carrier.network.port import CannotNow, Ending
from carrier.sip.sdp import Audio, read_description
from tests.carrier.sip.directory import device
from tests.carrier.sip.running import Running
from tests.carrier.sip.sounding import Voice, speaking
from tests.carrier.sip.user_agent import registered, sdp

TAKEN_OVER = Ending(200, "taken-over")


class Line:
    """The line of a device that brings an offer."""

    def __init__(self) -> None:
        self.answered: Audio | None = None
        self.ended: Ending | None = None

    def ring(self, early: Audio | None = None) -> None: ...

    def answer(self, audio: Audio) -> None:
        self.answered = audio

    def end(self, ending: Ending) -> None:
        self.ended = ending

    async def renegotiate(self, audio: Audio) -> Audio:
        raise CannotNow(488)

    async def offer(self) -> Audio:
        raise CannotNow(488)

    def settle(self, answer: Audio | None) -> None: ...


OFFER, _ = read_description(sdp(43_000).encode())


def id_of(voice: Voice) -> str:
    assert voice.talk.invite is not None
    plain = voice.talk.invite.headers.get("session-id")
    return "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))


async def test_the_other_side_talks_to_the_new_line_and_the_old_one_is_hung_up(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as phones:
        alice, bob = await speaking(*phones, secure=False)
        found = running.edge.talking("bob", id_of(bob))
        assert found is not None
        assert running.edge.talking("alice", id_of(bob)) is None
        call, leaving = found
        line = Line()
        joining = call.seat(line, "bob-2")
        asked = asyncio.ensure_future(alice.is_offered())
        await call.hand_over(leaving, joining, OFFER, TAKEN_OVER)
        assert (await asked).port == 43_000
        assert line.answered is not None
        assert alice.ear.local is not None
        assert line.answered.port == alice.ear.local.port
        bye = await bob.phone.expect("BYE")
        assert bye.headers.get("reason") == 'SIP;cause=200;text="taken-over"'
        assert running.directory.entries == []
        joining.end(Ending(200, "hung-up"))
        await alice.phone.expect("BYE")
        entries = await running.directory.kept(2)
        assert [(entry.account_id, entry.reason) for entry in entries] == [
            ("alice", "remote-hung-up"),
            ("bob", "hung-up"),
        ]
        alice.ear.close()
        bob.ear.close()


async def test_who_is_held_stays_held_and_the_new_line_hears_music(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as phones:
        alice, bob = await speaking(*phones, secure=False)
        await alice.offer("sendonly")
        await bob.is_offered()
        found = running.edge.talking("bob", id_of(bob))
        assert found is not None
        call, leaving = found
        line = Line()
        await call.hand_over(leaving, call.seat(line, "bob-2"), OFFER, TAKEN_OVER)
        assert line.answered is not None
        assert line.answered.direction == "sendonly"
        await bob.phone.expect("BYE")
        assert alice.phone.silent()
        alice.ear.close()
        bob.ear.close()


async def test_a_side_that_refuses_stays_where_it_was(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as phones:
        alice, bob = await speaking(*phones, secure=False)
        found = running.edge.talking("bob", id_of(bob))
        assert found is not None
        call, leaving = found
        line = Line()
        asked = asyncio.ensure_future(call.hand_over(leaving, call.seat(line, "bob-2"), OFFER, TAKEN_OVER))
        alice.phone.respond(await alice.phone.expect("INVITE"), 488)
        await alice.phone.expect("ACK")
        with pytest.raises(CannotNow, match="488"):
            await asked
        assert (line.answered, line.ended) == (None, None)
        await bob.is_heard_by(alice)
        await alice.hang_up()
        await bob.phone.expect("BYE")
        bob.ear.close()


async def test_a_line_that_gives_up_meanwhile_leaves_the_two_together(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as phones:
        alice, bob = await speaking(*phones, secure=True)
        found = running.edge.talking("bob", id_of(bob))
        assert found is not None
        call, leaving = found
        joining = call.seat(Line(), "bob-2")
        secure = alice.ear.offer(secure=True)
        asked = asyncio.ensure_future(call.hand_over(leaving, joining, secure, TAKEN_OVER))
        invite = await alice.phone.expect("INVITE")
        joining.end(Ending(487, "cancelled"))
        alice.phone.respond(invite, 200, invite.body.decode())
        await alice.phone.expect("ACK")
        back = asyncio.ensure_future(bob.is_offered())
        await alice.is_offered()
        await back
        assert await asyncio.wait({asked})
        assert isinstance(asked.exception(), CannotNow)
        await bob.is_heard_by(alice)
        await alice.hang_up()
        await bob.phone.expect("BYE")
        bob.ear.close()
