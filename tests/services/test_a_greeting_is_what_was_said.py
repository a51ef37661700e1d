"""From the microphone to a caller's ear: recorded by a real engine, kept by the carrier, heard by a call."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from carrier.settings import Settings
from desktop.domain.calls import Phase
from desktop.domain.greetings import Kind, Making, Slot
from desktop.domain.sound import Processing
from tests.carrier.running import ANSWERING, RunningCarrier
from tests.services.real_phone import RealPhone
from tests.sound import (  # noqa: F401  (fixtures)
    RATE,
    SoundCard,
    judge,
    make_voice,
    read_wave,
    sound_daemon,
    soundcard,
    wait_for,
)
from tests.steadiness import judged_in_peace

pytestmark = pytest.mark.sound


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    """One that answers."""
    running = RunningCarrier(Settings(data=tmp_path_factory.mktemp("carrier"), **ANSWERING))
    yield running
    running.stop()


async def test_callers_hear_what_was_said(
    carrier: RunningCarrier,
    soundcard: SoundCard,  # noqa: F811
    tmp_path: Path,
) -> None:
    words = make_voice(tmp_path / "words.wav", "Nobody is here, please leave word.")
    said = read_wave(words)

    async def take(number: int) -> None:
        headset = soundcard.headset(f"greeting{number}")
        phone = await RealPhone.open(
            carrier, carrier.person(), f"phone{number}", tmp_path, environment=headset.environment
        )
        await phone.phone.sound.process(Processing(echo=False, noise=False, gain=False))
        greetings, slot = phone.phone.greetings, Slot(phone.state.numbers[0].id, Kind.OWN)
        recording = asyncio.create_task(greetings.record(slot))
        await phone.until(lambda: _phase(phone, slot) is Making.RECORDING, "it records")
        await asyncio.to_thread(headset.say, words)
        greetings.stop()
        await recording
        await greetings.save(slot)
        own = phone.state.greetings[slot.number_id].own
        assert own is not None, phone.state.new_greetings[slot].problem
        with headset.listening() as ear:
            call_id = await phone.phone.calls.hear_greeting(slot.number_id)
            since = ear.samples_heard
            await phone.until(lambda: phone.state.calls[-1].phase is Phase.TALKING, "it answers")
            enough = ear.samples_heard + int((own.seconds + 0.7) * RATE)
            await asyncio.to_thread(wait_for, lambda: ear.samples_heard > enough, "it was said")
            heard = ear.recorded()[since:]
            await phone.phone.calls.hang_up(call_id)
        await phone.close()
        assert judge(said, heard).likeness > 0.8

    await judged_in_peace(take)


def _phase(phone: RealPhone, slot: Slot) -> Making | None:
    made = phone.state.new_greetings.get(slot)
    return None if made is None else made.phase
