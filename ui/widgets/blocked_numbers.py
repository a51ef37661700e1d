"""The settings' part on blocked numbers: the list, one by hand, and the switch against hidden callers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.numbers import NumberId
from ui.i18n import _
from ui.models.blocking import BlockedRow, BlockingModel, HiddenSwitch
from ui.models.plain import isolated
from ui.tokens import tokens
from ui.widgets.buttons import Button
from ui.widgets.field import Field
from ui.widgets.toggle import Toggle
from ui.widgets.words import Hairline, Label

SHOWN_AT_FIRST = 8
"""More are there when they are asked for: the page below stays near."""


class BlockedNumbers(QWidget):
    def __init__(self, model: BlockingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._all = False
        self._shown: tuple[BlockedRow, ...] | None = None
        space = tokens().space
        self.field = Field(
            lambda: _("Number to block"),
            longest=64,
            placeholder=lambda: _("A number in any spelling"),
            parent=self,
        )
        self.add_button = Button(lambda: _("Block"), parent=self)
        adding = QHBoxLayout()
        adding.setSpacing(space.m)
        adding.addWidget(self.field, 1)
        adding.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignBottom)
        self._list = _Rows(self)
        self.more_button = Button(lambda: _("Show all"), "quiet", parent=self)
        self._hidden = _Switches(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.s)
        column.addLayout(adding)
        column.addWidget(
            Label(
                lambda: _(
                    "Their calls and messages don't come through, and they are not told."
                    " Calls leave a quiet trace in the history."
                ),
                "secondary",
                wraps=True,
                parent=self,
            )
        )
        column.addWidget(self._list)
        column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(space.s)
        column.addWidget(Label(lambda: _("Refuse callers that hide their number"), "label", parent=self))
        column.addWidget(self._hidden)
        self.field.submitted.connect(self._add)
        self.field.changed.connect(lambda _text: model.forget_problem())
        self.add_button.clicked.connect(self._add)
        self.more_button.clicked.connect(self._show_all)
        model.added.connect(lambda: self.field.set_text(""))
        model.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
        super().changeEvent(event)

    def _add(self) -> None:
        if self.field.text.strip():
            self._model.add(self.field.text)

    def _show_all(self) -> None:
        self._all = True
        self._show()

    def _show(self) -> None:
        rows = self._model.rows
        shown = rows if self._all else rows[:SHOWN_AT_FIRST]
        self.field.set_error(self._model.problem)
        self.more_button.setVisible(len(shown) < len(rows))
        self._list.setVisible(bool(rows))
        if shown != self._shown:
            self._shown = shown
            self._list.show_rows(shown, self._model)
        self._hidden.show_switches(self._model.switches, self._model)


class _Card(QFrame):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def empty(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def add(self, name: str, secondary: str, control: QWidget) -> None:
        if self._column.count():
            self._column.addWidget(Hairline(self))
        line = QWidget(self)
        line.setAccessibleName(f"{name}, {secondary}" if secondary else name)
        across = QHBoxLayout(line)
        space = tokens().space
        across.setContentsMargins(space.l, space.s, space.m, space.s)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(Label(name, parent=line))
        if secondary:
            texts.addWidget(Label(secondary, "secondary", parent=line))
        across.addLayout(texts, 1)
        across.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column.addWidget(line)


class _Rows(_Card):
    def show_rows(self, rows: tuple[BlockedRow, ...], model: BlockingModel) -> None:
        self.empty()
        for row in rows:
            self.add(row.name, row.secondary, self._button(row, model))

    def _button(self, row: BlockedRow, model: BlockingModel) -> Button:
        button = Button(
            lambda: _("Unblock"),
            spoken=lambda: _("Unblock {name}").format(name=isolated(row.name)),
            parent=self,
        )
        button.clicked.connect(lambda: model.unblock(row.address))
        return button


class _Switches(_Card):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._toggles: dict[NumberId, Toggle] = {}
        self._named: tuple[tuple[NumberId, str, str], ...] = ()

    def show_switches(self, switches: tuple[HiddenSwitch, ...], model: BlockingModel) -> None:
        """A switch that is used stays the same: the keyboard is on it."""
        named = tuple((each.number_id, each.name, each.number) for each in switches)
        if named != self._named:
            self._named = named
            self._toggles.clear()
            self.empty()
            for each in switches:
                self._toggles[each.number_id] = toggle = self._toggle(each, model)
                self.add(each.name, each.number if each.number != each.name else "", toggle)
        for each in switches:
            self._toggles[each.number_id].setChecked(each.refused)

    def _toggle(self, switch: HiddenSwitch, model: BlockingModel) -> Toggle:
        name = isolated(switch.name)
        toggle = Toggle(lambda: _("Refuse hidden callers on {number}").format(number=name), parent=self)
        toggle.clicked.connect(lambda checked: model.refuse_hidden(switch.number_id, checked))
        return toggle
