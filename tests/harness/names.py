"""Which controls must bear a name, and which of a window do not."""

from __future__ import annotations

from tests.harness.accessibility import ACCESSIBLE, AccessibilityBus, Gone, Node
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
LABELLED_BY = 2


def unnamed(bus: AccessibilityBus, tops: list[Node]) -> list[str]:
    """Where each control without a name is; a name of signs alone, such as "...", is none."""
    return [
        node.path()
        for top in tops
        for node in top.walk()
        if node.role in NAMED
        and not (node.parent and node.parent.role in MADE_BY_QT)
        and not _has_name(bus, node)
    ]


def _has_name(bus: AccessibilityBus, node: Node) -> bool:
    if not any(letter.isalnum() for letter in plain_text(node.name)):
        return False
    if node.role != "combo box":
        return True
    # Here Qt gives the chosen entry as a combo box's name; its label or its description says what it is for.
    try:
        relations = bus.ask(node.ref, ACCESSIBLE, "GetRelationSet")
        described = str(bus.read(node.ref, ACCESSIBLE, "Description"))
    except Gone:
        return True
    return bool(described) or any(kind == LABELLED_BY for kind, _targets in relations)
