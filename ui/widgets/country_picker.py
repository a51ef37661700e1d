"""Where a number without a prefix is dialled from: flag and prefix, and a list that can be searched."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.i18n import _
from ui.icons import paint_icon
from ui.models.dialler import CountryChoice, find_countries
from ui.models.row_list import ROW, RowList
from ui.theme import theme
from ui.tokens import ThemeName, tokens
from ui.widgets.flags import paint_flag
from ui.widgets.flyout import Flyout
from ui.widgets.mirroring import placed
from ui.widgets.rows import paint_line, paint_row_ground
from ui.widgets.search_field import SearchField
from ui.widgets.steady_list import SteadyList

ROW_HEIGHT = 36


class CountryPicker(QPushButton):
    chosen = Signal(str)
    """ISO 3166-1 alpha-2."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._country: CountryChoice | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(100, tokens().size.control)
        self.clicked.connect(self.open_list)

    def show_country(self, country: CountryChoice) -> None:
        if country != self._country:
            self._country = country
            self._say()
            self.update()

    def open_list(self) -> None:
        flyout = CountryList(self.window())
        flyout.chosen.connect(self.chosen)
        flyout.open_at(self, flyout.search)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours, direction = theme().colours, self.layoutDirection()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), tokens().size.focus))
        elif colours.name is ThemeName.CONTRAST:
            painter.setPen(QPen(QColor(colours.border), 1))
        painter.setBrush(QColor(colours.hairline if self.underMouse() else colours.hover))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        if self._country is None:
            return
        paint_flag(painter, placed(rect, 9, (rect.height() - 16) / 2, 22, 16, direction), self._country.code)
        painter.setPen(QColor(colours.text))
        painter.setFont(theme().font(weight=tokens().type.medium, tabular=True))
        words = placed(rect, 36, 0, rect.width() - 60, rect.height(), direction)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, f"\u2066{self._country.prefix}\u2069")
        chevron = placed(rect, rect.width() - 22, (rect.height() - 14) / 2, 14, 14, direction)
        paint_icon(painter, chevron, "chevron-down", colours.text_secondary)

    def _say(self) -> None:
        if self._country is not None:
            words = _("Country: {name} {prefix}").format(
                name=self._country.name, prefix=f"\u2066{self._country.prefix}\u2069"
            )
            self.setAccessibleName(words)
            self.setToolTip(words)


class CountryList(Flyout):
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Countries"))
        self._rows: RowList[CountryChoice] = RowList(self)
        self.search = SearchField(self, words=lambda: _("Country or prefix"))
        self.list = SteadyList(self)
        self.list.setAccessibleName(_("Countries"))
        self.list.setItemDelegate(_CountryRows(self.list))
        self.list.setUniformItemSizes(True)
        self.list.show_rows(self._rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.list)
        self.resize(300, 360)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._choose_current)
        self.search.left.connect(self._leave_search)
        self.list.row_opened.connect(self._choose)
        self._find("")

    def _find(self, text: str) -> None:
        self._rows.start_over(find_countries(text))
        if self._rows.rowCount():
            self.list.setCurrentIndex(self._rows.index(0))

    def _leave_search(self) -> None:
        if self.search.text() or self._rows.rowCount():
            self.list.setFocus()
        else:
            self.close()

    def _choose_current(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self._choose(self._rows.row(index.row()))

    def _choose(self, country: CountryChoice) -> None:
        self.chosen.emit(country.code)
        self.close()


class _CountryRows(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        country: CountryChoice = index.data(ROW)
        colours, rect = theme().colours, QRectF(option.rect)
        paint_row_ground(painter, option)
        paint_flag(painter, placed(rect, 14, 10, 22, 16, option.direction), country.code)
        font = theme().font()
        prefix = placed(rect, rect.width() - 74, 0, 60, rect.height(), option.direction)
        words = f"\u2066{country.prefix}\u2069"
        secondary = theme().font(tabular=True)
        paint_line(
            painter, prefix, words, secondary, colours.text_secondary, direction=option.direction, at_end=True
        )
        name = placed(rect, 46, 0, rect.width() - 126, rect.height(), option.direction)
        paint_line(painter, name, country.name, font, colours.text, direction=option.direction)
