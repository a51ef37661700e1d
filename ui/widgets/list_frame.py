"""A list with its title, search, actions, and what stands there while it is empty, loading, or has failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from ui.i18n import _
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton
from ui.widgets.empty import EmptyPlace
from ui.widgets.search_field import SearchField
from ui.widgets.skeleton import SkeletonRows
from ui.widgets.steady_list import SteadyList
from ui.widgets.words import Label, Words


class Results(QWidget):
    def focus_list(self) -> None:
        """The keyboard goes to the first of what was found."""


class ListFrame(QWidget):
    search_changed = Signal(str)
    retry_wanted = Signal()
    language_changed = Signal()
    """Rows hold words and days in the language of before."""

    def __init__(
        self,
        title: Words,
        list_name: Words,
        empty: EmptyPlace,
        *,
        height_of: Callable[[Any], int] | None = None,
        search_words: Callable[[], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`height_of` a row, where rows differ in height. `search_words` where Ctrl+K does not lead here."""
        super().__init__(parent)
        self._list_name = list_name
        self.empty = empty
        self.list = SteadyList(self) if height_of is None else _tall_list(height_of, self)
        self.search = SearchField(self, words=search_words)
        self._nothing_found = EmptyPlace(
            "search", lambda: _("Nothing found"), lambda: _("Try a name, a number, or fewer letters.")
        )
        self._skeleton = SkeletonRows(parent=self)
        self._banner = Banner("failure", parent=self)
        self._banner.pressed.connect(self.retry_wanted)
        space = tokens().space
        self._head = QHBoxLayout()
        self._head.setContentsMargins(space.l, space.m, space.m, 0)
        self._head.setSpacing(space.xs)
        heading = Label(title, "heading", parent=self)
        heading.setMinimumHeight(tokens().size.control)  # as high with actions as without
        self._head.addWidget(heading, 1)
        self.extra = QHBoxLayout()
        self.extra.setContentsMargins(space.l, 0, space.l, 0)
        self.extra.setSpacing(space.xs)
        searching = QHBoxLayout()
        searching.setContentsMargins(space.m, 0, space.m, 0)
        searching.addWidget(self.search)
        banner = QHBoxLayout()
        banner.setContentsMargins(space.m, 0, space.m, 0)
        banner.addWidget(self._banner)
        self._results: Results | None = None
        self._pages = QStackedLayout()
        for page in (self.list, self.empty, self._nothing_found, self._skeleton):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.s)
        column.addLayout(self._head)
        column.addLayout(searching)
        column.addLayout(self.extra)
        column.addLayout(banner)
        column.addLayout(self._pages, 1)
        self._column = column
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(lambda: self.search_changed.emit(self.search.text()))
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.returnPressed.connect(self._to_list)
        self.search.left.connect(self._to_list)
        QWidget.setTabOrder(self.search, self.list)
        self._say()

    def fill(self, widget: QWidget) -> None:
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self)

    def add_action(self, icon_name: str, words: Words, *, shortcut: str = "") -> IconButton:
        button = IconButton(icon_name, words, shortcut=shortcut, parent=self)
        self._head.addWidget(button)
        QWidget.setTabOrder(button, self.search)
        QWidget.setTabOrder(self.search, self.list)
        return button

    def add_foot(self, foot: QWidget) -> None:
        """Below the list."""
        self._column.addWidget(foot)

    def show_results(self, results: Results) -> None:
        """What was found stands in the place of the list, while `show_state` says so."""
        self._results = results
        self._pages.addWidget(results)
        QWidget.setTabOrder(self.search, results)

    def begin_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def show_state(
        self, *, count: int, loading: bool, problem: str, searching: bool = False, results: bool = False
    ) -> None:
        if problem:
            self._banner.tell(problem, button=lambda: _("Try again"))
        else:
            self._banner.clear()
        if results and self._results is not None:
            page: QWidget = self._results
        elif count:
            page = self.list
        elif loading:
            page = self._skeleton
        elif searching:
            page = self._nothing_found
        else:
            page = self.empty
        if page is not self._pages.currentWidget():
            if page is self._skeleton:
                self._skeleton.start()
            else:
                self._skeleton.stop()
            self._pages.setCurrentWidget(page)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self.language_changed.emit()
        super().changeEvent(event)

    def _to_list(self) -> None:
        if self._results is not None and self._pages.currentWidget() is self._results:
            self._results.focus_list()
        else:
            self.list.take_keyboard()

    def _say(self) -> None:
        self.list.setAccessibleName(self._list_name())


def _tall_list(height_of: Callable[[Any], int], parent: QWidget) -> SteadyList:
    from ui.widgets.tall_list import TallList

    return TallList(height_of, parent)
