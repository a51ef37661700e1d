"""Several calls of one engine, through the carrier's real edge: hold, switch, and who is told."""

from __future__ import annotations

import pytest

from desktop.voice.wire import (
    Answer,
    CommandFailed,
    Ended,
    HangUp,
    Held,
    Hold,
    Incoming,
    Join,
    Joined,
    MediaStats,
    Split,
)
from tests.voice.conftest import NewPhone
from tests.voice.phone import Phone, talk


async def holds(phone: Phone, call_id: str, *, here: bool, there: bool, after: int = 0) -> None:
    await phone.hears(Held, lambda event: event == Held(call_id, here, there), after=after)


async def test_a_call_is_held_and_resumed_and_the_other_side_is_told(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, theirs = await talk(alice, bob)
    alice.send(Hold(mine, True))
    await holds(alice, mine, here=True, there=False)
    await holds(bob, theirs, here=False, there=True)
    alice.send(Hold(mine, False))
    await holds(alice, mine, here=False, there=False)
    await holds(bob, theirs, here=False, there=False)


@pytest.mark.parametrize("together", [False, True])
async def test_both_may_hold_and_whoever_resumes_first_is_told_that_the_other_holds(
    together: bool, new_phone: NewPhone
) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, theirs = await talk(alice, bob)
    alice.send(Hold(mine, True))
    if not together:
        await holds(bob, theirs, here=False, there=True)
    bob.send(Hold(theirs, True))
    for phone, call_id in ((alice, mine), (bob, theirs)):
        await phone.hears(Held, lambda event, key=call_id: event.call_id == key and event.here)  # type: ignore[misc]
    alice.send(Hold(mine, False))
    await holds(alice, mine, here=False, there=True)
    resumed = len(alice.told), len(bob.told)
    bob.send(Hold(theirs, False))
    await holds(alice, mine, here=False, there=False, after=resumed[0])
    await holds(bob, theirs, here=False, there=False, after=resumed[1])


async def test_the_last_of_many_wishes_holds(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, theirs = await talk(alice, bob)
    for on in (True, False, True, False, True):
        alice.send(Hold(mine, on))
    await holds(bob, theirs, here=False, there=True)
    seen = len(bob.told)
    alice.send(Hold(mine, False))
    await holds(bob, theirs, here=False, there=False, after=seen)


async def test_answering_a_second_call_holds_the_first_and_one_can_switch(new_phone: NewPhone) -> None:
    alice, bob, carol = await new_phone("alice"), await new_phone("bob"), await new_phone("carol")
    first, at_bob = await talk(alice, bob)
    at_carol = carol.dial(alice.number)
    second = (await alice.rings()).call_id
    alice.send(Answer(second))
    await carol.confirmed(at_carol)
    await holds(alice, first, here=True, there=False)
    await holds(bob, at_bob, here=False, there=True)
    alice.send(Hold(first, False))
    await holds(carol, at_carol, here=False, there=True)
    await holds(bob, at_bob, here=False, there=False)
    alice.send(HangUp(first))
    await alice.ended(first)
    assert not any(isinstance(event, Ended) and event.call_id == second for event in alice.told)
    alice.send(Hold(second, False))
    await holds(carol, at_carol, here=False, there=False)


async def test_dialling_holds_the_first_and_switching_back_while_it_rings_holds_the_second(
    new_phone: NewPhone,
) -> None:
    alice, bob, carol = await new_phone("alice"), await new_phone("bob"), await new_phone("carol")
    first, at_bob = await talk(alice, bob)
    second = alice.dial(carol.number)
    incoming = await carol.rings()
    await holds(bob, at_bob, here=False, there=True)
    alice.send(Hold(first, False))
    await holds(bob, at_bob, here=False, there=False)
    carol.send(Answer(incoming.call_id))
    await alice.confirmed(second)
    await holds(carol, incoming.call_id, here=False, there=True)


async def test_a_call_on_hold_is_not_taken_for_a_dead_one(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, theirs = await talk(alice, bob)
    bob.send(Hold(theirs, True))
    await holds(alice, mine, here=False, there=True)
    seen = len(alice.told)
    stats = await alice.hears(MediaStats, after=seen)
    assert stats.silent_seconds == 0.0


async def test_there_is_nothing_to_hold_in_a_call_that_only_rings(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    bob.dial(alice.number)
    incoming = await alice.rings()
    alice.send(Hold(incoming.call_id, True))
    alice.send(Hold("gone", True))
    await alice.hears(CommandFailed, lambda event: event.call_id == incoming.call_id)
    await alice.hears(CommandFailed, lambda event: event.call_id == "gone")


async def test_a_fourth_call_is_neither_dialled_nor_let_in(new_phone: NewPhone) -> None:
    alice = await new_phone("alice")
    others = [await new_phone(f"other-{i}") for i in range(4)]
    last = others.pop()
    for other in others:
        alice.dial(other.number)
        await other.rings()
    fourth = alice.dial(others[0].number)
    failed = await alice.hears(CommandFailed)
    assert (failed.why, failed.call_id) == ("too-many-calls", fourth)
    ended = await last.ended(last.dial(alice.number))
    assert (ended.code, ended.by_remote) == (486, True)
    assert not any(isinstance(event, Incoming) for event in alice.told)


async def test_three_are_joined_and_the_two_that_stay_go_on(new_phone: NewPhone) -> None:
    alice, bob, carol = await new_phone("alice"), await new_phone("bob"), await new_phone("carol")
    first, at_bob = await talk(alice, bob)
    second, at_carol = await talk(alice, carol)
    await holds(bob, at_bob, here=False, there=True)
    at_first = len(bob.told)
    alice.send(Join(first, second))
    await alice.hears(Joined, lambda event: set(event.call_ids) == {first, second})
    await holds(bob, at_bob, here=False, there=False, after=at_first)
    talked = len(bob.told)
    alice.send(Hold(second, True))  # all of the party
    await holds(carol, at_carol, here=False, there=True)
    await holds(bob, at_bob, here=False, there=True, after=talked)
    held = len(bob.told)
    alice.send(Hold(first, False))
    await holds(carol, at_carol, here=False, there=False)
    await holds(bob, at_bob, here=False, there=False, after=held)
    await bob.hang_up(at_bob)
    await alice.ended(first)
    await alice.hears(Joined, lambda event: event.call_ids == ())
    alice.send(Split(second))
    assert (await alice.hears(CommandFailed)).why == "not-joined"


async def test_only_calls_that_are_talked_on_are_joined(new_phone: NewPhone) -> None:
    alice, bob, carol = await new_phone("alice"), await new_phone("bob"), await new_phone("carol")
    first, _ = await talk(alice, bob)
    second = alice.dial(carol.number)
    await alice.hears_ringing(second)
    for other, why in ((second, "not-talking"), (first, "no-such-call"), ("gone", "no-such-call")):
        seen = len(alice.told)
        alice.send(Join(first, other))
        assert (await alice.hears(CommandFailed, after=seen)).why == why
