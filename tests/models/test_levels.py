"""Levels are measured while somebody looks, and no longer."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.domain import events as e
from desktop.domain.sound import Levels
from tests.galleries.sample import Sample
from tests.models.conftest import Until
from ui.models.levels import LevelsModel


class Microphone:
    def __init__(self) -> None:
        self.asked: list[bool] = []

    async def measure_levels(self, on: bool) -> None:
        self.asked.append(on)


async def test_two_that_look_are_one_measurement(sample: Sample, until: Until) -> None:
    sound = Microphone()
    model = LevelsModel(sample.store, sound, sample.start)
    bar, page = QObject(), QObject()
    model.watch(bar, True)
    model.watch(page, True)
    model.watch(page, True)
    model.watch(bar, False)
    model.watch(page, False)
    await until(lambda: len(sound.asked) == 2)
    assert sound.asked == [True, False]


async def test_what_is_measured_is_told(sample: Sample) -> None:
    model = LevelsModel(sample.store, Microphone(), sample.start)
    told: list[tuple[float, float]] = []
    model.changed.connect(lambda microphone, speaker: told.append((microphone, speaker)))
    sample.store.apply(e.LevelsMeasured(Levels(-20.0, -31.5)))
    assert told == [(-20.0, -31.5)]
    assert model.now == (-20.0, -31.5)
