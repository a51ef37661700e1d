"""Ringing and do not disturb as the settings and the header show them."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

import pytest

from desktop.domain import events as e
from desktop.domain.numbers import NumberId
from desktop.domain.quiet import DoNotDisturb, Quiet, QuietFor
from desktop.domain.ringing import Ringing, Ringtone
from desktop.services.numbers import Numbers
from desktop.store import Store
from tests.galleries.made_up import NOW, signed_in_store
from tests.galleries.ringing import MadeUpQuiet, MadeUpRinging
from tests.models.conftest import Until
from ui.models.number_tabs import NumberTabsModel
from ui.models.quiet import QuietModel
from ui.models.ringing import RingingModel
from ui.tasks import Tasks

WORK = NumberId("n2")


@pytest.fixture
def store() -> Store:
    return signed_in_store()


@pytest.fixture
def rings(store: Store) -> MadeUpRinging:
    return MadeUpRinging(store)


@pytest.fixture
def ringing(store: Store, rings: MadeUpRinging, tasks: Tasks, until: Until) -> RingingModel:
    del until
    return RingingModel(store, rings, tasks.start)


@pytest.fixture
def quiet(store: Store, tasks: Tasks, until: Until) -> QuietModel:
    del until
    return QuietModel(store, MadeUpQuiet(store), tasks.start, now=lambda: NOW)


async def test_several_devices_are_chosen_and_one_is_taken_back(
    ringing: RingingModel, store: Store, until: Until
) -> None:
    assert [device.name for device in ringing.devices] == ["Built-in speakers", "Jabra Evolve2 40"]
    ringing.choose_device("Jabra Evolve2 40", True)
    await until(lambda: store.state.ringing.devices)
    ringing.choose_device("Built-in speakers", True)
    await until(lambda: len(store.state.ringing.devices) == 2)
    assert all(device.chosen for device in ringing.devices)
    ringing.choose_device("Jabra Evolve2 40", False)
    await until(lambda: store.state.ringing.devices == ("Built-in speakers",))


def test_a_chosen_device_that_is_unplugged_stays_listed_and_the_others_ring(
    ringing: RingingModel, store: Store
) -> None:
    store.apply(e.RingingChanged(Ringing(("Kitchen",))))
    assert "not plugged in" in ringing.devices[-1].label
    assert ringing.problem
    store.apply(e.RingingChanged(Ringing(("Kitchen", "Built-in speakers"))))
    assert not ringing.problem


async def test_a_ringtone_is_heard_as_it_is_chosen(
    ringing: RingingModel, rings: MadeUpRinging, until: Until
) -> None:
    ringing.choose_ringtone(WORK, Ringtone.GLASS)
    await until(lambda: rings.tried == [Ringtone.GLASS])
    assert next(row for row in ringing.numbers if row.number_id == WORK).ringtone is Ringtone.GLASS
    ringing.hear(NumberId("n1"))
    await until(lambda: rings.tried[-1] is Ringtone.CHIME)


@pytest.mark.parametrize(
    ("left", "words"), [(timedelta(seconds=5), "1 min"), (timedelta(minutes=29, seconds=50), "30 min")]
)
def test_the_time_left_is_minutes(quiet: QuietModel, store: Store, left: timedelta, words: str) -> None:
    store.apply(e.QuietChanged(DoNotDisturb(Quiet(NOW + left))))
    assert quiet.is_on
    assert quiet.left() == words


def test_a_night_shows_when_it_ends_and_no_end_shows_none(quiet: QuietModel, store: Store) -> None:
    store.apply(e.QuietChanged(DoNotDisturb(Quiet(NOW + timedelta(hours=9)))))
    assert ":" in quiet.left()
    store.apply(e.QuietChanged(DoNotDisturb(Quiet())))
    assert quiet.left() == ""
    assert "until you switch it off" in quiet.sentence()


async def test_one_click_switches_it_on_and_off(quiet: QuietModel, store: Store, until: Until) -> None:
    quiet.toggle()
    await until(lambda: quiet.is_on)
    assert store.state.quiet.everything == Quiet()
    quiet.toggle()
    await until(lambda: not quiet.is_on)


async def test_a_number_is_silent_for_itself(quiet: QuietModel, until: Until) -> None:
    quiet.choose(QuietFor.ALWAYS, WORK)
    await until(lambda: quiet.is_quiet(WORK))
    assert not quiet.is_on
    assert "Silent" in quiet.state_of(WORK)
    assert quiet.state_of(NumberId("n1")) == "Rings"
    quiet.choose(None, WORK)
    await until(lambda: not quiet.is_quiet(WORK))


def test_the_tab_of_a_silent_number_says_so(store: Store, tasks: Tasks) -> None:
    tabs = NumberTabsModel(store, Numbers.__new__(Numbers), tasks.start)
    store.apply(e.QuietChanged(DoNotDisturb(numbers=MappingProxyType({WORK: Quiet()}))))
    spoken = {tab.number_id: tab.spoken for tab in tabs.tabs}
    assert "does not ring" in spoken[WORK]
    assert "does not ring" not in spoken[NumberId("n1")]
