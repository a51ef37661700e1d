"""Signed-in devices as rows: what each is, when it was last seen, and its buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.i18n import _
from ui.icons import icon_pixmap
from ui.models.device_rows import DeviceRow
from ui.models.plain import isolated
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton
from ui.widgets.words import Hairline, Label


class DeviceList(QFrame):
    sign_out = Signal(object)
    rename = Signal(object)
    """Both carry a DeviceId."""

    def __init__(self, *, can_rename: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._can_rename = can_rename
        self._rows: tuple[DeviceRow, ...] = ()
        self._icons: list[tuple[QLabel, str]] = []
        self.setProperty("surface", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        theme().changed.connect(self._tint)

    def show_rows(self, rows: tuple[DeviceRow, ...]) -> None:
        if rows == self._rows:
            return
        self._rows = rows
        self._icons = []
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for index, row in enumerate(rows):
            if index:
                self._column.addWidget(Hairline(self))
            self._column.addWidget(self._row(row))
        self._tint()

    def _row(self, row: DeviceRow) -> QWidget:
        line = QWidget(self)
        line.setAccessibleName(f"{row.name}, {row.secondary}")
        space = tokens().space
        across = QHBoxLayout(line)
        across.setContentsMargins(space.l, space.m, space.m, space.m)
        across.setSpacing(space.m)
        picture = QLabel(line)
        picture.setFixedWidth(tokens().size.icon)
        self._icons.append((picture, row.icon))
        across.addWidget(picture)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        name = Label(row.name, parent=line)
        name.setFont(theme().font(weight=tokens().type.strong))
        texts.addWidget(name)
        texts.addWidget(Label(row.secondary, "secondary", wraps=True, parent=line))
        across.addLayout(texts, 1)
        if self._can_rename:
            pencil = IconButton(
                "pencil", lambda: _("Rename {device}").format(device=isolated(row.name)), size=16, parent=line
            )
            pencil.clicked.connect(lambda: self.rename.emit(row.id))
            across.addWidget(pencil)
        if not row.is_this_one:
            out = Button(
                lambda: _("Sign out"),
                "quiet-danger" if self._can_rename else "",
                spoken=lambda: _("Sign out {device}").format(device=isolated(row.name)),
                parent=line,
            )
            out.clicked.connect(lambda: self.sign_out.emit(row.id))
            across.addWidget(out, 0, Qt.AlignmentFlag.AlignVCenter)
        return line

    def _tint(self) -> None:
        colours = theme().colours
        for picture, name in self._icons:
            picture.setPixmap(
                icon_pixmap(name, colours.text_secondary, tokens().size.icon, self.devicePixelRatioF())
            )
