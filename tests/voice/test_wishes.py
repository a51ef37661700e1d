"""Hold, resume, switch, join and talk alone in any order and at any pace: what was asked for last holds.

Both sides of each call wish what they like, so that their requests meet half way.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from dataclasses import dataclass, field

import pytest

from desktop.voice.wire import AnyEvent, CommandFailed, Ended, Held, Hold, Join, MediaStats, Split
from tests.voice.conftest import NewPhone
from tests.voice.exchange import TestCarrier
from tests.voice.phone import Phone, talk

LONGEST_PAUSE = 0.3
WITHIN = 10.0
"""Who made a call waits up to four seconds before it asks again (RFC 3261 section 14.1), perhaps twice."""


@dataclass(slots=True)
class Talk:
    """One of Alice's calls, and what is wished for it on either side."""

    mine: str
    other: Phone
    theirs: str
    held: bool = False
    held_there: bool = False


@dataclass(slots=True)
class Wishes:
    alice: Phone
    talks: list[Talk]
    chance: random.Random
    party: list[Talk] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def _party(self, talk: Talk) -> list[Talk]:
        return self.party if talk in self.party else [talk]

    def _give(self, talk: Talk) -> None:
        party = self._party(talk)
        for each in self.talks:
            each.held = each not in party

    def wish(self) -> None:
        """Anything at all."""
        one, other = self.chance.sample(self.talks, 2)
        name = self.talks.index(one)
        match self.chance.choice(("hold", "resume", "resume", "join", "split", "they hold", "they resume")):
            case "hold":
                self.alice.send(Hold(one.mine, True))
                for each in self._party(one):
                    each.held = True
                self.said.append(f"hold {name}")
            case "resume":
                self.alice.send(Hold(one.mine, False))
                self._give(one)
                self.said.append(f"resume {name}")
            case "join":
                self.alice.send(Join(one.mine, other.mine))
                both = (*self._party(one), *self._party(other))
                self.party = [each for each in self.talks if each in both]
                self._give(one)
                self.said.append("join")
            case "split" if one in self.party:
                self.alice.send(Split(one.mine))
                self.party = []
                self._give(one)
                self.said.append(f"split {name}")
            case "they hold":
                one.other.send(Hold(one.theirs, True))
                one.held_there = True
                self.said.append(f"they hold {name}")
            case "they resume":
                one.other.send(Hold(one.theirs, False))
                one.held_there = False
                self.said.append(f"they resume {name}")

    def troubles(self) -> list[str]:
        """What is not yet as it was wished."""
        found = []
        for number, call in enumerate(self.talks):
            sides = (
                (self.alice, call.mine, call.held, call.held_there),
                (call.other, call.theirs, call.held_there, call.held),
            )
            for phone, call_id, here, there in sides:
                told = last_held(phone.told, call_id)
                # Who holds needs not know that they are held as well.
                if told.here != here or (not here and told.there != there):
                    found.append(f"call {number} at {phone.name}: wished {here}/{there}, is {told}")
        return found


def last_held(told: list[AnyEvent], call_id: str) -> Held:
    events = (event for event in reversed(told) if isinstance(event, Held) and event.call_id == call_id)
    return next(events, Held(call_id, False, False))


def strays(carrier: TestCarrier, wishes: Wishes) -> list[str]:
    """Calls whose sound does not go where it should: from one to the other where nobody holds."""
    found = []
    for number, call in enumerate(wishes.talks):
        is_apart = carrier.is_apart(wishes.alice.name, call.other.name)
        if is_apart is None or is_apart != (call.held or call.held_there):
            found.append(f"call {number}: apart {is_apart}")
    return found


async def settled(wishes: Wishes, carrier: TestCarrier) -> float:
    begun = time.monotonic()
    while troubles := wishes.troubles() or strays(carrier, wishes):
        if time.monotonic() > begun + WITHIN:
            break
        await asyncio.sleep(0.02)
    assert not troubles, f"after {wishes.said}: {troubles}"
    return time.monotonic() - begun


async def sounds(phone: Phone, call_id: str) -> None:
    """Packets come in."""

    def stats(event: MediaStats) -> bool:
        return event.call_id == call_id

    first = await phone.hears(MediaStats, stats, after=len(phone.told))
    second = await phone.hears(MediaStats, stats, after=len(phone.told))
    assert second.received > first.received + 20, (phone.name, first, second)


async def wish_and_settle(
    new_phone: NewPhone, carrier: TestCarrier, *, seed: int, rounds: int, others: int = 2
) -> list[float]:
    chance = random.Random(seed)
    alice = await new_phone("alice")
    talks = []
    for number in range(others):
        other = await new_phone(f"other{number}")
        mine, theirs = await (talk(alice, other) if number % 2 == 0 else _called(alice, other))
        talks.append(Talk(mine, other, theirs))
    for each in talks[:-1]:
        each.held = True
    wishes = Wishes(alice, talks, chance)
    took = [await settled(wishes, carrier)]
    for _ in range(rounds):
        wishes.said.append("|")
        for _ in range(chance.randint(2, 7)):
            wishes.wish()
            await asyncio.sleep(chance.choice((0, chance.uniform(0, LONGEST_PAUSE))))
        took.append(await settled(wishes, carrier))
    talked = [each for each in talks if not each.held and not each.held_there]
    await asyncio.gather(
        *(sounds(alice, each.mine) for each in talked),
        *(sounds(each.other, each.theirs) for each in talked),
    )
    for phone in (alice, *(each.other for each in talks)):
        bad = [event for event in phone.told if isinstance(event, CommandFailed | Ended)]
        assert not bad, (wishes.said, bad)
    for each in talks:
        await alice.hang_up(each.mine)
        await each.other.ended(each.theirs)
    return took


async def _called(alice: Phone, other: Phone) -> tuple[str, str]:
    theirs, mine = await talk(other, alice)
    return mine, theirs


async def test_what_was_wished_for_last_holds(new_phone: NewPhone, carrier: TestCarrier) -> None:
    await wish_and_settle(new_phone, carrier, seed=2, rounds=4)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 100 + int(os.environ.get("WISHES", "60"))))
async def test_what_was_wished_for_last_holds_whatever_it_was(
    seed: int, new_phone: NewPhone, carrier: TestCarrier
) -> None:
    took = await wish_and_settle(new_phone, carrier, seed=seed, rounds=6, others=2 + seed % 2)
    print(f"seed {seed}: settled within {max(took):.1f} s, {sum(took) / len(took):.1f} s on average")  # noqa: T201
