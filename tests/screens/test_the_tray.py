"""The tray says how the phone stands and leads to the window; where there is none, nobody misses it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from desktop.domain import events as e
from desktop.domain.connection import Carrier
from desktop.domain.notices import Content, NoticeChoice, Notices
from desktop.domain.numbers import Unread
from desktop.domain.quiet import DoNotDisturb, Quiet
from desktop.store import Store
from tests.galleries import made_up
from tests.galleries.notices import notices_model
from tests.galleries.ringing import MadeUpQuiet
from tests.screens.conftest import Until
from ui.models.badge import BadgeModel
from ui.models.quiet import QuietModel
from ui.models.shell import ShellModel
from ui.models.tray import Sign, TrayModel
from ui.tray import Tray, tray_icon


@pytest.fixture
def store() -> Store:
    return made_up.signed_in_store()


@pytest.fixture
def tray(qt_app: QApplication, store: Store) -> Tray:
    quiet = QuietModel(store, MadeUpQuiet(store), made_up.start)
    shell = ShellModel(store)
    model = TrayModel(shell, quiet, BadgeModel(store))
    notices = notices_model(store)
    tray = Tray(model, quiet, notices)
    for each in (quiet, shell, model, notices):
        each.setParent(tray)
    return tray


def sign(tray: Tray) -> Sign:
    return tray._model.sign


def test_it_says_whether_calls_come_through_and_whether_they_ring(tray: Tray, store: Store) -> None:
    assert sign(tray) is Sign.REACHABLE
    store.apply(e.QuietChanged(DoNotDisturb(Quiet())))
    assert sign(tray) is Sign.QUIET
    assert "Do not disturb" in tray.icon.toolTip()
    store.apply(e.CarrierChanged(Carrier.AWAY))
    assert sign(tray) is Sign.UNREACHABLE, "what can't come at all matters more"
    assert "Do not disturb" not in tray.icon.toolTip()


def test_the_three_signs_are_three_pictures(qt_app: QApplication) -> None:
    pictures = [tray_icon(sign).pixmap(22, 22).toImage() for sign in Sign]
    assert all(a != b for i, a in enumerate(pictures) for b in pictures[i + 1 :])


def test_its_menu_leads_to_the_window_and_out(tray: Tray) -> None:
    wanted: list[str] = []
    tray.window_wanted.connect(lambda: wanted.append("window"))
    tray.quit_wanted.connect(lambda: wanted.append("quit"))
    actions = {action.text(): action for action in tray.menu.actions()}
    actions["Open Fiveline"].trigger()
    actions["Quit"].trigger()
    assert wanted == ["window", "quit"]
    assert "Do not disturb" in actions


def test_a_click_brings_the_window_and_a_right_click_only_the_menu(tray: Tray) -> None:
    wanted: list[str] = []
    tray.window_wanted.connect(lambda: wanted.append("window"))
    tray._activated(QSystemTrayIcon.ActivationReason.Context)
    assert not wanted
    tray._activated(QSystemTrayIcon.ActivationReason.Trigger)
    assert wanted == ["window"]


def test_where_there_is_no_tray_nothing_appears_and_nothing_fails(tray: Tray) -> None:
    if QSystemTrayIcon.isSystemTrayAvailable():
        pytest.skip("this desktop has one")
    assert not tray.appear()
    assert not tray.icon.isVisible()
    tray.close()


def test_it_counts_what_waits(tray: Tray, store: Store) -> None:
    store.apply(e.UnreadChanged({}))
    bare = tray.icon.icon().pixmap(64, 64).toImage()
    number = store.state.numbers[0].id
    store.apply(e.UnreadChanged({number: Unread(2, 1, 0)}))
    assert tray.icon.toolTip().endswith("3 not seen yet")
    three = tray.icon.icon().pixmap(64, 64).toImage()
    assert three != bare
    store.apply(e.UnreadChanged({number: Unread(400, 0, 0)}))
    many = tray.icon.icon().pixmap(64, 64).toImage()
    assert many != three
    store.apply(e.NoticesChanged(Notices(choice=NoticeChoice(badge=frozenset()))))
    assert tray.icon.icon().pixmap(64, 64).toImage() == bare
    assert "seen" not in tray.icon.toolTip()


async def test_names_and_texts_are_hidden_with_one_click_and_shown_as_before(
    tray: Tray, store: Store, until: Until
) -> None:
    store.apply(e.NoticesChanged(Notices(choice=NoticeChoice(content=Content.NAME))))

    async def click(*, checked: bool, then: Content) -> None:
        tray.menu.aboutToShow.emit()
        hide = next(each for each in tray.menu.actions() if each.isCheckable())
        assert hide.isChecked() is checked
        hide.trigger()
        await until(lambda: store.state.notices.choice.content is then)

    await click(checked=False, then=Content.NOTHING)
    await click(checked=True, then=Content.NAME)
