"""Handing a call on, through the carrier's real edge: at once, after asking, and back when it fails."""

from __future__ import annotations

import asyncio

import pytest

from carrier.sip.directory import CallEntry, Forbidden
from desktop.voice.wire import (
    Answer,
    CommandFailed,
    Decline,
    Dial,
    Ended,
    HangUp,
    Held,
    Hold,
    Incoming,
    Join,
    OtherShown,
    Transfer,
    TransferFailed,
    TransferRinging,
    TransferTo,
)
from tests.sound import wait_for
from tests.voice.conftest import NewPhone
from tests.voice.exchange import TestCarrier
from tests.voice.phone import Phone, talk
from tests.voice.test_several_calls import holds


async def phones(new_phone: NewPhone) -> tuple[Phone, Phone, Phone]:
    return await new_phone("alice"), await new_phone("bob"), await new_phone("carol")


def page_of(carrier: TestCarrier, account: str) -> CallEntry:
    """What the history keeps of its last call, once it does."""

    def pages() -> list[CallEntry]:
        return [entry for entry in carrier.people.kept if entry.account_id == account]

    wait_for(lambda: bool(pages()), "it is kept")
    return pages()[-1]


async def test_a_call_is_handed_on_at_once(carrier: TestCarrier, new_phone: NewPhone) -> None:
    alice, bob, carol = await phones(new_phone)
    mine, bobs = await talk(alice, bob)
    alice.send(Transfer(mine, carol.number))
    incoming = await carol.rings()
    await holds(bob, bobs, here=False, there=True)
    await alice.hears(TransferRinging)
    carol.send(Answer(incoming.call_id))
    ended = await alice.ended(mine)
    assert (ended.code, ended.by_remote, ended.reason) == (200, False, "transferred")
    await holds(bob, bobs, here=False, there=False)
    await bob.hears(OtherShown, lambda event: event == OtherShown(bobs, carol.number))
    await carol.hears(OtherShown, lambda event: event == OtherShown(incoming.call_id, bob.number))
    (active,) = carrier.people.active["account-of-bob"]
    assert active.peer == carol.number
    await carol.hang_up(incoming.call_id)
    assert (await bob.ended(bobs)).by_remote
    kept = await asyncio.to_thread(page_of, carrier, "account-of-bob")
    assert kept.peer == alice.number


async def test_a_call_that_came_in_is_handed_on_too(new_phone: NewPhone) -> None:
    alice, bob, carol = await phones(new_phone)
    bobs, mine = await talk(bob, alice)
    alice.send(Transfer(mine, carol.number))
    incoming = await carol.rings()
    carol.send(Answer(incoming.call_id))
    assert (await alice.ended(mine)).reason == "transferred"
    await bob.hang_up(bobs)
    await carol.ended(incoming.call_id)


async def test_when_nobody_takes_it_we_are_back_and_told_why(new_phone: NewPhone) -> None:
    alice, bob, carol = await phones(new_phone)
    mine, bobs = await talk(alice, bob)
    alice.send(Transfer(mine, carol.number))
    incoming = await carol.rings()
    await holds(bob, bobs, here=False, there=True)
    held = len(bob.told)
    carol.send(Decline(incoming.call_id))
    failed = await alice.hears(TransferFailed)
    assert failed == TransferFailed(mine, 603)
    await holds(alice, mine, here=False, there=False)
    await holds(bob, bobs, here=False, there=False, after=held)
    assert not any(isinstance(event, Ended) for event in (*alice.told, *bob.told))


@pytest.mark.parametrize("number", ["+33199000000", "+33899123456"])
async def test_a_number_that_cannot_be_called_brings_us_back(
    number: str, carrier: TestCarrier, new_phone: NewPhone
) -> None:
    carrier.people.forbidden["+33899123456"] = Forbidden(403, "premium-rate")
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, bobs = await talk(alice, bob)
    alice.send(Transfer(mine, number))
    failed = await alice.hears(TransferFailed)
    assert failed.code in (403, 404)
    await holds(alice, mine, here=False, there=False)
    await alice.hang_up(mine)
    await bob.ended(bobs)


async def test_a_call_is_handed_on_after_asking(new_phone: NewPhone) -> None:
    alice, bob, carol = await phones(new_phone)
    first, bobs = await talk(alice, bob)
    second, carols = await talk(alice, carol)
    await holds(bob, bobs, here=False, there=True)
    held = len(bob.told)
    alice.send(TransferTo(first, second))
    for call_id in (first, second):
        assert (await alice.ended(call_id)).reason == "transferred"
    await holds(bob, bobs, here=False, there=False, after=held)
    await bob.hears(OtherShown, lambda event: event == OtherShown(bobs, carol.number))
    await carol.hears(OtherShown, lambda event: event == OtherShown(carols, bob.number))
    await bob.hang_up(bobs)
    assert (await carol.ended(carols)).by_remote


async def test_the_one_asked_may_be_the_one_who_waits(new_phone: NewPhone) -> None:
    alice, bob, carol = await phones(new_phone)
    first, bobs = await talk(alice, bob)
    second, carols = await talk(alice, carol)
    alice.send(TransferTo(second, first))
    for call_id in (first, second):
        assert (await alice.ended(call_id)).reason == "transferred"
    await carol.hang_up(carols)
    await bob.ended(bobs)


async def test_who_hangs_up_before_it_is_taken_ends_the_transfer(new_phone: NewPhone) -> None:
    alice, bob, carol = await phones(new_phone)
    mine, bobs = await talk(alice, bob)
    alice.send(Transfer(mine, carol.number))
    incoming = await carol.rings()
    bob.send(HangUp(bobs))
    assert (await alice.ended(mine)).by_remote
    await carol.ended(incoming.call_id)
    assert not any(isinstance(event, TransferFailed) for event in alice.told)


async def test_another_who_was_taken_meanwhile_is_not_left_when_it_fails(new_phone: NewPhone) -> None:
    alice, bob, carol = await phones(new_phone)
    dave = await new_phone("dave")
    mine, _ = await talk(alice, bob)
    alice.send(Transfer(mine, carol.number))
    at_carol = await carol.rings()
    daves = dave.dial(alice.number)
    alice.send(Answer((await alice.hears(Incoming)).call_id))
    await dave.confirmed(daves)
    carol.send(Decline(at_carol.call_id))
    await alice.hears(TransferFailed)
    assert [e for e in alice.told if isinstance(e, Held) and e.call_id == mine][-1].here
    assert not any(isinstance(event, Held) and event.there for event in dave.told)


async def test_what_cannot_be_handed_on_is_said(new_phone: NewPhone) -> None:
    alice, bob, carol = await phones(new_phone)
    mine, _ = await talk(alice, bob)
    ringing = alice.dial(carol.number)
    await alice.hears_ringing(ringing)

    async def refused(command: Transfer | TransferTo | Hold | Join | Dial, why: str) -> None:
        seen = len(alice.told)
        alice.send(command)
        assert (await alice.hears(CommandFailed, after=seen)).why == why

    await refused(Transfer(mine, "hello"), "not-a-number")
    await refused(Transfer("gone", carol.number), "no-such-call")
    await refused(Transfer(ringing, bob.number), "no-such-call")
    await refused(TransferTo(mine, ringing), "no-such-call")
    await refused(TransferTo(mine, mine), "no-such-call")
    await alice.hang_up(ringing)
    alice.send(Transfer(mine, carol.number))
    await alice.hears(TransferRinging)
    await refused(Hold(mine, False), "handed-on")
    await refused(Transfer(mine, carol.number), "no-such-call")
