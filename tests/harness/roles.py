"""Roles and states of AT-SPI 2 by their numbers on the bus (atspi-constants.h)."""

from __future__ import annotations

ROLES = {
    2: "alert", 7: "check box", 8: "check menu item", 10: "column header", 11: "combo box", 16: "dialog",
    20: "filler", 22: "font chooser", 23: "frame", 27: "image", 29: "label", 31: "list", 32: "list item",
    33: "menu", 34: "menu bar", 35: "menu item", 37: "page tab", 38: "page tab list", 39: "panel",
    40: "password text", 41: "popup menu", 42: "progress bar", 43: "push button", 44: "radio button",
    45: "radio menu item", 48: "scroll bar", 49: "scroll pane", 50: "separator", 51: "slider",
    52: "spin button", 53: "split pane", 54: "status bar", 55: "table", 56: "table cell", 61: "text",
    62: "toggle button", 63: "tool bar", 64: "tool tip", 65: "tree", 66: "tree table", 67: "unknown",
    68: "viewport", 69: "window", 73: "paragraph", 75: "application", 79: "entry", 83: "heading",
    85: "section", 87: "form", 88: "link", 90: "table row", 91: "tree item", 98: "list box",
    99: "grouping", 101: "notification", 116: "static", 129: "push button menu",
}  # fmt: skip

STATES = {
    1: "active", 3: "busy", 4: "checked", 5: "collapsed", 6: "defunct", 7: "editable", 8: "enabled",
    9: "expandable", 10: "expanded", 11: "focusable", 12: "focused", 16: "modal", 17: "multi-line",
    20: "pressed", 22: "selectable", 23: "selected", 24: "sensitive", 25: "showing", 30: "visible",
    36: "invalid-entry", 39: "default", 41: "checkable", 42: "has-popup", 43: "read-only",
}  # fmt: skip


def states_of(words: list[int]) -> frozenset[str]:
    """The states that are set in the two 32-bit words of a state set."""
    bits = words[0] | (words[1] << 32 if len(words) > 1 else 0)
    return frozenset(name for bit, name in STATES.items() if bits >> bit & 1)
