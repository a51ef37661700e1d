"""The list of conversations, with its search and what stands there when it is empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.messages import ThreadKey
from desktop.later import Later
from ui.i18n import _
from ui.models.thread_acts import ThreadActs
from ui.models.threads import ThreadRow, ThreadsModel
from ui.widgets.buttons import Button
from ui.widgets.empty import EmptyPlace
from ui.widgets.list_frame import ListFrame
from ui.widgets.list_rows import ThreadRows
from ui.widgets.selection_bar import SelectionBar
from ui.widgets.thread_menu import fill_thread_menu

if TYPE_CHECKING:
    from ui.models.search import SearchModel
    from ui.widgets.search_results import SearchResults


class ThreadsScreen(QWidget):
    thread_chosen = Signal(object)
    """A ThreadKey."""
    new_wanted = Signal()
    message_chosen = Signal(object)
    """A Message that was found."""
    calls_wanted = Signal()
    """Calls with whoever is looked for."""
    voicemail_chosen = Signal(str)
    """The id of a voicemail in which it was said."""
    waiting_wanted = Signal()
    """To see all that waits for its time."""

    def __init__(
        self,
        model: ThreadsModel,
        search: Callable[[], SearchModel],
        parent: QWidget | None = None,
        *,
        acts: ThreadActs | None = None,
    ) -> None:
        """Without `acts` nothing is deleted, pinned or muted here."""
        super().__init__(parent)
        self._model = model
        self._make_search = search
        self._search = Later(self._begin_to_search)
        self._acts = acts
        self._results = Later(self._make_results)
        self._delegate = ThreadRows(self)
        self.frame = ListFrame(
            lambda: _("Messages"),
            lambda: _("Conversations"),
            EmptyPlace(
                "messages-square",
                lambda: _("No messages yet"),
                lambda: _("What is sent to your number is shown here."),
                lambda: _("New message"),
            ),
            parent=self,
        )
        self.frame.fill(self)
        self.list = self.frame.list
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.show_rows(model.rows)
        self.list.allow_several()
        self.new_button = self.frame.add_action("plus", lambda: _("New message"), shortcut="Ctrl+N")
        self.new_button.clicked.connect(self.new_wanted)
        self.later_button = self.frame.add_action("clock", lambda: _("Waiting to leave"))
        self.later_button.clicked.connect(self.waiting_wanted)
        self.waiting_button = Button("", "quiet", icon_name="clock", parent=self)
        self.waiting_button.clicked.connect(self.waiting_wanted)
        self.waiting_button.hide()
        self.frame.extra.addWidget(self.waiting_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.frame.empty.pressed.connect(self.new_wanted)
        self.selection = SelectionBar(self)
        self.more_button = self.selection.add_action("ellipsis", lambda: _("More"))
        self.frame.add_foot(self.selection)
        QWidget.setTabOrder(self.list, self.selection)
        self.list.row_opened.connect(self._open)
        self.list.menu_wanted.connect(lambda _row, where: self._menu(where))
        self.list.delete_wanted.connect(self._delete_chosen)
        self.selection.serve(self.list)
        self.more_button.clicked.connect(
            lambda: self._menu(self.more_button.mapToGlobal(self.more_button.rect().topLeft()))
        )
        self.list.more_wanted.connect(model.load_more)
        self.frame.search_changed.connect(self._find)
        self.frame.language_changed.connect(model.retranslate)
        self.frame.retry_wanted.connect(lambda: model.show_number(model.number_id))
        model.changed.connect(self._show)
        for signal in (model.rows.rowsInserted, model.rows.rowsRemoved, model.rows.modelReset):
            signal.connect(self._show)
        self._show()

    def choose(self, thread: ThreadKey | None) -> None:
        """Mark the thread that is open."""
        self.list.choose_key(thread)

    def show_waiting(self, words: str, *, some_failed: bool) -> None:
        """How many messages wait for their time; nothing where none does."""
        self.waiting_button.setVisible(bool(words))
        self.waiting_button.say(words)
        self.waiting_button.set_icon_name("circle-alert" if some_failed else "clock")
        self.waiting_button.set_kind("quiet-danger" if some_failed else "quiet")

    def begin_search(self) -> None:
        self.frame.begin_search()

    def _menu(self, where: QPoint) -> None:
        rows = self.list.chosen_rows()
        if rows and self._acts is not None:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            fill_thread_menu(menu, self._acts, rows)
            menu.popup(where)

    def _delete_chosen(self) -> None:
        if self._acts is not None:
            self._acts.delete_threads([row.key for row in self.list.chosen_rows()])

    def _open(self, row: ThreadRow) -> None:
        self.thread_chosen.emit(row.key)

    def _find(self, text: str) -> None:
        if text or self._search.made is not None:
            self._search().find(text)

    def _begin_to_search(self) -> SearchModel:
        search = self._make_search()
        search.changed.connect(self._show)
        return search

    def _make_results(self) -> SearchResults:
        from ui.widgets.search_results import SearchResults

        results = SearchResults(self._search(), self)
        self.frame.show_results(results)
        results.thread_chosen.connect(self.thread_chosen)
        results.message_chosen.connect(self.message_chosen)
        results.calls_wanted.connect(self.calls_wanted)
        results.voicemail_chosen.connect(self.voicemail_chosen)
        return results

    def _show(self) -> None:
        model = self._model
        searching = self._search.made is not None and self._search.made.is_searching
        if searching:
            self._results()
        self._delegate.shows_edges = model.number_id is None
        self.frame.show_state(
            count=model.rows.rowCount(),
            loading=model.loading,
            problem=model.problem,
            results=searching,
        )
