"""Transfers: blind and after asking, what is heard and told meanwhile, what is kept, and what is refused."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest

from carrier.network import people
from carrier.network.ear import open_ear
from carrier.sip.directory import Called
from carrier.sip.message import Request
from carrier.sip.sdp import read_description
from tests.carrier.sip.directory import ALICE, BOB, PREMIUM, device
from tests.carrier.sip.running import DOMAIN, Running
from tests.carrier.sip.sounding import Voice, described, speaking
from tests.carrier.sip.user_agent import Talk, UserAgent, registered, user_agent

CAROL = "+33755512303"


@contextlib.asynccontextmanager
async def three(running: Running) -> AsyncIterator[tuple[UserAgent, UserAgent, UserAgent]]:
    """Carol is a third account."""
    carol = device("carol")
    running.directory.devices[carol.device_id] = carol
    running.directory.numbers[CAROL] = Called("carol", "number-c", CAROL)
    async with registered(running.ports, device("alice"), device("bob"), carol) as phones:
        yield phones[0], phones[1], phones[2]


def refer(voice: Voice, to: str, *, extra: str = "") -> None:
    voice.talk.send("REFER", extra=f"Refer-To: <{to}>\r\n{extra}")


def replacing(talk: Talk, *, call_id: str = "", to_tag: str = "") -> str:
    """The Refer-To of whoever has the dialog of `talk`."""
    theirs = to_tag or talk.remote.partition("tag=")[2]
    mine = talk.local.partition("tag=")[2]
    replaces = f"{call_id or talk.call_id};to-tag={theirs};from-tag={mine}"
    return f"sip:anybody@{DOMAIN}?Replaces={quote(replaces, safe='')}"


async def notified(phone: UserAgent) -> tuple[int, str]:
    """The status that NOTIFY tells, and the state of the subscription."""
    notify: Request = await phone.expect("NOTIFY")
    assert notify.headers.get("event").startswith("refer")
    assert notify.headers.get("content-type") == "message/sipfrag;version=2.0"
    phone.respond(notify, 200)
    return int(notify.body.split()[1]), notify.headers.get("subscription-state").partition(";")[0]


async def accepted(phone: UserAgent) -> None:
    await phone.expect(202)
    assert await notified(phone) == (100, "active")


async def take(phone: UserAgent, *, secure: bool) -> Voice:
    """Answers the call that comes."""
    incoming = await phone.rung()
    assert incoming.invite is not None
    ear = await open_ear("127.0.0.1")
    audio, _ = read_description(incoming.invite.body)
    assert audio.direction == "sendrecv"
    await phone.take(incoming, described(ear.answer(audio)))
    return Voice(phone, incoming, ear, secure=secure)


async def held(a: UserAgent, b: UserAgent, *, secure: bool = True) -> tuple[Voice, Voice]:
    """Alice and Bob talk, and Bob puts her on hold."""
    alice, bob = await speaking(a, b, secure=secure)
    await bob.offer("sendonly")
    assert (await alice.is_offered()).direction == "sendonly"
    return alice, bob


async def rings_at(c: UserAgent, bob: Voice) -> Talk:
    """Bob transfers to Carol, whose phone rings."""
    refer(bob, f"sip:{CAROL}@{DOMAIN}")
    await accepted(bob.phone)
    incoming = await c.rung()
    assert await notified(bob.phone) == (180, "active")
    return incoming


async def asks(b: UserAgent, c: UserAgent, *, secure: bool) -> tuple[Voice, Voice]:
    """Bob calls Carol as well."""
    ear = await open_ear("127.0.0.1")
    talk = b.call(CAROL, body=described(ear.offer(secure=secure)))
    carol = await take(c, secure=secure)
    answer, _ = read_description((await b.answered(talk)).body)
    ear.accept(answer)
    return Voice(b, talk, ear, secure=secure), carol


@pytest.mark.parametrize("secure", [False, True])
async def test_a_blind_transfer_joins_the_two_and_lets_the_third_go(running: Running, secure: bool) -> None:
    async with three(running) as (a, b, c):
        alice, bob = await held(a, b, secure=secure)
        refer(bob, f"sip:{CAROL}@{DOMAIN}")
        await accepted(b)
        await alice.hears()
        carol = await take(c, secure=secure)
        assert await notified(b) == (180, "active")
        moved = asyncio.gather(alice.is_offered(), carol.is_offered())
        assert await notified(b) == (200, "terminated")
        bye = await b.expect("BYE")
        assert bye.headers.get("reason") == 'SIP;cause=200;text="transferred"'
        b.respond(bye, 200)
        await moved
        await alice.is_heard_by(carol)
        await carol.is_heard_by(alice)
        assert carol.talk.invite is not None
        assert carol.talk.invite.from_.uri.user == BOB
        mine = {entry.direction: entry for entry in await running.directory.kept(2)}
        assert {entry.account_id for entry in mine.values()} == {"bob"}
        assert (mine["incoming"].outcome, mine["incoming"].reason) == ("answered", "transferred")
        assert (mine["outgoing"].peer, mine["outgoing"].outcome) == (CAROL, "answered")
        await carol.hang_up()
        await a.expect("BYE")
        entries = (await running.directory.kept(4))[2:]
        assert {(entry.account_id, entry.peer, entry.outcome, entry.answered_by) for entry in entries} == {
            ("alice", BOB, "answered", None),
            ("carol", BOB, "answered", "carol-1"),
        }
        for voice in (alice, bob):
            voice.ear.close()
    assert running.edge.calls == 0


async def test_whoever_does_not_hold_first_is_parted_and_comes_together_again(running: Running) -> None:
    async with three(running) as (a, b, c):
        alice, bob = await speaking(a, b, secure=True)
        refer(bob, f"sip:{CAROL}@{DOMAIN}")
        await accepted(b)
        assert (await alice.is_offered()).direction == "sendonly"
        await alice.hears()
        incoming = await c.rung()
        told = [await b.inbox.get(), await b.inbox.get()]  # 180 and its own INVITE, in whichever order
        for message in told:
            assert isinstance(message, Request)
            if message.method == "INVITE":
                audio, _ = read_description(message.body)
                b.respond(message, 200, described(bob.ear.answer(audio)))
            else:
                b.respond(message, 200)
        await b.expect("ACK")
        incoming.answer(486)
        await c.expect("ACK")
        again = asyncio.gather(alice.is_offered(), asyncio.ensure_future(comes_back(bob, 486)))
        await again
        await alice.is_heard_by(bob)
        await bob.is_heard_by(alice)
        await alice.hang_up()
        await b.expect("BYE")
        bob.ear.close()


async def comes_back(voice: Voice, status: int) -> None:
    assert await notified(voice.phone) == (status, "terminated")
    await voice.is_offered()


@pytest.mark.parametrize(
    ("number", "status", "outcome"),
    [(PREMIUM, 403, "failed"), (people.BUSY, 486, "busy"), (people.UNREACHABLE, 480, "failed")],
)
async def test_a_transfer_that_fails_leaves_the_call_with_who_asked(
    running: Running, number: str, status: int, outcome: str
) -> None:
    async with three(running) as (a, b, _):
        alice, bob = await held(a, b)
        refer(bob, f"sip:{number}@{DOMAIN}")
        await accepted(b)
        assert await notified(b) == (status, "terminated")
        [entry] = await running.directory.kept(1)
        assert (entry.account_id, entry.peer, entry.outcome) == ("bob", number, outcome)
        resumed = asyncio.ensure_future(alice.is_offered())
        await bob.offer("sendrecv")
        await resumed
        await alice.is_heard_by(bob)
        await alice.hang_up()
        await b.expect("BYE")
        bob.ear.close()


async def test_a_person_of_the_network_is_transferred_to_another(running: Running) -> None:
    ear = await open_ear("127.0.0.1")
    async with registered(running.ports, device("alice")) as (a,):
        talk = a.call(people.ROBIN, body=described(ear.offer(secure=True)), mine=ALICE)
        answer, _ = read_description((await a.answered(talk)).body)
        ear.accept(answer)
        alice = Voice(a, talk, ear, secure=True)
        await alice.offer("sendonly")
        refer(alice, f"sip:{people.ECHO}@{DOMAIN}")
        await accepted(a)
        assert await notified(a) == (180, "active")
        assert await notified(a) == (200, "terminated")
        a.respond(await a.expect("BYE"), 200)
        assert {entry.peer for entry in await running.directory.kept(2)} == {people.ROBIN, people.ECHO}
        assert running.edge.calls == 1
        ear.close()
    assert not running.network.is_quiet  # they still talk to each other


@pytest.mark.parametrize("hold", ["both", "the first", "none"])
async def test_after_asking_the_two_are_joined_at_once(running: Running, hold: str) -> None:
    async with three(running) as (a, b, c):
        alice, bob = await speaking(a, b, secure=True)
        if hold != "none":
            await bob.offer("sendonly")
            await alice.is_offered()
        second, carol = await asks(b, c, secure=True)
        if hold == "both":
            await second.offer("sendonly")
            await carol.is_offered()
        refer(bob, replacing(second.talk))
        await accepted(b)
        moved = asyncio.gather(alice.is_offered(), carol.is_offered())
        assert await notified(b) == (200, "terminated")
        ended = {(await b.expect("BYE")).call_id for _ in range(2)}
        assert ended == {bob.talk.call_id, second.talk.call_id}
        await moved
        await alice.is_heard_by(carol)
        await carol.is_heard_by(alice)
        entries = await running.directory.kept(2)
        assert {(entry.account_id, entry.reason) for entry in entries} == {("bob", "transferred")}
        await alice.hang_up()
        await c.expect("BYE")
        for voice in (bob, second, carol):
            voice.ear.close()
    assert running.edge.calls == 0


async def test_a_join_that_one_refuses_leaves_all_where_they_were(running: Running) -> None:
    async with three(running) as (a, b, c):
        alice, bob = await held(a, b, secure=False)
        second, carol = await asks(b, c, secure=False)
        refer(bob, replacing(second.talk))
        await accepted(b)
        back = asyncio.ensure_future(alice.is_offered())
        c.respond(await c.expect("INVITE"), 488)
        await c.expect("ACK")
        assert await notified(b) == (488, "terminated")
        assert (await back).direction == "sendonly"
        await alice.hears()
        await second.is_heard_by(carol)
        await second.hang_up()
        await c.expect("BYE")
        await alice.hang_up()
        await b.expect("BYE")
        for voice in (bob, carol):
            voice.ear.close()


async def test_who_asked_may_hang_up_before_the_number_answers(running: Running) -> None:
    async with three(running) as (a, b, c):
        alice, bob = await held(a, b)
        incoming = await rings_at(c, bob)
        await bob.hang_up()
        await alice.hears()
        ear = await open_ear("127.0.0.1")
        assert incoming.invite is not None
        audio, _ = read_description(incoming.invite.body)
        moved = asyncio.ensure_future(alice.is_offered())
        await c.take(incoming, described(ear.answer(audio)))
        carol = Voice(c, incoming, ear, secure=True)
        await carol.is_offered()
        await moved
        await carol.is_heard_by(alice)
        await alice.hang_up()
        await c.expect("BYE")
        ear.close()


async def test_nobody_answers_for_one_who_was_left_alone(running: Running) -> None:
    async with three(running) as (a, b, c):
        alice, bob = await held(a, b)
        incoming = await rings_at(c, bob)
        await bob.hang_up()
        incoming.answer(603)
        await c.expect("ACK")
        bye = await a.expect("BYE")
        assert bye.headers.get("reason") == 'SIP;cause=480;text="unreachable"'
        alice.ear.close()
    assert running.edge.calls == 0


async def test_who_waits_may_hang_up_and_the_ringing_stops(running: Running) -> None:
    async with three(running) as (a, b, c):
        alice, bob = await held(a, b)
        await rings_at(c, bob)
        await alice.hang_up()
        await b.expect("BYE")
        await c.expect("CANCEL")
        bob.ear.close()
        entries = {(each.account_id, each.direction): each for each in await running.directory.kept(4)}
        assert entries["carol", "incoming"].outcome == "missed"
        assert entries["bob", "outgoing"].outcome == "cancelled"


@pytest.mark.parametrize(
    ("refer_to", "status"),
    [
        ("<sip:+33123456789@elsewhere.example>", 403),
        (f"<sip:not-a-number@{DOMAIN}>", 404),
        (f"<sip:{DOMAIN}>", 404),
        ("<tel:+33123456789>", 416),
        ("<https://elsewhere.example/>", 416),
        (f"<sip:{BOB}@{DOMAIN};method=BYE>", 400),
        (f"<sip:{BOB}@{DOMAIN}?Refer-To=sip%3Aa%40b>", 400),
        (f"<sip:{BOB}@{DOMAIN}?Subject=hello>", 400),
        (f"<sip:{BOB}@{DOMAIN}?Replaces=x>", 400),
        (f"<sip:{BOB}@{DOMAIN}?Replaces=x%3Bto-tag%3D%FF%3Bfrom-tag%3D1>", 400),
        (f"<sip:{BOB}@{DOMAIN}?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2%3Bearly-only>", 400),
        (f"<sip:{BOB}@{DOMAIN}?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2>", 481),
        (f"<sip:{BOB}@{DOMAIN}>, <sip:{ALICE}@{DOMAIN}>", 400),
        ("", 400),
        ("<sip:", 400),
    ],
)
async def test_a_transfer_to_nowhere_is_refused(running: Running, refer_to: str, status: int) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as phones:
        alice, bob = await speaking(*phones, secure=False)
        alice.talk.send("REFER", extra=f"Refer-To: {refer_to}\r\n" if refer_to else "X: y\r\n")
        await alice.phone.expect(status)
        assert bob.phone.silent()
        await alice.hang_up()
        await bob.phone.expect("BYE")
        bob.ear.close()


async def test_other_peoples_dialogs_and_ones_own_are_not_replaced(running: Running) -> None:
    async with three(running) as (a, b, c):
        alice, bob = await speaking(a, b, secure=False)
        carol_talk = c.call(people.ECHO)
        await c.answered(carol_talk)
        for talk in (carol_talk, bob.talk, alice.talk):
            refer(alice, replacing(talk))
            await a.expect(481)
        assert b.silent()
        carol_talk.send("BYE")
        await c.expect(200)
        await alice.hang_up()
        await b.expect("BYE")
        bob.ear.close()


async def test_who_knows_a_dialog_but_is_not_the_device_transfers_nobody(running: Running) -> None:
    async with three(running) as (a, b, c):
        alice, bob = await held(a, b)
        c.send_request(
            "REFER",
            bob.talk.target,
            to=bob.talk.remote,
            sender=bob.talk.local,
            call_id=bob.talk.call_id,
            seq=99,
            extra=f"Refer-To: <sip:{CAROL}@{DOMAIN}>\r\n",
        )
        await c.expect(403)
        assert b.silent()
        for voice in (alice, bob):
            voice.ear.close()


async def test_one_who_is_gone_before_the_join_leaves_the_two_as_they_were(running: Running) -> None:
    async with three(running) as (a, b, c):
        alice, bob = await held(a, b)
        second, carol = await asks(b, c, secure=True)
        refer(bob, replacing(second.talk))
        await accepted(b)
        moved = asyncio.ensure_future(alice.is_offered())
        joins = await c.expect("INVITE")
        carol.talk.send("BYE")
        await c.expect(200)
        audio, _ = read_description(joins.body)
        c.respond(joins, 200, described(carol.ear.answer(audio)))
        await moved
        assert (await alice.is_offered()).direction == "sendonly"
        await alice.hears()
        told = [await b.inbox.get() for _ in range(2)]
        assert {message.method for message in told if isinstance(message, Request)} == {"BYE", "NOTIFY"}
        for voice in (alice, bob, second, carol):
            voice.ear.close()


async def test_a_second_transfer_waits_for_the_first_and_many_are_too_many(running: Running) -> None:
    async with three(running) as (a, b, c):
        alice, bob = await held(a, b)
        for attempt in range(6):
            incoming = await rings_at(c, bob)
            if not attempt:
                refer(bob, f"sip:{BOB}@{DOMAIN}")
                await b.expect(491)
                alice.talk.send("REFER", extra=f"Refer-To: <sip:{BOB}@{DOMAIN}>\r\n")
                await a.expect(491)
            incoming.answer(603)
            await c.expect("ACK")
            assert await notified(b) == (603, "terminated")
        refer(bob, f"sip:{CAROL}@{DOMAIN}")
        await b.expect(503)
        await bob.hang_up()
        await a.expect("BYE")
        alice.ear.close()


async def test_nobody_is_transferred_outside_a_call(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        for method, status in (("REFER", 403), ("NOTIFY", 481)):
            alice.send_request(
                method,
                f"sip:{BOB}@{DOMAIN}",
                to=f"<sip:{BOB}@{DOMAIN}>",
                sender=f"<{alice.aor}>;tag=1",
                call_id=f"outside-{method}",
                seq=1,
                extra=f"Refer-To: <sip:{CAROL}@{DOMAIN}>\r\n",
            )
            await alice.expect(status)
        ringing = alice.call(BOB)
        await bob.rung()
        alice.follow(ringing, await alice.expect(180))
        ringing.send("REFER", extra=f"Refer-To: <sip:{CAROL}@{DOMAIN}>\r\n")
        await alice.expect(481)
        ringing.send("NOTIFY", extra="Event: refer\r\nSubscription-State: active\r\n")
        await alice.expect(481)


async def test_a_call_that_another_device_takes_over_is_transferred_no_longer(running: Running) -> None:
    async with three(running) as (a, b, c), user_agent(running.ports, device("bob", 2)) as desk:
        alice, bob = await held(a, b, secure=False)
        await rings_at(c, bob)
        await desk.register()
        ear = await open_ear("127.0.0.1")
        assert bob.talk.invite is not None
        plain = uuid.UUID(bob.talk.invite.headers.get("session-id"))
        talk = desk.call(f"call-{plain}", body=described(ear.offer(secure=False)))
        moved = asyncio.ensure_future(alice.is_offered())
        ear.accept(read_description((await desk.answered(talk)).body)[0])
        await moved
        await c.expect("CANCEL")
        taken = Voice(desk, talk, ear, secure=False)
        await taken.is_heard_by(alice)
        await taken.hang_up()
        await a.expect("BYE")
        for voice in (alice, bob):
            voice.ear.close()


async def test_a_device_that_is_signed_out_takes_its_transfer_along(running: Running) -> None:
    async with three(running) as (a, b, c):
        alice, bob = await held(a, b)
        refer(bob, f"sip:{CAROL}@{DOMAIN}")
        await accepted(b)
        await c.rung()
        await running.edge.end_device("bob-1")
        await a.expect("BYE")
        await c.expect("CANCEL")
        for voice in (alice, bob):
            voice.ear.close()
