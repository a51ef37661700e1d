"""Controls that say what is and what a click would change."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QAbstractButton, QWidget


def show_one(shown: QWidget | None, of: tuple[QWidget, ...]) -> None:
    """One of some that stand for each other, or none. The keyboard goes from one to the other: left alone it
    would fall to whatever stands next, and the next press of the space bar would hang up.
    """
    had_keyboard = any(each.hasFocus() for each in of)
    if shown is not None:
        shown.setVisible(True)
        if had_keyboard:
            shown.setFocus()
    for each in of:
        if each is not shown:
            each.setVisible(False)


def show_checked(button: QAbstractButton, checked: bool) -> None:
    """As it is. `toggled` is kept for what a person wants, however they do it: a screen reader's "toggle" is
    no click.
    """
    with QSignalBlocker(button):
        button.setChecked(checked)
