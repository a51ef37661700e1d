"""All that waits for its time, on one number or on all (MSG-2)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from ui.i18n import _
from ui.models.waiting import WaitingModel, WaitingRow
from ui.screens.detail import DetailScreen
from ui.tokens import tokens
from ui.widgets.buttons import Button
from ui.widgets.empty import EmptyPlace
from ui.widgets.list_frame import ListFrame
from ui.widgets.waiting_rows import WaitingRows


class WaitingScreen(DetailScreen):
    opened = Signal(object)
    """The ThreadKey that a message belongs to."""

    def __init__(self, model: WaitingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = WaitingRows(self)
        self.frame = ListFrame(
            lambda: _("Waiting to leave"),
            lambda: _("Messages that wait to leave"),
            EmptyPlace(
                "clock",
                lambda: _("Nothing waits to leave"),
                lambda: _("Write a message and choose Send later: it leaves with this computer off."),
            ),
            search_words=lambda: _("Search"),
            parent=self,
        )
        self.frame.fill(self)
        self.list = self.frame.list
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.show_rows(model.rows)
        self.close_button = self.frame.add_action("x", lambda: _("Close"))
        self._foot = QWidget(self)
        self.open_button = Button(lambda: _("Open the conversation"), icon_name="message-square", parent=self)
        self.change_button = Button(lambda: _("Change"), icon_name="pencil", parent=self)
        self.send_button = Button(lambda: _("Send now"), icon_name="send-horizontal", parent=self)
        self.cancel_button = Button(lambda: _("Cancel"), icon_name="trash-2", parent=self)
        row = QHBoxLayout(self._foot)
        space = tokens().space
        row.setContentsMargins(space.l, space.s, space.l, space.m)
        row.setSpacing(space.s)
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.frame.add_foot(self._foot)
        self.close_button.clicked.connect(self.left)
        self.open_button.clicked.connect(self._open)
        self.change_button.clicked.connect(lambda: self._with_row(model.change))
        self.send_button.clicked.connect(lambda: self._with_row(model.send_now))
        self.cancel_button.clicked.connect(lambda: self._with_row(model.cancel))
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # The list itself takes a click and Enter for the same; here a click only chooses a row.
            enter = QShortcut(QKeySequence(key), self.list, context=Qt.ShortcutContext.WidgetShortcut)
            enter.activated.connect(self._open)
        self.list.delete_wanted.connect(lambda: self._with_row(model.cancel))
        self.list.menu_wanted.connect(self._menu)
        self.list.doubleClicked.connect(lambda _index: self._open())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show())
        self.frame.search_changed.connect(model.find)
        self.frame.language_changed.connect(model.retranslate)
        model.changed.connect(self._show)
        self._show()

    @property
    def _buttons(self) -> tuple[Button, ...]:
        return self.open_button, self.change_button, self.send_button, self.cancel_button

    def take_keyboard(self) -> None:
        if self._model.rows.rowCount():
            if not self.list.currentIndex().isValid():
                self.list.setCurrentIndex(self._model.rows.index(0, 0))
            self.list.setFocus()
        else:
            self.close_button.setFocus()

    def begin_search(self) -> None:
        self.frame.begin_search()

    def _row(self) -> WaitingRow | None:
        place = self.list.currentIndex().row()
        return self._model.rows.row(place) if 0 <= place < self._model.rows.rowCount() else None

    def _open(self) -> None:
        row = self._row()
        if row is not None:
            self.opened.emit(row.thread)

    def _with_row(self, do: Callable[[WaitingRow], None]) -> None:
        row = self._row()
        if row is not None and row.can_act:
            do(row)

    def _menu(self, row: WaitingRow, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Open the conversation"), lambda: self.opened.emit(row.thread))
        for words, do in (
            (_("Change"), self._model.change),
            (_("Send now"), self._model.send_now),
            (_("Cancel"), self._model.cancel),
        ):
            menu.addAction(words, partial(do, row)).setEnabled(row.can_act)
        menu.popup(where)

    def _show(self) -> None:
        model, row = self._model, self._row()
        self._delegate.shows_edges = model.number_id is None
        self.frame.show_state(
            count=model.rows.rowCount(), loading=False, problem="", searching=bool(model.search)
        )
        can_act = row is not None and row.can_act
        if not can_act and any(button.hasFocus() for button in self._buttons[1:]):
            self.take_keyboard()  # left alone it would fall to whatever stands next
        self._foot.setVisible(bool(model.rows.rowCount()))
        self.open_button.setEnabled(row is not None)
        for button in self._buttons[1:]:
            button.setEnabled(can_act)
