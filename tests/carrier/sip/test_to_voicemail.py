"""A call that nobody answers is led to voicemail: when, what becomes of everybody in it, and what is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest

from carrier.network.ear import open_ear
from carrier.sip.directory import CallEntry, Then, Unanswered
from carrier.sip.message import Request
from carrier.sip.sdp import read_description
from tests.carrier.sip.answering import WORDS, Machine, MemoryReception, Stay, answering
from tests.carrier.sip.directory import ALICE, BOB, MemoryDirectory, device
from tests.carrier.sip.running import Running, run_edge
from tests.carrier.sip.sounding import Voice, described, until
from tests.carrier.sip.test_transfers import accepted, notified, refer, three
from tests.carrier.sip.user_agent import DOMAIN, UserAgent, registered, sdp, user_agent

AFTER_SECONDS = 0.3


@dataclass
class Led:
    """An edge with voicemail for Bob's number."""

    running: Running
    reception: MemoryReception
    machine: Machine

    @property
    def directory(self) -> MemoryDirectory:
        return self.running.directory

    def bob_wants(self, then: Then, *, word: str = "", after_seconds: float = AFTER_SECONDS) -> None:
        unanswered = Unanswered(then, after_seconds, "fr")
        self.directory.numbers[BOB] = replace(self.directory.numbers[BOB], word=word, unanswered=unanswered)

    async def kept(self) -> tuple[CallEntry, CallEntry]:
        """The caller's entry and the callee's."""
        entries = {entry.account_id: entry for entry in await self.directory.kept(2)}
        return entries["alice"], entries["bob"]


@pytest.fixture
async def led(certificate: Path) -> AsyncIterator[Led]:
    async with answering() as machine:
        reception = MemoryReception(machine)
        async with run_edge(certificate, reception=reception) as edge:
            running = Led(edge, reception, machine)
            running.bob_wants(Then.VOICEMAIL)
            yield running


async def speaks_to(
    led: Led, phone: UserAgent, number: str = BOB, *, secure: bool = True
) -> tuple[Voice, Stay]:
    ear = await open_ear("127.0.0.1")
    talk = phone.call(number, body=described(ear.offer(secure=secure)))
    stay = await led.machine.stay(len(led.machine.stays) + 1)
    answer, _ = read_description((await phone.answered(talk)).body)
    ear.accept(answer)
    return Voice(phone, talk, ear, secure=secure), stay


async def is_heard(voice: Voice, stay: Stay, payload: bytes = bytes([0x55]) * 160) -> None:
    async with asyncio.timeout(5):
        while True:
            await voice.ear.say([payload])
            while not stay.heard.empty():
                if stay.heard.get_nowait().payload == payload:
                    return


async def hears(voice: Voice, stay: Stay) -> None:
    payload = bytes([0x66]) * 160
    listening = asyncio.ensure_future(voice.hears(payload))
    async with asyncio.timeout(5):
        while not listening.done():
            await stay.ear.say([payload])
    await listening


async def hangs_up(voice: Voice, stay: Stay) -> None:
    await voice.hang_up()
    await until(lambda: stay.over)


@pytest.mark.parametrize("secure", [False, True])
async def test_where_no_device_is_the_caller_talks_to_voicemail_at_once(led: Led, secure: bool) -> None:
    async with registered(led.running.ports, device("alice")) as (a,):
        alice, stay = await speaks_to(led, a, secure=secure)
        [guest] = led.reception.guests.values()
        assert (guest.account_id, guest.number_id, guest.peer) == ("bob", "number-b", ALICE)
        assert (stay.visit.words, stay.visit.records) == (WORDS, True)
        assert ALICE.encode() not in stay.invite.render()
        assert bool(stay.offers[0].cryptos) == secure
        await is_heard(alice, stay)
        await hears(alice, stay)
        [missed] = await led.directory.kept(1)  # while the caller talks
        assert (missed.outcome, missed.reason, missed.to_voicemail) == ("missed", "unreachable", True)
        assert missed.call_id == guest.call_id
        await led.directory.under_way("alice", "alice-1")
        await hangs_up(alice, stay)
        mine, theirs = await led.kept()
        assert (mine.outcome, mine.to_voicemail) == ("answered", False)
        assert theirs == missed
    assert led.reception.forgotten == []


async def test_devices_ring_for_as_long_as_the_number_says(led: Led) -> None:
    async with registered(led.running.ports, device("alice"), device("bob"), device("bob", 2)) as (a, *bobs):
        started = asyncio.get_running_loop().time()
        talk = a.call(BOB)
        rung = [await bob.rung() for bob in bobs]
        for bob, each in zip(bobs, rung, strict=True):
            cancel = await bob.expect("CANCEL")
            assert cancel.headers.get("reason") == 'SIP;cause=480;text="no-answer"'
            bob.respond(cancel, 200)
            each.answer(487)
        assert asyncio.get_running_loop().time() - started >= AFTER_SECONDS
        await a.answered(talk)
        led.machine.hang_up(await led.machine.stay())
        bye = await a.expect("BYE")
        assert bye.headers.get("reason") == 'SIP;cause=200;text="remote-hung-up"'
        mine, theirs = await led.kept()
    assert (mine.outcome, theirs.outcome, theirs.reason) == ("answered", "missed", "no-answer")
    fates = {each.device_id: each.fate for each in theirs.devices}
    assert (fates["bob-1"], fates["bob-2"]) == ("rang", "rang")


@pytest.mark.parametrize(
    ("status", "outcome", "word"),
    [(603, "declined", "declined"), (486, "missed", "busy"), (500, "missed", "technical")],
)
async def test_who_is_declined_or_finds_all_busy_leaves_word_too(
    led: Led, status: int, outcome: str, word: str
) -> None:
    async with registered(led.running.ports, device("alice"), device("bob")) as (a, b):
        talk = a.call(BOB)
        (await b.rung()).answer(status)
        await a.answered(talk)
        await led.machine.stay()
        [theirs] = await led.directory.kept(1)
        talk.send("BYE")
        await a.expect(200)
        await led.kept()
    assert (theirs.outcome, theirs.reason, theirs.to_voicemail) == (outcome, word, True)
    assert {each.device_id: each.fate for each in theirs.devices}["bob-1"] == word


async def test_an_answer_that_crosses_the_diversion_is_let_go(led: Led) -> None:
    async with registered(led.running.ports, device("alice"), device("bob")) as (a, b):
        talk = a.call(BOB)
        incoming = await b.rung()
        await b.expect("CANCEL")
        await b.take(incoming)  # too late by a hair
        assert (await b.expect("BYE")).headers.get("reason") == 'SIP;cause=480;text="no-answer"'
        await a.answered(talk)
        await led.machine.stay()
        assert a.silent()


@pytest.mark.parametrize("early", [-0.003, 0.0, 0.003])
async def test_at_the_moment_of_diversion_one_of_the_two_answers(led: Led, early: float) -> None:
    led.bob_wants(Then.VOICEMAIL, after_seconds=0.1)
    async with registered(led.running.ports, device("alice"), device("bob")) as (a, b):
        talk = a.call(BOB)
        incoming = await b.expect("INVITE")
        to = f"{incoming.headers.get('to')};tag=b"
        await asyncio.sleep(0.1 + early)
        b.respond(incoming, 200, sdp(41_000), to=to)
        answered = await a.answered(talk)
        came = await b.inbox.get()
        if isinstance(came, Request) and came.method == "CANCEL":
            came = await b.inbox.get()
        assert isinstance(came, Request)
        assert came.method == "ACK"
        talk.send("BYE")
        await a.expect(200)
        bye = await b.expect("BYE")
        mine, theirs = await led.kept()
        lost = "no-answer" in bye.headers.get("reason")
        assert mine.outcome == "answered"
        assert (theirs.outcome, len(led.machine.stays)) == (("missed", 1) if lost else ("answered", 0))
        assert answered.body


async def test_a_caller_who_gives_up_on_the_way_is_not_expected_any_more(led: Led) -> None:
    led.machine.open.clear()
    async with registered(led.running.ports, device("alice")) as (a,):
        talk = a.call(BOB)
        await a.expect(180)
        await until(lambda: led.machine.expected == {} and len(led.reception.guests) == 1)
        talk.send("CANCEL", seq=1, branch=talk.branch)
        await a.expect(200)
        await a.refused(talk, 487)
        await until(lambda: len(led.machine.cancelled) == 1)
        await until(lambda: led.reception.forgotten == list(led.reception.guests))
        mine, theirs = await led.kept()
    assert (mine.outcome, theirs.outcome, theirs.to_voicemail) == ("cancelled", "missed", True)
    assert led.machine.stays == []


async def test_a_caller_who_gives_up_while_there_is_no_room_is_forgotten(led: Led) -> None:
    led.machine.full = 99
    async with registered(led.running.ports, device("alice")) as (a,):
        talk = a.call(BOB)
        await a.expect(180)
        await until(lambda: led.machine.full < 99)
        talk.send("CANCEL", seq=1, branch=talk.branch)
        await a.expect(200)
        await a.refused(talk, 487)
        await until(lambda: len(led.reception.forgotten) == 1)


async def test_a_device_that_comes_back_during_the_greeting_is_not_rung(led: Led) -> None:
    async with registered(led.running.ports, device("alice")) as (a,):
        alice, stay = await speaks_to(led, a)
        async with registered(led.running.ports, device("bob")) as (b,):
            await is_heard(alice, stay)
            assert b.silent()
            await hangs_up(alice, stay)


async def test_a_device_that_comes_back_while_the_caller_is_led_away_is_not_rung(led: Led) -> None:
    led.machine.full = 2
    async with registered(led.running.ports, device("alice")) as (a,):
        talk = a.call(BOB)
        await a.expect(180)
        async with registered(led.running.ports, device("bob")) as (b,):
            await a.answered(talk)
            assert b.silent()


async def test_who_waits_for_room_hears_ringing_and_then_voicemail(led: Led) -> None:
    led.machine.full = 2
    async with registered(led.running.ports, device("alice")) as (a,):
        talk = a.call(BOB)
        await a.expect(180)
        await a.answered(talk)
    assert (led.machine.full, len(led.machine.stays), len(led.reception.guests)) == (0, 1, 1)


@pytest.mark.logs("there was no room at voicemail for call ")
async def test_where_there_is_no_room_for_seconds_nobody_can_be_reached(
    led: Led, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carrier.sip.voicemail._FULL_SECONDS", (0.05, 0.05))
    led.machine.full = 99
    async with registered(led.running.ports, device("alice")) as (a,):
        talk = a.call(BOB)
        await a.expect(180)
        refusal = await a.refused(talk, 480)
        assert refusal.headers.get("reason") == 'SIP;cause=480;text="unreachable"'
        mine, theirs = await led.kept()
        assert led.reception.forgotten == list(led.reception.guests)
    assert led.machine.full == 96
    assert (mine.outcome, theirs.outcome) == ("failed", "missed")


@pytest.mark.logs("could not be led to voicemail", "there was no room at voicemail for call ")
async def test_a_caller_is_told_where_what_is_needed_later_could_not_be_kept(led: Led) -> None:
    led.reception.fails = True
    async with registered(led.running.ports, device("alice")) as (a,):
        talk = a.call(BOB)
        await a.expect(180)
        await a.refused(talk, 480)
        await led.kept()


@pytest.mark.logs("voicemail turned call ")
@pytest.mark.parametrize("dead", [False, True])
async def test_a_process_that_turns_away_or_is_gone_lets_nobody_wait(
    led: Led, monkeypatch: pytest.MonkeyPatch, dead: bool
) -> None:
    monkeypatch.setattr("carrier.sip.call.LED_SECONDS", 0.5)
    led.machine.status, led.machine.dead = 503, dead
    async with registered(led.running.ports, device("alice")) as (a,):
        talk = a.call(BOB)
        await a.expect(180)
        await a.refused(talk, 480)
        led.machine.dead = False
        await until(lambda: led.reception.forgotten == list(led.reception.guests))
        await led.kept()


async def test_when_the_process_dies_the_call_ends(led: Led) -> None:
    async with registered(led.running.ports, device("alice")) as (a,):
        alice, stay = await speaks_to(led, a)
        led.machine.dead = True
        led.running.edge.voicemail_lost(stay.visit.id)
        assert (await a.expect("BYE")).headers.get("reason") == 'SIP;cause=480;text="technical"'
        alice.ear.close()
        mine, _ = await led.kept()
    assert (mine.outcome, mine.reason) == ("answered", "technical")


async def test_the_edge_stops_and_both_ends_are_told(led: Led) -> None:
    async with registered(led.running.ports, device("alice")) as (a,):
        alice, stay = await speaks_to(led, a)
        await led.running.edge.stop()
        assert (await a.expect("BYE")).headers.get("reason") == 'SIP;cause=503;text="technical"'
        await until(lambda: stay.over)
        alice.ear.close()


async def test_whom_the_owner_does_not_want_to_hear_from_leaves_no_word(led: Led) -> None:
    led.directory.blocked.add(ALICE)
    async with registered(led.running.ports, device("alice")) as (a,):
        await a.refused(a.call(BOB), 480)
        _, theirs = await led.kept()
    assert (theirs.outcome, theirs.to_voicemail) == ("blocked", False)
    assert led.reception.guests == {}


async def test_where_voicemail_is_off_it_rings_out_as_ever(led: Led) -> None:
    led.bob_wants(Then.RINGS_OUT)
    async with registered(led.running.ports, device("alice")) as (a,):
        await a.refused(a.call(BOB), 480)
        await led.kept()
    assert led.reception.guests == {}


async def test_one_caller_has_two_at_most_and_another_finds_room(led: Led) -> None:
    async with (
        registered(led.running.ports, device("alice"), device("bob")) as (a, b),
        user_agent(led.running.ports, device("alice", 2)) as second,
    ):
        led.directory.numbers[ALICE] = replace(
            led.directory.numbers[ALICE], unanswered=Unanswered(Then.VOICEMAIL, 0.05)
        )
        led.directory.devices.pop("bob-1")
        await led.running.edge.end_device("bob-1")
        await second.register()
        first, stay = await speaks_to(led, a)
        again, also = await speaks_to(led, a)
        third = second.call(BOB)
        await second.expect(180)
        await until(lambda: len(led.reception.guests) == 3)
        await asyncio.sleep(0.3)  # it was asked again meanwhile
        assert len(led.machine.stays) == 2
        await hangs_up(first, stay)
        await second.answered(third)
        assert len(led.machine.stays) == 3
        await hangs_up(again, also)
        assert b.silent()


async def test_those_who_hide_their_number_are_one_at_each_number(led: Led) -> None:
    led.directory.hidden.add(ALICE)
    async with registered(led.running.ports, device("alice")) as (a,):
        first, stay = await speaks_to(led, a)
        [guest] = led.reception.guests.values()
        assert (guest.peer, guest.of_one) == ("", "hidden number-b")
        await hangs_up(first, stay)


# Within the call


@pytest.mark.parametrize("secure", [False, True])
async def test_a_caller_who_holds_lets_silence_be_recorded_and_goes_on(led: Led, secure: bool) -> None:
    async with registered(led.running.ports, device("alice")) as (a,):
        alice, stay = await speaks_to(led, a, secure=secure)
        await is_heard(alice, stay)
        assert (await alice.offer("sendonly")).direction == "recvonly"
        await until(lambda: len(stay.offers) == 2)
        assert stay.offers[1].direction == "sendonly"
        while not stay.heard.empty():
            stay.heard.get_nowait()
        packets = [await asyncio.wait_for(stay.heard.get(), 5) for _ in range(10)]
        assert not any(stay.ear.is_loud(packet.payload) for packet in packets)
        assert (await alice.offer("sendrecv")).direction == "sendrecv"
        assert len(stay.offers) == 3
        await is_heard(alice, stay)
        await hears(alice, stay)
        await hangs_up(alice, stay)


async def test_another_device_goes_on_with_a_call_to_voicemail(led: Led) -> None:
    async with registered(led.running.ports, device("alice"), device("alice", 2)) as (a, other):
        alice, stay = await speaks_to(led, a)
        [call] = await led.directory.under_way("alice", "alice-1")
        ear = await open_ear("127.0.0.1")
        talk = other.call(f"call-{call.call_id}", body=described(ear.offer(secure=True)))
        ear.accept(read_description((await other.answered(talk)).body)[0])
        await a.expect("BYE")
        alice.ear.close()
        goes_on = Voice(other, talk, ear, secure=True)
        await is_heard(goes_on, stay)
        await hears(goes_on, stay)
        await hangs_up(goes_on, stay)


async def test_who_is_transferred_to_somebody_who_does_not_answer_leaves_word(led: Led) -> None:
    async with three(led.running) as (a, b, c):
        led.directory.devices.pop("bob-1")
        await led.running.edge.end_device("bob-1")
        ear, own = await open_ear("127.0.0.1"), await open_ear("127.0.0.1")
        talk = a.call("+33755512303", body=described(ear.offer(secure=True)))
        incoming = await c.rung()
        assert incoming.invite is not None
        audio, _ = read_description(incoming.invite.body)
        await c.take(incoming, described(own.answer(audio)))
        ear.accept(read_description((await a.answered(talk)).body)[0])
        alice, carol = Voice(a, talk, ear, secure=True), Voice(c, incoming, own, secure=True)
        held = asyncio.ensure_future(alice.is_offered())
        await carol.offer("sendonly")
        await held
        refer(carol, f"sip:{BOB}@{DOMAIN}")
        await accepted(c)
        stay = await led.machine.stay()
        moved = asyncio.ensure_future(alice.is_offered())
        while (told := await notified(c))[1] != "terminated":
            pass
        assert told[0] == 200
        await moved
        await is_heard(alice, stay)
        await hears(alice, stay)
        await c.expect("BYE")
        own.close()
        await hangs_up(alice, stay)
        assert b.silent()


# What callers hear


async def test_the_owner_hears_what_callers_hear_and_nothing_is_kept_of_it(led: Led) -> None:
    number_id = str(uuid4())
    led.directory.numbers[BOB] = replace(led.directory.numbers[BOB], number_id=number_id)
    async with registered(led.running.ports, device("bob"), device("bob", 2), device("alice")) as (
        b,
        also,
        a,
    ):
        bob, stay = await speaks_to(led, b, f"greeting-{number_id}")
        assert not stay.visit.records
        await hears(bob, stay)
        led.machine.hang_up(stay)
        await b.expect("BYE")
        bob.ear.close()
        await a.refused(a.call(f"greeting-{number_id}"), 404)
        await a.refused(a.call(f"greeting-{uuid4()}"), 404)
        await a.refused(a.call("greeting-"), 404)
        await until(lambda: led.running.edge.calls == 0)
        assert also.silent()
    assert [entry for entry in led.directory.entries if entry.account_id == "bob"] == []
    assert led.reception.forgotten == []


@pytest.mark.parametrize(
    ("word", "secure"), [("", True), ("", False), ("number-off", True), ("number-expired", True)]
)
async def test_where_nobody_can_be_reached_it_is_said_before_the_refusal(
    led: Led, word: str, secure: bool
) -> None:
    led.bob_wants(Then.VOICEMAIL if word else Then.NOT_AVAILABLE, word=word)
    ear = await open_ear("127.0.0.1")
    async with registered(led.running.ports, device("alice")) as (a,):
        talk = a.call(BOB, body=described(ear.offer(secure=secure)))
        ear.accept(read_description((await a.expect(183)).body)[0])
        await Voice(a, talk, ear, secure=secure).hears()
        await a.refused(talk, 480)
        mine, theirs = await led.kept()
    ear.close()
    assert (mine.outcome, mine.reason) == ("failed", "unreachable")
    assert (theirs.outcome, theirs.reason, theirs.to_voicemail) == ("missed", word or "unreachable", False)
    assert led.reception.guests == {}


async def test_who_can_not_hear_it_is_refused_at_once(led: Led) -> None:
    led.bob_wants(Then.NOT_AVAILABLE)
    async with registered(led.running.ports, device("alice")) as (a,):
        await a.refused(a.call(BOB, body=sdp(formats="9 101")), 480)


async def test_who_hangs_up_while_it_is_said_is_gone(led: Led) -> None:
    led.bob_wants(Then.NOT_AVAILABLE)
    async with registered(led.running.ports, device("alice"), device("bob")) as (a, b):
        talk = a.call(BOB)
        (await b.rung()).answer(603)
        await a.expect(180)
        await a.expect(183)
        talk.send("CANCEL", seq=1, branch=talk.branch)
        await a.expect(200)
        await a.refused(talk, 487)
        mine, theirs = await led.kept()
    assert (mine.outcome, theirs.outcome, theirs.reason) == ("cancelled", "declined", "declined")
