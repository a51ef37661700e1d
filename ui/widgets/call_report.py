"""What became of a call, as a card of short sentences. Out of sight where there is nothing to say."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.i18n import _
from ui.icons import icon_pixmap
from ui.models.call_report import CallReportModel, ReportLine
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.buttons import Button
from ui.widgets.words import Label

WIDEST = 520


class CallReportCard(QFrame):
    def __init__(self, model: CallReportModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setProperty("surface", "card")
        self.setMaximumWidth(WIDEST)
        space = tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(space.l, space.m, space.l, space.l)
        column.setSpacing(space.s)
        column.addWidget(Label(lambda: _("What happened"), "section", parent=self))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(space.s)
        column.addLayout(self._lines)
        self.check_button = Button(lambda: _("Will I ring now?"), icon_name="phone-incoming", parent=self)
        self.check_button.clicked.connect(model.check)
        column.addSpacing(space.xs)
        column.addWidget(self.check_button, 0, Qt.AlignmentFlag.AlignLeading)
        model.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
            self._show()
        super().changeEvent(event)

    def _show(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in self._model.lines:
            self._lines.addWidget(_Line(line, self))
        self.check_button.setVisible(self._model.may_check)
        self.setVisible(bool(self._model.lines))
        self.setAccessibleName(_("What happened"))
        self.setAccessibleDescription(" ".join(line.words for line in self._model.lines))


class _Line(QWidget):
    def __init__(self, line: ReportLine, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon_name = line.icon
        self._icon = QLabel(self)
        self._icon.setFixedWidth(tokens().size.icon)
        text = Label(line.words, wraps=True, parent=self)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(tokens().space.m)
        across.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(text, 1)
        theme().changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        colour = theme().colours.text_secondary
        pixmap = icon_pixmap(self._icon_name, colour, tokens().size.icon, self.devicePixelRatioF())
        self._icon.setPixmap(pixmap)
