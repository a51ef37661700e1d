"""The frame: tabs, what a number offers, and readiness in a word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain import events as e
from desktop.domain.connection import Carrier, Engine, Readiness, Registration
from desktop.domain.numbers import NumberId, NumberStatus, Unread
from desktop.domain.session import SignedOut
from desktop.services.numbers import Numbers
from tests.galleries.made_up import NUMBERS, signed_in_store
from tests.models.conftest import Until
from ui.models.number_tabs import NumberTabsModel
from ui.models.shell import Section, ShellModel
from ui.tasks import Tasks


class Orders(Numbers):
    """Keeps the order that was asked for."""

    def __init__(self) -> None:
        self.order: tuple[NumberId, ...] = ()

    async def reorder(self, number_ids: tuple[NumberId, ...]) -> None:
        self.order = number_ids


@pytest.fixture
def orders() -> Orders:
    return Orders()


@pytest.fixture
def tabs(orders: Orders, tasks: Tasks, until: Until) -> NumberTabsModel:
    del until
    return NumberTabsModel(signed_in_store(), orders, tasks.start)


async def test_all_comes_first_and_counts_everything(tabs: NumberTabsModel) -> None:
    assert [tab.name for tab in tabs.tabs] == ["All", "Private", "Work", "London", "New York", "Stockholm"]
    assert tabs.tabs[0].unread == sum(tab.unread for tab in tabs.tabs[1:]) == 7


async def test_a_tab_is_described_with_number_country_and_what_is_new(tabs: NumberTabsModel) -> None:
    spoken = tabs.tabs[2].spoken
    assert "+33 7 56 00 01 02" in spoken
    assert "4 new" in spoken


async def test_the_tab_of_a_number_that_is_gone_gives_way_to_all(tabs: NumberTabsModel) -> None:
    tabs.choose(NumberId("n3"))
    tabs._store.apply(e.NumbersChanged(NUMBERS[:2]))
    assert tabs.chosen is None


async def test_a_tab_moves_to_where_it_is_put(tabs: NumberTabsModel, orders: Orders, until: Until) -> None:
    tabs.move(NumberId("n4"), 0)
    await until(lambda: orders.order)
    assert orders.order == ("n4", "n1", "n2", "n3", "n5")


async def test_moving_a_tab_to_its_own_place_asks_nothing(tabs: NumberTabsModel, orders: Orders) -> None:
    tabs.move(NumberId("n1"), 0)
    assert orders.order == ()


@pytest.mark.parametrize(
    ("status", "word"),
    [(NumberStatus.OFF, "off"), (NumberStatus.EXPIRED, "Expired"), (NumberStatus.UNVERIFIED, "verified")],
)
async def test_a_number_in_trouble_says_so(tabs: NumberTabsModel, status: NumberStatus, word: str) -> None:
    tabs._store.apply(e.NumbersChanged((replace(NUMBERS[0], status=status),)))
    assert word in tabs.tabs[1].trouble
    assert word in tabs.tabs[1].spoken


async def test_what_a_number_cannot_do_is_not_offered(until: Until) -> None:
    del until
    shell = ShellModel(signed_in_store())
    assert Section.MESSAGES in shell.sections
    shell.show_number(NumberId("n5"))
    assert Section.MESSAGES not in shell.sections
    assert shell.section is Section.CALLS, "what was open is closed with it"
    shell.show_number(None)
    assert Section.MESSAGES in shell.sections


async def test_unread_is_that_of_the_chosen_number(until: Until) -> None:
    del until
    shell = ShellModel(signed_in_store())
    assert shell.unread[Section.MESSAGES] == 5
    shell.show_number(NumberId("n1"))
    assert shell.unread[Section.MESSAGES] == 2
    shell._store.apply(e.UnreadChanged({NumberId("n1"): Unread(messages=9)}))
    assert shell.unread[Section.MESSAGES] == 9


@pytest.mark.parametrize(
    ("event", "readiness"),
    [
        (e.CarrierChanged(Carrier.UP), Readiness.READY),
        (e.CarrierChanged(Carrier.CONNECTING), Readiness.CONNECTING),
        (e.CarrierChanged(Carrier.AWAY), Readiness.AWAY),
        (e.CarrierChanged(Carrier.CAPTIVE_PORTAL), Readiness.AWAY),
        (e.CarrierChanged(Carrier.CERTIFICATE_REFUSED), Readiness.AWAY),
        (e.EngineChanged(Engine.BROKEN), Readiness.NO_CALLS),
        (e.RegistrationChanged(Registration.REFUSED, "403 Forbidden"), Readiness.NO_CALLS),
        (e.SessionChanged(SignedOut()), Readiness.SIGNED_OUT),
    ],
)
async def test_readiness_is_a_word_and_a_sentence(event: e.Event, readiness: Readiness, until: Until) -> None:
    del until
    store = signed_in_store()
    shell = ShellModel(store)
    store.apply(event)
    assert shell.readiness.readiness is readiness
    assert shell.readiness.word
    assert shell.readiness.sentence
    assert shell.readiness.can_retry is (readiness not in (Readiness.READY, Readiness.SIGNED_OUT))


async def test_a_refused_registration_shows_its_code_in_the_details_only(until: Until) -> None:
    del until
    store = signed_in_store()
    shell = ShellModel(store)
    store.apply(e.RegistrationChanged(Registration.REFUSED, "403 Forbidden"))
    assert "403" not in shell.readiness.sentence
    assert any("403" in stands for _name, stands in shell.readiness.details)


async def test_progress_is_shown_until_it_is_done(until: Until) -> None:
    del until
    store = signed_in_store()
    shell = ShellModel(store)
    store.apply(e.SyncProgressed(10, 40))
    assert shell.progress == (10, 40)
    store.apply(e.SyncProgressed(40, 40))
    assert shell.progress is None


async def test_nothing_is_told_twice(until: Until) -> None:
    del until
    store = signed_in_store()
    shell = ShellModel(store)
    heard: list[int] = []
    shell.changed.connect(lambda: heard.append(1))
    store.apply(e.CarrierChanged(Carrier.UP))
    store.apply(e.UnreadChanged(dict(store.state.unread)))
    assert not heard
