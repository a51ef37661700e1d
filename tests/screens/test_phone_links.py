"""Links reach the program as words of a command or as an event, and the switch acts by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.galleries.settings import links_card
from tests.screens.conftest import Until, show
from ui import app
from ui.opened_links import OpenedLinks
from ui.options import Options


async def test_the_switch_is_turned_by_keyboard(qt_app: QApplication, until: Until) -> None:
    card = links_card()
    show(card, 600, 120)
    await until(lambda: card.switch.isEnabled())
    assert card.switch.accessibleName() == "Open phone links with Fiveline"
    card.switch.setFocus()
    QTest.keyClick(card.switch, Qt.Key.Key_Space)
    await until(lambda: card.switch.isEnabled() and card.switch.isChecked())
    QTest.keyClick(card.switch, Qt.Key.Key_Space)
    await until(lambda: card.switch.isEnabled() and not card.switch.isChecked())
    card.switch.toggle()  # as a screen reader does: to Qt that is no click
    assert not card.switch.isEnabled()
    await until(lambda: card.switch.isEnabled() and card.switch.isChecked())


def test_a_link_that_the_mac_hands_over_as_an_event_is_heard(qt_app: QApplication) -> None:
    links = OpenedLinks(qt_app)
    heard: list[str] = []
    links.opened.connect(heard.append)
    QApplication.sendEvent(qt_app, QFileOpenEvent(QUrl("tel:+33199000001;ext=1%2500")))
    assert heard == ["tel:+33199000001;ext=1%2500"]
    qt_app.removeEventFilter(links)


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ([], ""),
        (["tel:+33199000001"], "tel:+33199000001"),
        (["--", "--profile=/x"], "--profile=/x"),
        (["--", "tel:1", "--profile", "/x"], "tel:1 --profile /x"),
        (["--", "tel:1 --voice-engine"], "tel:1 --voice-engine"),
    ],
)
def test_what_stands_behind_the_dashes_is_the_link_and_never_an_option(
    words: list[str], link: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Options] = []

    def take(options: Options) -> int:
        opened.append(options)
        return 0

    monkeypatch.setattr(app, "_open", take)
    assert app.main(["--profile", str(tmp_path), *words]) == 0
    assert opened[0].link == link
    assert opened[0].profile == tmp_path.resolve()
    assert opened[0].command[-4:] == ("--profile", str(tmp_path.resolve()), "--carrier", app.DEFAULT_CARRIER)
