"""The Tab key goes through a page as it is read.

Qt goes in the order in which widgets were made, and rows that come and go are made last. Its order is left as
it is: `QWidget.setTabOrder` breaks on whatever hands its focus to a part of itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QWidget


def step(page: QScrollArea, forward: bool) -> bool:
    """For `focusNextPrevChild` of `page`. False where the next stop is for Qt to find."""
    stops = [stop for stop in _stops(page) if stop.isEnabled() and stop.isVisibleTo(page)]
    focused = QApplication.focusWidget()
    if focused not in stops:
        return False
    place = stops.index(focused) + (1 if forward else -1)
    wanted = stops[place] if 0 <= place < len(stops) else _outside(page, forward)
    if wanted is None:
        return False
    wanted.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    if page.isAncestorOf(wanted):
        page.ensureWidgetVisible(wanted)
    return True


def _outside(page: QWidget, forward: bool) -> QWidget | None:
    """The first stop behind `page`, or the last one before it."""
    each = page.nextInFocusChain() if forward else page.previousInFocusChain()
    while each is not None and each is not page:
        takes = bool(each.focusPolicy() & Qt.FocusPolicy.TabFocus) and each.focusProxy() is None
        if takes and each.isEnabled() and each.isVisibleTo(page.window()) and not page.isAncestorOf(each):
            return each
        each = each.nextInFocusChain() if forward else each.previousInFocusChain()
    return None


def _stops(widget: QWidget) -> Iterator[QWidget]:
    inner = widget.widget() if isinstance(widget, QScrollArea) else None
    if inner is not None:
        yield from _stops(inner)
    elif widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    elif (layout := widget.layout()) is not None:
        yield from _within(layout)


def _within(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield from _stops(widget)
        elif (inner := item.layout()) is not None:
            yield from _within(inner)
