"""One word on whether calls and messages come through, and what stands behind it on a click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QVBoxLayout, QWidget

from desktop.domain.connection import Readiness
from ui.i18n import _
from ui.models.shell import ReadinessView, ShellModel
from ui.theme import theme
from ui.tokens import Colours, tokens
from ui.widgets.buttons import Button
from ui.widgets.flyout import Flyout
from ui.widgets.words import Label


def _ink(readiness: Readiness, colours: Colours) -> str:
    match readiness:
        case Readiness.READY:
            return colours.green
        case Readiness.CONNECTING | Readiness.NO_CALLS:
            return colours.amber
        case Readiness.AWAY | Readiness.SIGNED_OUT:
            return colours.text_faint


class ReadinessIndicator(QAbstractButton):
    retry = Signal()

    def __init__(self, model: ShellModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._panel: ReadinessPanel | None = None
        self._roomy = True
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)
        model.changed.connect(self._show)
        theme().changed.connect(self.update)
        self._show()

    def show_word(self, roomy: bool) -> None:
        """In a narrow window the dot alone says that all is well; anything else is said, briefly."""
        if roomy != self._roomy:
            self._roomy = roomy
            self.updateGeometry()
            self.update()

    @property
    def _says_word(self) -> bool:
        return self._roomy or self._model.readiness.readiness is not Readiness.READY

    @property
    def _word(self) -> str:
        view = self._model.readiness
        return view.word if self._roomy else view.short_word

    def sizeHint(self) -> QSize:
        if not self._says_word:
            return QSize(28, 30)
        width = QFontMetricsF(theme().font(tokens().type.secondary)).horizontalAdvance(self._word)
        return QSize(round(width) + 10 + 8 + 8 + 12, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = theme().colours
        view = self._model.readiness
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse():
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(box, 6, 6)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        dot = QRectF(box.width() - 18 if mirrored else 10, box.center().y() - 4, 8, 8)
        ink = QColor(_ink(view.readiness, colours))
        if view.readiness in (Readiness.READY, Readiness.NO_CALLS):
            painter.setBrush(ink)
            painter.drawEllipse(dot)
        else:
            # A ring, not a disc: told apart without its colour.
            painter.setPen(QPen(ink, 2))
            painter.drawEllipse(dot.adjusted(1, 1, -1, -1))
        painter.setPen(QColor(colours.text_secondary))
        painter.setFont(theme().font(tokens().type.secondary))
        words = QRectF(10 if mirrored else 26, 0, box.width() - 36, box.height())
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        if self._says_word:
            painter.drawText(words, int(flags), self._word)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), tokens().size.focus))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)

    def _show(self) -> None:
        view = self._model.readiness
        self.setAccessibleName(view.word)
        self.setAccessibleDescription(view.sentence)
        self.setToolTip(view.sentence)
        self.updateGeometry()
        self.update()
        if self._panel is not None:
            self._panel.show_view(view)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
            self._show()
        super().changeEvent(event)

    def _open(self) -> None:
        panel = ReadinessPanel(self.window())
        panel.show_view(self._model.readiness)
        panel.retry.pressed.connect(self.retry)
        panel.retry.clicked.connect(panel.close)
        panel.closed.connect(self._forget)
        self._panel = panel
        panel.adjustSize()
        panel.open_at(self, panel.retry if self._model.readiness.can_retry else panel)

    def _forget(self) -> None:
        self._panel = None


class ReadinessPanel(Flyout):
    """Closes with Escape or a click elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(_("Connection"))
        space = tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(space.l, space.l, space.l, space.l)
        column.setSpacing(space.m)
        self._sentence = Label("", wraps=True, parent=self)
        self._sentence.setMinimumWidth(260)
        self._sentence.setMaximumWidth(300)
        column.addWidget(self._sentence)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(space.l)
        self._grid.setVerticalSpacing(space.xs)
        column.addLayout(self._grid)
        self.retry = Button(lambda: _("Try again now"), icon_name="refresh-cw", parent=self)
        column.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignLeading)

    def show_view(self, view: ReadinessView) -> None:
        self._sentence.say(view.sentence)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for row, (name, stands) in enumerate(view.details):
            self._grid.addWidget(Label(name, "secondary", parent=self), row, 0)
            self._grid.addWidget(Label(stands, parent=self), row, 1)
        self._grid.setColumnStretch(1, 1)
        self.retry.setVisible(view.can_retry)
        self.adjustSize()
