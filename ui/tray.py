"""The icon in the system's tray, where the desktop has one: how the phone stands, and the way to its window.

Nothing depends on it: many desktops have none, and the window stays where it is.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from ui.i18n import _
from ui.icons import icon
from ui.models.notices import NoticesModel
from ui.models.quiet import QuietModel
from ui.models.tray import Sign, TrayModel
from ui.theme import theme
from ui.tokens import ThemeName, tokens
from ui.widgets.brand import app_icon
from ui.widgets.quiet_button import fill_quiet_menu

_EDGES = (16, 22, 24, 32, 48, 64)
_SMALLEST_WITH_COUNT = 22
_MOST_SHOWN = 9
"""More than that is "9+"."""


def tray_icon(sign: Sign, count: int = 0) -> QIcon:
    """The mark with its sign in a corner, told apart by shape, not by colour alone; above it, what waits."""
    colours = tokens().themes[ThemeName.DARK]
    made = QIcon()
    for edge in _EDGES:
        pixmap = app_icon().pixmap(edge, edge)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = edge * 0.46
        corner = QRectF(edge - size, edge - size, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        match sign:
            case Sign.REACHABLE:
                pass
            case Sign.UNREACHABLE:
                painter.setBrush(QColor(colours.ground))
                painter.drawEllipse(corner)
                painter.setPen(QPen(QColor(colours.amber), max(1.5, edge * 0.08)))
                inner = corner.adjusted(edge * 0.08, edge * 0.08, -edge * 0.08, -edge * 0.08)
                painter.drawEllipse(inner)
                bar = QPointF(inner.width(), inner.height()) * 0.35
                painter.drawLine(inner.center() - bar, inner.center() + bar)
            case Sign.QUIET:
                painter.setBrush(QColor(colours.ground))
                painter.drawEllipse(corner)
                moon = icon("moon", colours.text, max(8, round(size * 0.9))).pixmap(round(size), round(size))
                painter.drawPixmap(corner.toRect(), moon)
        if count:
            _paint_count(painter, edge, count)
        painter.end()
        made.addPixmap(QPixmap(pixmap))
    return made


def _paint_count(painter: QPainter, edge: int, count: int) -> None:
    """A disc with the number in it; a small icon has room for the disc alone."""
    colours = tokens().themes[ThemeName.DARK]
    size = edge * (0.54 if edge >= _SMALLEST_WITH_COUNT else 0.4)
    corner = QRectF(edge - size, 0, size, size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.red))
    painter.drawEllipse(corner)
    if edge < _SMALLEST_WITH_COUNT:
        return
    words = str(count) if count <= _MOST_SHOWN else f"{_MOST_SHOWN}+"
    font = QFont(painter.font())
    font.setPixelSize(round(size * (0.72 if len(words) == 1 else 0.56)))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(colours.ground))
    painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, words)


class Tray(QObject):
    window_wanted = Signal()
    quit_wanted = Signal()

    def __init__(
        self, model: TrayModel, quiet: QuietModel, notices: NoticesModel, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._quiet, self._notices = model, quiet, notices
        self._drawn: tuple[Sign, int] | None = None
        self._menu = QMenu()
        self._menu.aboutToShow.connect(self._fill)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self._menu)
        self.icon.activated.connect(self._activated)
        model.changed.connect(self._show)
        theme().changed.connect(self._draw_anew)
        self._fill()
        self._show()

    def appear(self) -> bool:
        """False where the desktop has no tray."""
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return False
        self.icon.show()
        return True

    def close(self) -> None:
        self.icon.hide()

    @property
    def menu(self) -> QMenu:
        return self._menu

    def _show(self) -> None:
        wanted = self._model.sign, min(self._model.count, _MOST_SHOWN + 1)
        if wanted != self._drawn:  # it takes a few milliseconds
            self._drawn = wanted
            self.icon.setIcon(tray_icon(*wanted))
        self.icon.setToolTip(self._model.words)

    def _draw_anew(self) -> None:
        self._drawn = None
        self._show()

    def _fill(self) -> None:
        """Anew each time it opens: what is offered depends on what is on, and on the language."""
        self._menu.clear()
        state = self._menu.addAction(self._model.words)
        state.setEnabled(False)
        self._menu.addSeparator()
        self._menu.addAction(_("Open Fiveline")).triggered.connect(self.window_wanted)
        fill_quiet_menu(self._menu.addMenu(_("Do not disturb")), self._quiet)
        hide = self._menu.addAction(_("Hide names and texts in notifications"))
        hide.setCheckable(True)
        hide.setChecked(self._notices.tells_nothing)
        hide.toggled.connect(self._notices.tell_nothing)
        self._menu.addSeparator()
        self._menu.addAction(_("Quit")).triggered.connect(self.quit_wanted)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.window_wanted.emit()
