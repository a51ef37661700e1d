"""The engine, as it is, at another maker's registrar and proxy: nothing in it knows which carrier it has."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest

from carrier.sip.directory import SipDevice
from carrier.sip.transport import SipPorts
from desktop.voice.wire import Answer, Confirmed, Held, Hold, Incoming, MediaStats, RegistrationState
from tests.carrier.sip.user_agent import Talk, sdp, user_agent
from tests.voice.exchange import DOMAIN, secret_of
from tests.voice.kamailio import Kamailio
from tests.voice.phone import Phone, talk

pytestmark = pytest.mark.skipif(not Kamailio.is_installed(), reason="kamailio with TLS is not installed")

ALICES, BOBS = "+33970000001", "+33970000002"
NewPhone = Callable[..., Awaitable[Phone]]


@pytest.fixture(scope="module")
def kamailio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kamailio]:
    numbers = {ALICES: ("alice",), BOBS: ("bob-desk", "bob-laptop")}
    carrier = Kamailio(tmp_path_factory.mktemp("kamailio"), numbers)
    yield carrier.start()
    carrier.close()


@pytest.fixture
async def new_phone(kamailio: Kamailio) -> AsyncIterator[NewPhone]:
    phones: list[Phone] = []

    async def make(device: str, number: str) -> Phone:
        phones.append(Phone(device, number))
        await phones[-1].start(kamailio.registration(device))
        return phones[-1]

    yield make
    await asyncio.gather(*(phone.stop() for phone in phones))


async def test_calls_go_both_ways_and_whoever_hangs_up_ends_them(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice", ALICES), await new_phone("bob-desk", BOBS)
    for caller, called in ((alice, bob), (bob, alice)):
        for who_ends in (0, 1):
            before = len(called.told)
            ids = await talk(caller, called)
            incoming = await called.rings(after=before)
            assert (incoming.peer, incoming.number) == (caller.number, called.number)
            confirmed = await caller.hears(Confirmed, lambda event: event.call_id == ids[0])  # noqa: B023
            assert confirmed.encrypted
            await caller.hears(MediaStats, lambda event: event.call_id == ids[0] and event.received > 0)  # noqa: B023
            ends, other = ((caller, called), (called, caller))[who_ends]
            assert (await ends.hang_up(ids[who_ends])).code == 200
            assert (await other.ended(ids[1 - who_ends])).by_remote


async def test_the_other_side_is_told_of_hold_and_resume(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice", ALICES), await new_phone("bob-desk", BOBS)
    mine, theirs = await talk(alice, bob)
    for on in (True, False):
        before = len(bob.told)
        alice.send(Hold(mine, on))
        await bob.hears(Held, lambda event: event.there is on, after=before)  # noqa: B023
    before = len(bob.told)
    first = await bob.hears(MediaStats, after=before)
    await bob.hears(MediaStats, lambda event: event.received > first.received, after=before)
    assert (await bob.hang_up(theirs)).code == 200


async def test_all_devices_of_a_number_ring_and_one_answers(new_phone: NewPhone) -> None:
    alice = await new_phone("alice", ALICES)
    desk, laptop = await new_phone("bob-desk", BOBS), await new_phone("bob-laptop", BOBS)
    mine = alice.dial(BOBS)
    ringing = {phone: await phone.rings() for phone in (desk, laptop)}
    desk.send(Answer(ringing[desk].call_id))
    await alice.confirmed(mine)
    await desk.confirmed(ringing[desk].call_id)
    assert (await laptop.ended(ringing[laptop].call_id)).reason == "answered-elsewhere"
    assert (await alice.hang_up(mine)).code == 200


async def test_a_device_too_slow_to_ring_in_time_is_told_who_has_the_call(new_phone: NewPhone) -> None:
    """Kamailio cancels it when it first says something, and then gives the cause without any text."""
    alice = await new_phone("alice", ALICES)
    desk, laptop = await new_phone("bob-desk", BOBS), await new_phone("bob-laptop", BOBS)
    os.kill(laptop.pid, signal.SIGSTOP)
    try:
        mine = alice.dial(BOBS)
        at_desk = await desk.rings()
        desk.send(Answer(at_desk.call_id))
        await alice.confirmed(mine)
    finally:
        os.kill(laptop.pid, signal.SIGCONT)
    at_laptop = await laptop.rings()
    assert (await laptop.ended(at_laptop.call_id)).reason == "answered-elsewhere"
    assert (await alice.hang_up(mine)).code == 200


async def test_a_caller_who_gives_up_does_not_say_that_the_call_was_taken(
    kamailio: Kamailio, new_phone: NewPhone
) -> None:
    bob = await new_phone("bob-desk", BOBS)
    ports = SipPorts(kamailio.tls_port, 0, 0)
    alice = SipDevice("alice", "", secret_of("alice"))
    async with user_agent(ports, alice, transport="tls", certificate=kamailio.ca) as caller:
        target = f"sip:{BOBS}@{DOMAIN}"
        talk = Talk(caller, "giving-up", f"<sip:alice@{DOMAIN}>;tag=a", f"<{target}>", target)
        number = f"P-Preferred-Identity: <sip:{ALICES}@{DOMAIN}>\r\n"
        crypto = f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{'A' * 40}\r\n"
        offer = sdp(proto="RTP/SAVP", extra=crypto)
        talk.branch = talk.send("INVITE", offer, seq=1, extra=number)
        challenge = (await caller.refused(talk, 407)).headers.get("proxy-authenticate")
        proof = caller.authorization(challenge, method="INVITE", uri=target)
        talk.remote = f"<{target}>"
        talk.branch = talk.send("INVITE", offer, extra=f"{number}Proxy-{proof}")
        await caller.expect(180)
        ringing = await bob.rings()
        lie = 'Reason: SIP;cause=200;text="Call completed elsewhere"\r\n'
        talk.send("CANCEL", branch=talk.branch, extra=lie)
        assert (await bob.ended(ringing.call_id)).reason == ""
        await caller.expect(200)
        await caller.expect(487)


async def test_a_call_goes_out_on_nobody_elses_number(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice", BOBS), await new_phone("bob-desk", BOBS)
    ended = await alice.ended(alice.dial(BOBS))
    assert ended.code == 403
    assert not any(isinstance(event, Incoming) for event in bob.told)


async def test_nobody_registers_with_a_wrong_secret_or_for_another(kamailio: Kamailio) -> None:
    phone = Phone("alice", ALICES)
    await phone.start()
    phone.send(kamailio.registration("alice", secret="guessed"))
    assert (await phone.hears(RegistrationState, lambda event: event.state == "refused")).code in (401, 403)
    await phone.stop()


async def test_what_is_called_but_not_there_is_told(new_phone: NewPhone) -> None:
    alice = await new_phone("alice", ALICES)
    for number, code in ((BOBS, 480), ("+33970009999", 404)):
        assert (await alice.ended(alice.dial(number))).code == code
