"""Codes, numbers, addresses and links in a message do what they say, by mouse and keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop.domain.messages import MessageStatus, ThreadKey
from desktop.domain.numbers import Address
from tests.galleries.messages import clickable
from tests.galleries.sample import PRIVATE
from tests.screens.conftest import Until, show
from ui.models.links import Link, MailSpot, NumberSpot, Spot
from ui.screens.thread import ThreadScreen
from ui.widgets.bubble import lay_out
from ui.widgets.message_view import MessageView

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
async def screen(qt_app: QApplication, until: Until) -> ThreadScreen:
    made = clickable()
    assert isinstance(made, ThreadScreen)
    show(made, 620, 700)
    await until(lambda: made.messages.model().rowCount() == 6)
    made.messages.grab()  # what stands in sight is measured
    QApplication.clipboard().clear()
    return made


def where(view: MessageView, spot: Spot) -> QPoint:
    """In the middle of its first letter."""
    place = next(place for place, row in enumerate(view._rows()) if spot in row.spots)
    bubble = view._bubble(place)
    line = bubble.layout.lineForTextPosition(spot.start)
    x = float(line.cursorToX(spot.start)[0] + line.cursorToX(spot.start + 1)[0]) / 2  # type: ignore[index]
    at = bubble.text_at + line.position()
    top = view.visualRect(view.model().index(place, 0)).top()
    return QPoint(round(bubble.text_at.x() + x), round(at.y() + line.height() / 2) + top)


def spot_of(view: MessageView, kind: type[Spot]) -> Spot:
    return next(spot for row in view._rows() for spot in row.spots if isinstance(spot, kind))


def open_menu(view: MessageView) -> dict[str, object]:
    menu = next(each for each in view.findChildren(QMenu) if each.isVisible())
    return {
        action.text().translate(dict.fromkeys((0x2066, 0x2068, 0x2069))): action for action in menu.actions()
    }


async def test_the_button_copies_the_code_in_digits_that_can_be_typed(screen: ThreadScreen) -> None:
    view = screen.messages
    copied: list[bool] = []
    screen.copied.connect(lambda: copied.append(True))
    for place in (0, 1):
        QApplication.clipboard().clear()
        top = view.visualRect(view.model().index(place, 0)).top()
        QTest.mouseClick(
            view.viewport(), LEFT, pos=view._bubble(place).code_box.center().toPoint() + QPoint(0, top)
        )
        assert QApplication.clipboard().text() == "482910"
    assert len(copied) == 2


async def test_enter_copies_the_code_and_it_is_read_out(screen: ThreadScreen) -> None:
    view = screen.messages
    view.setFocus()
    view.setCurrentIndex(view.model().index(1, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert QApplication.clipboard().text() == "482910"
    assert "Code 4 8 2 9 1 0" in view._row(1).spoken


async def test_a_number_is_called_written_to_or_copied(screen: ThreadScreen) -> None:
    view = screen.messages
    number = spot_of(view, NumberSpot)
    called: list[tuple[object, object]] = []
    written: list[object] = []
    screen.call_wanted.connect(lambda *what: called.append(what))
    screen.write_wanted.connect(written.append)
    QTest.mouseClick(view.viewport(), LEFT, pos=where(view, number))
    assert not called  # a click alone does nothing
    menu = open_menu(view)
    assert list(menu) == ["Call +33 1 42 68 53 00", "Write to +33 1 42 68 53 00", "Copy number"]
    for action in menu.values():
        action.trigger()  # type: ignore[attr-defined]
    assert called == [(Address("+33142685300"), PRIVATE)]
    assert written == [ThreadKey(PRIVATE, Address("+33142685300"))]
    assert QApplication.clipboard().text() == "+33142685300"


async def test_an_address_is_copied(screen: ThreadScreen) -> None:
    view = screen.messages
    QTest.mouseClick(view.viewport(), LEFT, pos=where(view, spot_of(view, MailSpot)))
    menu = open_menu(view)
    assert list(menu) == ["Copy aide@parcelco.example"]


async def test_a_link_is_opened_only_after_its_true_host_was_shown(
    screen: ThreadScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "ui.screens.thread.QDesktopServices.openUrl",
        lambda url: opened.append(bytes(url.toEncoded().data()).decode()),
    )
    view = screen.messages
    QTest.mouseClick(view.viewport(), LEFT, pos=where(view, spot_of(view, Link)))
    assert not opened
    assert screen._leads.isVisible()
    assert "xn--pypal-4ve.com" in screen._leads._text.text()
    screen._leads.pressed.emit()
    assert opened == ["https://xn--pypal-4ve.com/suivi"]


async def test_emoji_alone_stand_larger(screen: ThreadScreen) -> None:
    view = screen.messages
    assert view._bubble(4).layout.font().pixelSize() > 1.8 * view._bubble(3).layout.font().pixelSize() or (
        view._bubble(4).layout.font().pointSizeF() > 1.8 * view._bubble(3).layout.font().pointSizeF()
    )


@pytest.mark.parametrize("status", [MessageStatus.FAILED, MessageStatus.SENT])
def test_the_hand_is_shown_where_a_click_tries_again_and_nowhere_else(
    screen: ThreadScreen, status: MessageStatus
) -> None:
    row = replace(screen.messages._rows()[0], code="", mine=True, status=status, failure="It failed.")
    bubble = lay_out(row, 600, right_to_left=False)
    below = range(round(bubble.box.bottom()) + 1, bubble.height)
    acts = [bubble.acts_at(QPointF(x, y)) for x in range(600) for y in below]
    assert any(acts) == (status is MessageStatus.FAILED)
    if any(acts):
        assert bubble.acts_at(bubble.retry_box.topLeft() - QPointF(5, 3))
