"""The settings: sound devices by preference, and the devices of the account."""

from __future__ import annotations

import pytest

from desktop.domain import events as e
from desktop.domain.errors import Unanswered
from desktop.domain.session import DeviceId, EndOfSession, SignedOut
from desktop.domain.sound import Sound, SoundChoice
from desktop.store import Store
from tests.galleries.made_up import signed_in_store
from tests.galleries.settings import MadeUpDevices, MadeUpSound
from tests.models.conftest import Until
from ui.models.settings import SettingsModel, Use
from ui.tasks import Tasks


@pytest.fixture
def store() -> Store:
    return signed_in_store()


@pytest.fixture
def account() -> MadeUpDevices:
    return MadeUpDevices()


@pytest.fixture
def model(store: Store, account: MadeUpDevices, tasks: Tasks, until: Until) -> SettingsModel:
    del until
    return SettingsModel(store, account, MadeUpSound(store), tasks.start)


async def test_what_is_chosen_comes_first_and_what_was_before_stays_next(
    model: SettingsModel, store: Store, until: Until
) -> None:
    model.choose_device(Use.MICROPHONE, "Built-in microphone")
    await until(lambda: store.state.sound.choice.microphones)
    model.choose_device(Use.MICROPHONE, "Jabra Evolve2 40")
    await until(lambda: len(store.state.sound.choice.microphones) == 2)
    assert store.state.sound.choice.microphones == ("Jabra Evolve2 40", "Built-in microphone")
    assert model.options[Use.MICROPHONE].chosen == "Jabra Evolve2 40"
    said = model.options[Use.MICROPHONE].then
    assert said == "Where it is missing: \u2068Built-in microphone\u2069. Then what the system chooses."
    assert model.options[Use.SPEAKER].then == ""


async def test_the_systems_choice_forgets_the_rest(model: SettingsModel, store: Store, until: Until) -> None:
    model.choose_device(Use.SPEAKER, "Built-in speakers")
    await until(lambda: store.state.sound.choice.speakers)
    model.choose_device(Use.SPEAKER, "")
    await until(lambda: not store.state.sound.choice.speakers)


async def test_a_chosen_device_that_is_unplugged_stays_listed(model: SettingsModel, store: Store) -> None:
    store.apply(e.SoundChanged(Sound(choice=SoundChoice(("Gone",)), problem="no-devices")))
    options = model.options[Use.MICROPHONE]
    assert options.chosen == "Gone"
    assert "not plugged in" in options.labels[-1]
    assert model.sound_problem


async def test_this_device_is_listed_first(model: SettingsModel, until: Until) -> None:
    model.load_devices()
    await until(lambda: model.devices)
    assert model.devices[0].is_this_one
    assert len(model.devices) == 3


async def test_a_device_is_renamed_and_signed_out(model: SettingsModel, until: Until) -> None:
    model.load_devices()
    await until(lambda: model.devices)
    model.begin_rename(DeviceId("d2"))
    model.rename("Pocket")
    await until(lambda: any(row.name == "Pocket" for row in model.devices))
    model.sign_out_device(DeviceId("d3"))
    await until(lambda: len(model.devices) == 2)


async def test_devices_that_cannot_be_asked_for_say_why(
    model: SettingsModel, account: MadeUpDevices, until: Until
) -> None:
    account.kept = Unanswered("refused", reached=False)
    model.load_devices()
    await until(lambda: model.devices_problem)
    assert not model.devices_loading


async def test_signed_out_nothing_of_the_account_is_left_in_sight(
    model: SettingsModel, store: Store, until: Until
) -> None:
    model.load_devices()
    await until(lambda: model.devices)
    store.apply(e.SessionChanged(SignedOut(EndOfSession.FROM_ELSEWHERE)))
    assert model.devices == ()
    assert model.account.email == ""


async def test_signing_out_with_messages_that_wait_is_asked_about(
    model: SettingsModel, store: Store, account: MadeUpDevices, until: Until
) -> None:
    store.apply(e.WaitingChanged(2))
    model.sign_out()
    assert "2 messages" in model.doubt()
    model.stay()
    assert model.doubt() == ""
    model.sign_out()
    model.sign_out()
    await until(lambda: account.signed_out)


async def test_the_doubt_goes_when_the_messages_have_left(model: SettingsModel, store: Store) -> None:
    store.apply(e.WaitingChanged(1))
    model.sign_out()
    assert "One message" in model.doubt()
    store.apply(e.WaitingChanged(0))
    assert model.doubt() == ""
