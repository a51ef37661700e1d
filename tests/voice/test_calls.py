"""Calls between two engines, through the carrier's real edge."""

from __future__ import annotations

from carrier.sip.directory import Forbidden
from desktop.voice.wire import (
    Answer,
    CommandFailed,
    Decline,
    MediaStats,
    RegistrationState,
    SendTones,
    TonesSent,
    Unregister,
)
from tests.voice.conftest import NewPhone
from tests.voice.exchange import TestCarrier
from tests.voice.phone import talk


async def test_a_call_rings_and_shows_who_calls_whom(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine = alice.dial(bob.number)
    incoming = await bob.rings()
    await alice.hears_ringing(mine)
    assert incoming.peer == alice.number
    assert incoming.number == bob.number
    assert len(incoming.session_id) == 36


async def test_an_answered_call_is_encrypted_wide_band_and_both_sides_hear_of_its_end(
    new_phone: NewPhone,
) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, theirs = await talk(alice, bob)
    confirmed = await alice.confirmed(mine)
    assert confirmed.encrypted
    assert confirmed.codec == "G722/16000"
    assert confirmed.session_id
    ended = await alice.hang_up(mine)
    assert (ended.code, ended.by_remote) == (200, False)
    ended = await bob.ended(theirs)
    assert (ended.code, ended.by_remote) == (200, True)


async def test_a_declined_call_says_so(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine = alice.dial(bob.number)
    incoming = await bob.rings()
    bob.send(Decline(incoming.call_id))
    ended = await alice.ended(mine)
    assert ended.by_remote
    assert ended.reason == "declined"
    assert not (await bob.ended(incoming.call_id)).by_remote


async def test_a_call_given_up_stops_ringing(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine = alice.dial(bob.number)
    incoming = await bob.rings()
    await alice.hears_ringing(mine)
    ended = await alice.hang_up(mine)
    assert (ended.code, ended.by_remote) == (487, False)
    assert (await bob.ended(incoming.call_id)).by_remote


async def test_the_first_device_to_answer_takes_the_call(carrier: TestCarrier, new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    carrier.people.share("bob", "bobs-tablet")
    tablet = await new_phone("bobs-tablet")
    mine = alice.dial(bob.number)
    at_bob, at_tablet = await bob.rings(), await tablet.rings()
    bob.send(Answer(at_bob.call_id))
    await alice.confirmed(mine)
    ended = await tablet.ended(at_tablet.call_id)
    assert ended.reason == "answered-elsewhere"


async def test_a_device_that_goes_away_does_not_silence_the_others(
    carrier: TestCarrier, new_phone: NewPhone
) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    carrier.people.share("bob", "bobs-tablet")
    tablet = await new_phone("bobs-tablet")
    mine = alice.dial(bob.number)
    at_bob, at_tablet = await bob.rings(), await tablet.rings()
    await bob.hang_up(at_bob.call_id)
    bob.send(Unregister())
    await bob.hears(RegistrationState, lambda event: event.state == "none")
    tablet.send(Answer(at_tablet.call_id))
    await alice.confirmed(mine)
    await alice.hang_up(mine)


async def test_a_refusal_bears_the_carriers_word(carrier: TestCarrier, new_phone: NewPhone) -> None:
    alice = await new_phone("alice")
    carrier.people.forbidden["+33899000000"] = Forbidden(403, "premium-rate")
    ended = await alice.ended(alice.dial("+33899000000"))
    assert (ended.code, ended.by_remote, ended.reason) == (403, True, "premium-rate")


async def test_an_unknown_number_is_a_wrong_number(new_phone: NewPhone) -> None:
    alice = await new_phone("alice")
    ended = await alice.ended(alice.dial("+33199001122"))
    assert (ended.code, ended.reason) == (404, "wrong-number")


async def test_packets_are_counted_while_talking(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, _ = await talk(alice, bob)
    stats = await alice.hears(MediaStats, lambda event: event.received > 50)
    assert stats.call_id == mine
    assert stats.silent_seconds < 1


async def test_tones_are_sent_and_nonsense_is_not(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, _ = await talk(alice, bob)
    alice.send(SendTones(mine, "12#"))
    assert (await alice.hears(TonesSent)).digits == "12#"
    alice.send(SendTones(mine, "hello"))
    assert (await alice.hears(CommandFailed)).why == "no-tones"


async def test_the_fourth_call_is_told_that_it_is_busy(new_phone: NewPhone) -> None:
    bob = await new_phone("bob")
    callers = [await new_phone(f"caller-{i}") for i in range(4)]
    for caller in callers[:3]:
        before = len(bob.told)
        caller.dial(bob.number)
        await bob.rings(after=before)
    ended = await callers[3].ended(callers[3].dial(bob.number))
    assert ended.code == 486
    assert ended.reason == "busy"


async def test_nobody_calls_before_being_registered(new_phone: NewPhone) -> None:
    alice = await new_phone("alice")
    alice.send(Unregister())
    await alice.hears(RegistrationState, lambda event: event.state == "none")
    ended = await alice.ended(alice.dial("+33970000001"))
    assert ended.reason == "not-registered"


async def test_what_is_no_number_is_never_dialled(new_phone: NewPhone) -> None:
    alice = await new_phone("alice")
    for nonsense in ("+33970000001@elsewhere", "sip:someone", "", "1" * 40, "12\r\n3", "a"):
        before = len(alice.told)
        alice.dial(nonsense)
        assert (await alice.hears(CommandFailed, after=before)).why == "not-a-number"
