"""Icons exist, take the colour they are asked for, and mirror where direction means something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from ui.icons import MIRRORED, flag_pixmap, icon_pixmap
from ui.tokens import RESOURCES

ROOT = RESOURCES.parent


def test_every_icon_that_is_named_is_there() -> None:
    there = {file.stem for file in (RESOURCES / "icons").glob("*.svg")}
    assert there >= MIRRORED
    named = {
        name
        for file in (ROOT / "ui").rglob("*.py")
        for name in re.findall(
            r'(?:icon_name=|IconButton\(\s*|EmptyPlace\(\s*|set_icon_name\(\s*)"([a-z0-9-]+)"',
            file.read_text(encoding="utf-8"),
        )
    }
    assert named
    assert named <= there, f"copy them from lucide-static: {named - there}"


def test_an_icon_is_drawn_in_the_colour_asked_for(app: QApplication) -> None:
    image = icon_pixmap("x", "#ff0000", 20).toImage()
    inks = [image.pixelColor(x, y) for x in range(20) for y in range(20)]
    seen = {ink.name() for ink in inks if ink.alpha() == 255}
    assert seen == {QColor("#ff0000").name()}


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0, 3.0])
def test_an_icon_is_drawn_anew_for_each_scale(app: QApplication, ratio: float) -> None:
    pixmap = icon_pixmap("phone", "#000000", 20, ratio)
    assert pixmap.width() == round(20 * ratio)
    assert pixmap.devicePixelRatio() == ratio


def test_an_arrow_mirrors_and_a_clock_does_not(app: QApplication) -> None:
    for name, mirrors in (("arrow-left", True), ("clock", False), ("phone", False)):
        left = icon_pixmap(name, "#000000", 20, right_to_left=False).toImage()
        right = icon_pixmap(name, "#000000", 20, right_to_left=True).toImage()
        assert (left != right) is mirrors, name


def test_there_is_a_flag_for_every_country_with_numbers(app: QApplication) -> None:
    for country in "FR US BE CA AT GB DK IL SE LU MX LT PL BR CZ PR SK PE NZ".split():
        assert not flag_pixmap(country, 10).isNull(), country
    for nonsense in ("", "XXX", "..", "../icons/x"):
        assert flag_pixmap(nonsense, 10).isNull()


def test_the_licences_stand_beside_what_they_are_for() -> None:
    for folder in ("icons", "flags"):
        assert Path(RESOURCES / folder / "LICENSE").read_text(encoding="utf-8")
