"""How the voice is treated is kept, and a sound check goes its way whatever the engine does."""

from __future__ import annotations

import pytest

from desktop.domain.sound import CheckPhase, Heard, Processing, SoundCheck, Unheard
from desktop.voice import wire
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
async def phone(make_desk: MakeDesk) -> Desk:
    desk = make_desk(NOWHERE)
    await desk.open()
    return desk


async def test_echo_and_noise_are_treated_from_the_first_start(phone: Desk) -> None:
    assert phone.engine.told(wire.ProcessSound) == [wire.ProcessSound(echo=True, noise=True)]
    phone.engine.tell(wire.Processing(echo=True, noise=True))
    assert phone.state.sound.processing == phone.state.sound.wished
    phone.engine.tell(wire.Processing(problem="not-installed"))
    assert phone.state.sound.processing_problem == "not-installed"


async def test_a_switch_is_kept_for_the_next_start(phone: Desk) -> None:
    wished = Processing(echo=True, noise=False, gain=True)
    await phone.phone.sound.process(wished)
    assert phone.state.sound.wished == wished
    await phone.close()
    await phone.open()
    assert phone.state.sound.wished == wished
    assert phone.engine.told(wire.ProcessSound)[-1] == wire.ProcessSound(echo=True, gain=True)


async def test_who_is_not_heard_is_known_and_an_unknown_reason_is_none(phone: Desk) -> None:
    def unheard() -> Unheard:
        return phone.state.sound.unheard

    phone.engine.tell(wire.Unheard("muted-by-system"))
    assert unheard() is Unheard.MUTED_BY_SYSTEM
    await phone.phone.sound.unmute_microphone()
    assert phone.engine.told(wire.UnmuteMicrophone)
    phone.engine.tell(wire.Unheard("by-magic"))
    assert unheard() is Unheard.NO


async def test_a_sound_check_from_recording_to_hearing_it(phone: Desk) -> None:
    sound = phone.phone.sound
    await sound.play_rehearsal()
    assert phone.engine.told(wire.PlayRehearsal) == []
    await sound.rehearse()
    assert phone.state.sound.check == SoundCheck(CheckPhase.RECORDING)
    phone.engine.tell(wire.Rehearsed(-20, -60, -21, -75, 0.5))
    recorded = SoundCheck(CheckPhase.RECORDED, Heard(-20, -60, -21, -75, 0.5))
    assert phone.state.sound.check == recorded
    await sound.play_rehearsal()
    (play,) = phone.engine.told(wire.PlayRehearsal)
    assert phone.state.sound.check is not None
    assert phone.state.sound.check.phase is CheckPhase.PLAYING
    phone.engine.tell(wire.Playing("another", 1.0, True), wire.Playing(play.play_id, 1.0, False))
    assert phone.state.sound.check.phase is CheckPhase.PLAYING
    phone.engine.tell(wire.Playing(play.play_id, 5.0, True))
    assert phone.state.sound.check == recorded
    await sound.end_rehearsal()
    assert phone.state.sound.check is None


async def test_a_check_that_is_refused_or_whose_engine_dies_has_failed(phone: Desk) -> None:
    await phone.phone.sound.rehearse()
    phone.engine.tell(wire.CommandFailed("Rehearse", "in-a-call"))
    assert phone.state.sound.check == SoundCheck(CheckPhase.FAILED, problem="in-a-call")
    await phone.phone.sound.rehearse()
    phone.engine.tell(wire.Ready(1, "2.15.1"))
    assert phone.state.sound.check == SoundCheck(CheckPhase.FAILED, problem="technical")
