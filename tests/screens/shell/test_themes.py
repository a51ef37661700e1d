"""Light, dark, high contrast: chosen, or as the system has it, while everything is open."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from tests.galleries import ENTRIES
from ui.style_sheet import style_sheet
from ui.theme import ThemeChoice, theme
from ui.tokens import ThemeName, tokens


@pytest.mark.parametrize("choice", [ThemeChoice.DARK, ThemeChoice.CONTRAST])
def test_a_choice_dresses_what_is_open(app: QApplication, choice: ThemeChoice) -> None:
    page = ENTRIES["settings/all"].build()
    page.show()
    theme().choose(choice)
    app.processEvents()
    ground = tokens().themes[ThemeName(choice.value)].ground
    assert page.palette().color(QPalette.ColorRole.Window) == QColor(ground)
    corner = page.grab().toImage().pixelColor(2, 2)
    assert corner == QColor(ground)


@pytest.mark.parametrize("name", list(ThemeName), ids=lambda name: name.value)
def test_the_style_sheet_leaves_nothing_open(name: ThemeName) -> None:
    sheet = style_sheet(tokens().themes[name])
    assert "$" not in sheet
    for file in re.findall(r'url\("([^"]+)"\)', sheet):
        with open(file, encoding="utf-8") as icon:
            assert "<svg" in icon.read()


def test_figures_in_a_column_are_equally_wide(app: QApplication) -> None:
    assert theme().font(13, tabular=True).featureTags()
