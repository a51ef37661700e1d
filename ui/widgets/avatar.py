"""A person as a disc: initials in the colour of their number, or a figure where no name is known."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.icons import paint_icon
from ui.theme import theme
from ui.tokens import ThemeName, tokens


def paint_avatar(painter: QPainter, rect: QRectF, initials: str, colour: int | None) -> None:
    """`colour` is a number's colour, None for somebody who belongs to none of them."""
    colours = theme().colours
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    ground = QColor(colours.hairline if colour is None else colours.number[colour % len(colours.number)])
    ink = QColor(colours.text_secondary if colour is None else colours.text)
    if colour is not None:
        ground.setAlphaF(0.18 if colours.name is ThemeName.LIGHT else 0.30)
    if colours.name is ThemeName.CONTRAST:
        ink = QColor(colours.text)
    painter.setBrush(ground)
    painter.drawEllipse(rect)
    if initials:
        painter.setPen(ink)
        painter.setFont(theme().font(round(rect.height() * 0.36), weight=tokens().type.strong))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials)
    else:
        edge = round(rect.height() * 0.5)
        spot = QRectF(0, 0, edge, edge)
        spot.moveCenter(rect.center())
        paint_icon(painter, spot, "user-round", ink)
    painter.restore()


class Avatar(QWidget):
    """Beside a name that says the same, so screen readers pass over it."""

    def __init__(
        self,
        initials: str = "",
        colour: int | None = None,
        *,
        edge: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._initials = initials
        self._colour = colour
        self._edge = edge or tokens().size.avatar
        self.setFixedSize(self._edge, self._edge)

    def show_person(self, initials: str, colour: int | None) -> None:
        self._initials, self._colour = initials, colour
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._edge, self._edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        paint_avatar(
            painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._initials, self._colour
        )
