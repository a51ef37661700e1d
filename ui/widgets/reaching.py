"""How the Tab key comes to a group of which one is chosen: to that one; arrows lead to the others."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup


def reach_the_chosen(group: QButtonGroup) -> None:
    """Qt does so once the group has had the keyboard; before, Tab would come to the first."""
    for button in group.buttons():
        chosen = button.isChecked() or group.checkedButton() is None
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus if chosen else Qt.FocusPolicy.NoFocus)
