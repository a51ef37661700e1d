"""Which controls must bear a name, and which of a window do not."""

from __future__ import annotations

from collections.abc import Iterable

from tests.harness.accessibility import Node
from tests.harness.controls import BUTTONS, FIELDS, LISTS, ROWS, plain_text

NAMED = {
    *BUTTONS,
    *FIELDS,
    *LISTS,
    *ROWS,
    "page tab",
    "menu",
    "menu item",
    "check menu item",
    "radio menu item",
    "slider",
    "progress bar",
    "dialog",
    "frame",
    "window",
}
# Parts that Qt makes inside one control: that one bears the name.
MADE_BY_QT = {"scroll bar", "combo box", "spin button"}


def unnamed(tops: Iterable[Node]) -> list[str]:
    """Where each control without a name is; a name of signs alone, such as "...", is none."""
    return [
        node.path()
        for top in tops
        for node in top.walk()
        if node.role in NAMED
        and not any(letter.isalnum() for letter in plain_text(node.name))
        and not (node.parent and node.parent.role in MADE_BY_QT)
    ]
