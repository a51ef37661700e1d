"""The moon in the header switches do not disturb with one click, and shows the time that is left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop.domain import events as e
from desktop.domain.quiet import DoNotDisturb, Quiet
from desktop.services.clock import utc_now
from desktop.store import Store
from tests.galleries import made_up
from tests.galleries.ringing import MadeUpQuiet
from tests.screens.conftest import Until
from ui.models.quiet import QuietModel
from ui.widgets.account_button import AccountButton
from ui.widgets.quiet_button import QuietButton, fill_quiet_menu


@pytest.fixture
def store() -> Store:
    return made_up.signed_in_store()


@pytest.fixture
def model(qt_app: QApplication, store: Store) -> QuietModel:
    return QuietModel(store, MadeUpQuiet(store), made_up.start)


async def test_a_click_switches_it_on_and_the_next_one_off(
    model: QuietModel, store: Store, until: Until
) -> None:
    button = QuietButton(model)
    assert not button.isChecked()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await until(lambda: store.state.quiet.everything == Quiet())
    assert button.isChecked()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await until(lambda: store.state.quiet.everything is None)
    assert not button.isChecked()


async def test_a_screen_reader_switches_it_by_its_own_toggle(
    model: QuietModel, store: Store, until: Until
) -> None:
    button = QuietButton(model)
    button.toggle()
    await until(lambda: store.state.quiet.everything == Quiet())
    button.toggle()
    await until(lambda: store.state.quiet.everything is None)


def test_the_time_that_is_left_stands_beside_the_moon_where_there_is_room(
    model: QuietModel, store: Store
) -> None:
    button = QuietButton(model)
    store.apply(e.QuietChanged(DoNotDisturb(Quiet(utc_now() + timedelta(minutes=28)))))
    assert button.text() == "28 min"
    assert "until" in button.accessibleDescription()
    button.show_word(False)
    assert button.text() == ""
    assert button.isChecked()


async def test_the_menu_offers_how_long_and_off_where_it_is_on(
    model: QuietModel, store: Store, until: Until
) -> None:
    def words() -> list[str]:
        menu = QMenu()
        fill_quiet_menu(menu, model)
        return [action.text() for action in menu.actions() if action.isEnabled() and action.text()]

    assert len(words()) == 4
    assert "Switch off" not in words()
    store.apply(e.QuietChanged(DoNotDisturb(Quiet())))
    assert words()[0] == "Switch off"
    menu = QMenu()
    fill_quiet_menu(menu, model)
    next(action for action in menu.actions() if action.text() == "For 1 hour").trigger()
    await until(lambda: model.left() == "60 min")


def test_the_menu_of_the_account_has_it_too(model: QuietModel) -> None:
    account = AccountButton()
    account.offer_quiet(model)
    assert "Do not disturb" in [action.text() for action in account.menu().actions()]
