"""What became of a message to several people (MSG-3)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.group_fate import FateRow, GroupFateModel
from ui.screens.detail import DetailScreen
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton
from ui.widgets.fate_rows import FateRows
from ui.widgets.steady_list import SteadyList
from ui.widgets.words import Hairline, Label


class GroupFateScreen(DetailScreen):
    opened = Signal(object)
    """The ThreadKey of one of them."""

    def __init__(self, model: GroupFateModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._title = Label("", "heading", parent=self)
        self.close_button = IconButton("x", lambda: _("Close"), parent=self)
        self._text = Label("", wraps=True, parent=self)
        self._text.setMaximumHeight(96)
        self._summary = Label("", "secondary", wraps=True, parent=self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self.retry_button = Button(
            lambda: _("Send again to those it failed for"), icon_name="refresh-cw", parent=self
        )
        self.list = SteadyList(self)
        self.list.setItemDelegate(FateRows(self))
        self.list.setUniformItemSizes(True)
        self.list.show_rows(model.rows)
        space = tokens().space
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button)
        below = QHBoxLayout()
        below.addWidget(self._summary, 1)
        below.addWidget(self.retry_button)
        above = QVBoxLayout()
        above.setContentsMargins(space.l, space.m, space.l, space.m)
        above.setSpacing(space.s)
        above.addLayout(head)
        above.addWidget(self._text)
        above.addWidget(self._bar)
        above.addLayout(below)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(Hairline(self))
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.list.row_opened.connect(self._open)
        self.close_button.clicked.connect(self.left)
        self.retry_button.clicked.connect(model.retry_failed)
        model.changed.connect(self._show)
        self._say()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self._model.retranslate()
        super().changeEvent(event)

    def _open(self, row: FateRow) -> None:
        self.opened.emit(row.thread)

    def _say(self) -> None:
        self.list.setAccessibleName(_("Whom it was sent to"))

    def _show(self) -> None:
        model = self._model
        done, of = model.done
        self._title.say(model.title)
        self._text.say(model.text)
        self._summary.say(model.summary)
        self._bar.setRange(0, max(1, of))
        self._bar.setValue(done)
        self._bar.setAccessibleName(model.summary)
        self._bar.setVisible(done < of)
        self.retry_button.setVisible(bool(model.failed))
