"""The sound check in plain words, and the switches of one's voice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain import events as e
from desktop.domain.sound import CheckPhase, Heard, Processing, SoundCheck
from tests.galleries.calls import call
from tests.galleries.ringing import MadeUpRinging
from tests.galleries.sample import Sample
from tests.galleries.settings import WELL, MadeUpSound
from tests.models.conftest import Until
from ui.models.sound_check import SoundCheckModel
from ui.models.voice_care import VoiceCareModel


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sound(sample: Sample) -> MadeUpSound:
    sample.store.apply(e.SoundChanged(replace(sample.store.state.sound, microphone="Jabra Evolve2 40")))
    return MadeUpSound(sample.store)


@pytest.fixture
def model(sample: Sample, sound: MadeUpSound, clock: Clock) -> SoundCheckModel:
    return SoundCheckModel(sample.store, sound, MadeUpRinging(sample.store), sample.start, monotonic=clock)


async def test_the_seconds_that_are_left_are_counted(
    model: SoundCheckModel, clock: Clock, until: Until
) -> None:
    model.record()
    await until(lambda: model.phase is CheckPhase.RECORDING)
    assert model.seconds_left == 5
    assert not model.can_record
    clock.now += 2
    await until(lambda: model.seconds_left == 3)


async def test_a_good_recording_can_be_heard_and_is_forgotten_afterwards(
    model: SoundCheckModel, sound: MadeUpSound, sample: Sample, until: Until
) -> None:
    assert not model.can_play
    sample.store.apply(e.SoundChanged(replace(sample.store.state.sound, processing=Processing())))
    sound.check(SoundCheck(CheckPhase.RECORDED, WELL))
    assert (model.result, model.is_good) == ("You are heard well.", True)
    assert "-58" in model.figures
    assert "-74" in model.figures
    model.play()
    await until(lambda: model.phase is CheckPhase.PLAYING)
    model.leave()
    await until(lambda: model.phase is None)
    assert model.result == ""


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        (replace(WELL, peak=1.0), "too loud"),
        (replace(WELL, voice_after=-55), "hardly"),
        (replace(WELL, voice_after=-42), "quietly"),
        (replace(WELL, noise_after=-36), "noise around you"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(
    model: SoundCheckModel, sound: MadeUpSound, heard: Heard, words: str
) -> None:
    sound.check(SoundCheck(CheckPhase.RECORDED, heard))
    assert words in model.result
    assert not model.is_good


@pytest.mark.parametrize(
    "problem", ["silent", "muted-by-system", "no-microphone", "no-speaker", "in-a-call", "technical"]
)
def test_every_failure_has_words(model: SoundCheckModel, sound: MadeUpSound, problem: str) -> None:
    sound.check(SoundCheck(CheckPhase.FAILED, problem=problem))
    assert model.result
    assert problem not in model.result
    assert model.can_unmute == (problem == "muted-by-system")
    assert not model.can_play


async def test_there_is_none_in_a_call(model: SoundCheckModel, sample: Sample) -> None:
    call(sample)
    assert model.in_call
    assert not model.can_record


async def test_a_switch_is_a_wish_that_comes_back(sample: Sample, sound: MadeUpSound, until: Until) -> None:
    care = VoiceCareModel(sample.store, sound, sample.start)
    assert care.wished == Processing(echo=True, noise=True, gain=False)
    care.reduce_noise(False)
    await until(lambda: care.wished == Processing(echo=True, noise=False, gain=False))
    for problem in ("not-installed", "rate", "failed"):
        sample.store.apply(e.SoundChanged(replace(sample.store.state.sound, processing_problem=problem)))
        assert care.problem
