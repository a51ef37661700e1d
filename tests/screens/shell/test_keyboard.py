"""Everything by keyboard: where it starts, in what order it goes, and where it comes back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain import events as e
from tests.galleries import ENTRIES, made_up
from tests.galleries.shell import frame
from tests.galleries.signing_in import screen
from tests.screens.conftest import Until
from ui.widgets.number_tabs import TabButton
from ui.widgets.rail import RailButton


def focus_of(page: QWidget) -> QWidget | None:
    return page.focusWidget()  # Qt's types do not say that there may be none


def walk(app: QApplication, page: QWidget, steps: int) -> list[QWidget]:
    """Where Tab leads, step by step."""
    passed = []
    for _step in range(steps):
        QTest.keyClick(focus_of(page) or page, Qt.Key.Key_Tab)
        app.processEvents()
        focus = focus_of(page)
        assert focus is not None
        passed.append(focus)
    return passed


def open_page(app: QApplication, page: QWidget) -> QWidget:
    page.show()
    page.activateWindow()
    QTest.qWaitForWindowActive(page)
    app.processEvents()
    return page


async def test_signing_in_starts_in_the_e_mail_and_goes_on_with_return(app: QApplication) -> None:
    page = screen()
    open_page(app, page)
    page.focus_first()
    assert page.focusWidget() is page._email.email.line
    QTest.keyClicks(page.focusWidget(), "camille.martin@example.com")
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    app.processEvents()
    assert page.focusWidget() is page._password.password.line


async def test_tab_passes_the_password_its_eye_and_the_button(app: QApplication) -> None:
    page = screen()
    open_page(app, page)
    page._model.give_email("camille.martin@example.com")
    app.processEvents()
    password = page._password
    password.password.line.setFocus()
    passed = walk(app, page, 2)
    assert passed == [password.password.reveal, password.go_on]


async def test_the_eye_shows_the_password_and_hides_it_again(app: QApplication) -> None:
    page = screen()
    open_page(app, page)
    page._model.give_email("camille.martin@example.com")
    field = page._password.password
    assert field.reveal is not None
    QTest.keyClicks(field.line, "Secret7")
    assert field.line.displayText() != "Secret7"
    QTest.keyClick(field.reveal, Qt.Key.Key_Space)
    assert field.line.displayText() == "Secret7"
    assert field.reveal.accessibleName() == "Hide password"
    QTest.keyClick(field.reveal, Qt.Key.Key_Space)
    assert field.line.displayText() != "Secret7"


async def test_tab_reaches_tabs_and_rail(app: QApplication) -> None:
    page = frame(made_up.signed_in_store())
    open_page(app, page)
    kinds = {type(widget) for widget in walk(app, page, 12)}
    assert {TabButton, RailButton} <= kinds


async def test_a_click_leaves_the_keyboard_where_it_was(app: QApplication) -> None:
    page = screen()
    open_page(app, page)
    page._model.give_email("camille.martin@example.com")
    app.processEvents()
    line = page._password.password.line
    line.setFocus()
    assert page._password.password.reveal is not None
    QTest.mouseClick(page._password.password.reveal, Qt.MouseButton.LeftButton)
    assert page.focusWidget() is line


async def test_focus_can_be_seen_on_every_control_that_takes_it(app: QApplication) -> None:
    page = open_page(app, ENTRIES["settings/all"].build())
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled():
            continue
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None:
            continue
        if widget.width() < 8 or not widget.accessibleName():
            continue
        page.setFocus()
        app.processEvents()
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        app.processEvents()
        assert widget.grab().toImage() != before, widget.accessibleName()


async def test_tab_comes_to_the_number_and_the_section_that_are_chosen(app: QApplication) -> None:
    store = made_up.signed_in_store()
    numbers = store.state.numbers
    store.apply(e.NumbersChanged(()))
    page = frame(store)
    open_page(app, page)
    store.apply(e.NumbersChanged(numbers))  # they come after the window
    page._tabs_model.choose(numbers[2].id)
    passed = walk(app, page, 8)
    tabs = [widget for widget in passed if isinstance(widget, TabButton)]
    rail = [widget for widget in passed if isinstance(widget, RailButton)]
    assert {tab.tab.number_id for tab in tabs} == {numbers[2].id}
    assert {button.section for button in rail} == {page._shell.section}


async def test_a_list_goes_from_its_actions_to_its_search_to_its_rows(
    app: QApplication, until: Until
) -> None:
    from tests.galleries.calls import history
    from tests.galleries.sample import account

    page = history(account())
    open_page(app, page)
    await until(page.list.isVisible)
    await until(lambda: all(row.seen for row in page.model.rows.rows))  # nothing is loaded any more
    page.dial_button.setFocus()
    search, filtered, rows = walk(app, page, 3)
    assert search is page.frame.search
    assert filtered.accessibleName() == "All"
    assert rows is page.list
