"""A screen reader finds a name on every control, in every state that the gallery can show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication

from tests.galleries import ENTRIES
from tests.galleries.signing_in import screen
from tests.gallery import load_entries
from tests.screens.shell.conftest import Settled
from ui.i18n import Language, speak

Role = QAccessible.Role
NAMED = {
    Role.Button,
    Role.CheckBox,
    Role.RadioButton,
    Role.ComboBox,
    Role.EditableText,
    Role.List,
    Role.ListItem,
    Role.Slider,
    Role.ProgressBar,
    Role.PageTab,
    Role.Table,
    Role.Tree,
}

load_entries()


def unnamed(interface: QAccessibleInterface, path: str = "") -> Iterator[str]:
    state = interface.state()
    if state.invisible:
        return
    name = interface.text(QAccessible.Text.Name)
    here = f"{path}/{interface.role().name}"
    if interface.role() in NAMED and not name.strip():
        yield f"{here} {interface.object()!r}"
    if interface.role() is Role.ComboBox:
        return  # its list and field are Qt's own
    children: list[QAccessibleInterface | None] = [
        interface.child(index) for index in range(min(interface.childCount(), 40))
    ]
    for child in children:
        if child is not None and child.isValid():
            yield from unnamed(child, here)


@pytest.mark.parametrize("name", sorted(ENTRIES))
async def test_every_control_has_a_name(app: QApplication, settled: Settled, name: str) -> None:
    page = ENTRIES[name].build()
    page.resize(*ENTRIES[name].size)
    page.show()
    await settled()
    interface = QAccessible.queryAccessibleInterface(page)
    assert list(unnamed(interface)) == []
    page.close()
    await settled()


async def test_names_follow_the_language(app: QApplication) -> None:
    page = screen()
    page.show()
    assert page._email.go_on.accessibleName() == "Continue"
    speak(Language.FRENCH)
    app.processEvents()
    assert page._email.go_on.accessibleName() == "Continuer"
    assert page._email.email.line.accessibleName() == "Adresse e-mail"
