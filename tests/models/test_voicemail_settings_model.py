"""What becomes of calls that nobody answers, as it is chosen (VM-4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.numbers import Capability, NumberId, OffSays, VoicemailChange, VoicemailSettings
from tests.fakes_ui import MemoryNumbers
from tests.galleries.sample import LONDON, WARSAW, WORK, Sample
from tests.galleries.voicemail_settings import change
from tests.models.conftest import Until
from ui.models.voicemail_numbers import VoicemailNumbersModel
from ui.models.voicemail_settings import VoicemailSettingsModel


class Refusing(MemoryNumbers):
    async def change_voicemail(self, number_id: NumberId, change: VoicemailChange) -> None:
        raise Mendable("signed-out")


@pytest.fixture
def model(sample: Sample) -> VoicemailSettingsModel:
    made = VoicemailSettingsModel(sample.store, MemoryNumbers(sample.store), sample.start)
    made.show_number(WORK)
    return made


async def test_each_of_the_settings_is_changed_alone(model: VoicemailSettingsModel, until: Until) -> None:
    assert model.settings == VoicemailSettings()
    model.switch(False)
    model.answer_after(45)
    model.say_when_off(OffSays.NOT_AVAILABLE)
    model.speak("ar")
    await until(lambda: model.settings == VoicemailSettings(False, 45, OffSays.NOT_AVAILABLE, "ar"))


def test_waits_are_steps_of_five_and_what_was_set_elsewhere(
    model: VoicemailSettingsModel, sample: Sample
) -> None:
    assert model.waits == tuple(range(5, 61, 5))
    change(sample, WORK, lambda n: replace(n, voicemail=VoicemailSettings(answer_after_seconds=17)))
    assert 17 in model.waits


def test_languages_are_named_in_the_persons_own(model: VoicemailSettingsModel) -> None:
    named = dict(model.languages)
    assert named["fr"] == "French"
    assert len(named) == 13


async def test_what_can_not_be_kept_says_why(sample: Sample, until: Until) -> None:
    model = VoicemailSettingsModel(sample.store, Refusing(sample.store), sample.start)
    model.show_number(WORK)
    model.switch(False)
    await until(lambda: model.problem)
    assert model.settings.on


async def test_what_fails_a_second_time_is_shown_as_it_is_once_more(sample: Sample, until: Until) -> None:
    """A switch that was turned stands where it stood."""
    model = VoicemailSettingsModel(sample.store, Refusing(sample.store), sample.start)
    model.show_number(WORK)
    model.switch(False)
    await until(lambda: model.problem)
    shown: list[bool] = []
    model.changed.connect(lambda: shown.append(model.settings.on))
    model.switch(False)
    await until(lambda: shown)
    assert shown == [True]
    assert model.problem


def test_a_number_without_voicemail_says_so(model: VoicemailSettingsModel, sample: Sample) -> None:
    assert model.why_not == ""
    change(sample, LONDON, lambda n: replace(n, capabilities=n.capabilities - {Capability.VOICEMAIL}))
    model.show_number(LONDON)
    assert "London" in model.why_not


def test_a_number_that_is_gone_is_let_go(model: VoicemailSettingsModel, sample: Sample) -> None:
    sample.store.apply(e.NumbersChanged(()))
    assert (model.number_id, model.name) == (None, "")


def test_the_settings_list_each_number_with_what_it_does(sample: Sample) -> None:
    change(sample, WORK, lambda n: replace(n, voicemail=VoicemailSettings(on=False)))
    change(sample, LONDON, lambda n: replace(n, capabilities=frozenset()))
    model = VoicemailNumbersModel(sample.store)
    lines = {each.id: (each.state, each.can) for each in model.numbers}
    assert lines[WORK] == ("Off", True)
    assert lines[WARSAW] == ("Answers after 20 seconds", True)
    assert lines[LONDON] == ("Not to be had in its country", False)
