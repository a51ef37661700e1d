"""Greetings through the real carrier: heard, set, refused with the reason, taken back, on every device."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from carrier.store.tables import StoredGreeting
from desktop.domain.connection import Carrier
from desktop.domain.errors import Refused
from desktop.domain.greetings import Greetings, Kind, Making, NewGreeting, Slot
from desktop.voice import wire
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.services.conftest import MakeDesk, signed_in
from tests.services.desk import Desk
from tests.services.running import StoppableCarrier
from tests.services.test_making_a_greeting import RATE, own, say


@pytest.fixture
async def desk(carrier: RunningCarrier, make_desk: MakeDesk) -> Desk:
    return await signed_in(carrier, make_desk, carrier.person())


def away(desk: Desk) -> Slot:
    return Slot(own(desk).number_id, Kind.AWAY)


def known(desk: Desk) -> Greetings:
    return desk.state.greetings[own(desk).number_id]


def made(desk: Desk, slot: Slot) -> NewGreeting:
    return desk.state.new_greetings[slot]


def voice(seconds: float) -> bytes:
    """A hum that rises and falls, loud enough to be words."""
    at = np.arange(round(seconds * RATE)) / RATE
    hum = np.sin(2 * np.pi * 220 * at) * (1 + np.sin(2 * np.pi * 3 * at)) * 5000
    return bytes(hum.astype("<i2").tobytes())


async def make(desk: Desk, slot: Slot, samples: bytes) -> None:
    task = asyncio.create_task(desk.phone.greetings.record(slot))
    before = len(desk.engine.told(wire.Record))
    await desk.until(lambda: len(desk.engine.told(wire.Record)) > before)
    record_id = desk.engine.told(wire.Record)[-1].record_id
    say(desk, record_id, samples)
    desk.engine.tell(wire.RecordingEnded(record_id, "stopped"))
    await task


async def hear(desk: Desk, slot: Slot) -> float:
    """How long it is that sounds, in seconds."""
    before = len(desk.engine.told(wire.PlaySound))
    playing = asyncio.create_task(desk.phone.greetings.listen(slot))
    await desk.until(lambda: _all_sent(desk, before) or playing.done())
    pieces = desk.engine.told(wire.PlaySound)[before:]
    if pieces:
        desk.engine.tell(wire.Playing(pieces[0].play_id, 1.0, True))
    await playing
    return sum(len(piece.samples) for piece in pieces) / 2 / RATE


def _all_sent(desk: Desk, before: int) -> bool:
    pieces = desk.engine.told(wire.PlaySound)
    return len(pieces) > before and not pieces[-1].more


async def test_ones_own_is_heard_by_callers_and_known_on_every_device(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person = carrier.person()
    here, there = [await signed_in(carrier, make_desk, person) for _ in range(2)]
    slot = own(here)
    assert known(here).own is None
    assert known(here).language == "fr"
    assert await hear(here, Slot(slot.number_id, Kind.DEFAULT)) == pytest.approx(
        known(here).default_seconds, abs=0.2
    )
    await make(here, slot, voice(6))
    await here.phone.greetings.trim(slot, 1.0, 5.0)
    await here.phone.greetings.save(slot)
    assert slot not in here.state.new_greetings
    mine = known(here).own
    assert mine is not None
    assert mine.seconds == pytest.approx(4.0, abs=0.3)
    assert await hear(here, slot) == pytest.approx(mine.seconds, abs=0.05)
    await there.until(lambda: known(there).own == mine)
    await here.again()
    await here.phone.sessions.resume()
    assert known(here).own == mine
    await here.phone.greetings.load(slot.number_id)
    assert slot not in here.state.new_greetings
    assert known(here).speaking_at(datetime.now(UTC)) is Kind.OWN


async def test_what_the_carrier_refuses_says_why_and_stays_to_be_mended(desk: Desk) -> None:
    slot = own(desk)
    await make(desk, slot, bytes(3 * RATE * 2))
    await desk.phone.greetings.save(slot)
    refused = made(desk, slot)
    assert (refused.phase, refused.problem) == (Making.READY, "sound-silent")
    assert refused.sound is not None
    assert known(desk).own is None


async def test_a_carrier_that_is_away_costs_nothing(stoppable: StoppableCarrier, make_desk: MakeDesk) -> None:
    desk = await signed_in(stoppable.running, make_desk, stoppable.running.person())
    slot = own(desk)
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    await make(desk, slot, voice(2))
    await desk.phone.greetings.save(slot)
    assert made(desk, slot).problem == "no-answer"
    await desk.again()
    await desk.phone.sessions.resume()
    await stoppable.start()
    desk.phone.sessions.try_now()
    await desk.until(lambda: desk.state.carrier is Carrier.UP)
    await desk.phone.greetings.load(slot.number_id)
    await desk.phone.greetings.save(slot)
    assert known(desk).own is not None


async def test_one_for_while_away_speaks_between_its_dates(desk: Desk) -> None:
    slot, now = away(desk), datetime.now(UTC).replace(microsecond=0)
    dates = now - timedelta(hours=1), now + timedelta(days=3)
    await make(desk, slot, voice(2))
    await desk.phone.greetings.save(slot, dates)
    absence = known(desk).away
    assert absence is not None
    assert (absence.begins, absence.ends) == dates
    assert known(desk).speaking_at(now) is Kind.AWAY
    assert known(desk).turns_after(now) == dates[1]
    later = now + timedelta(days=1), now + timedelta(days=2)
    await desk.phone.greetings.set_dates(slot.number_id, later)
    assert known(desk).speaking_at(now) is Kind.DEFAULT
    assert known(desk).turns_after(now) == later[0]
    with pytest.raises(Refused, match="wrong-dates"):
        await desk.phone.greetings.set_dates(slot.number_id, (later[1], later[0]))


async def test_what_was_deleted_can_be_taken_back(desk: Desk) -> None:
    slot, now = away(desk), datetime.now(UTC).replace(microsecond=0)
    dates = now + timedelta(hours=1), now + timedelta(hours=5)
    await make(desk, slot, voice(2))
    await desk.phone.greetings.save(slot, dates)
    first = known(desk).away
    await desk.phone.greetings.delete(slot)
    assert known(desk).away is None
    await desk.phone.greetings.load(slot.number_id)
    assert known(desk).away is None
    await desk.phone.greetings.restore(slot)
    again = known(desk).away
    assert first is not None
    assert again is not None
    assert again.seconds == pytest.approx(first.seconds, abs=0.05)
    assert (again.begins, again.ends) == dates


async def test_nothing_that_was_said_is_left_after_signing_out(carrier: RunningCarrier, desk: Desk) -> None:
    slot = own(desk)
    await make(desk, slot, voice(2))
    await desk.phone.greetings.save(slot)
    await desk.phone.greetings.delete(slot)
    await desk.phone.sessions.sign_out()
    await desk.sign_in(carrier.person().email, PASSWORD)
    await desk.phone.greetings.restore(slot)  # there is nothing that could be sent with another's token
    assert slot.number_id not in desk.state.greetings


@pytest.mark.logs("greeting of number")
async def test_one_that_the_carrier_has_lost_can_still_be_deleted(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person = carrier.person()
    desk = await signed_in(carrier, make_desk, person)
    slot = own(desk)
    await make(desk, slot, voice(2))
    await desk.phone.greetings.save(slot)
    with carrier.carrier.database.read() as session:
        kept = session.get_one(StoredGreeting, (slot.number_id, "own"))
    carrier.carrier.greetings._blobs.drop([kept.blob])
    await desk.phone.greetings.delete(slot)
    assert known(desk).own is None
    await desk.phone.greetings.restore(slot)  # nothing is there to be given back
    assert known(desk).own is None
