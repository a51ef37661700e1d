"""People found while a name or number is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.i18n import _
from ui.models.people import phone_label
from ui.models.row_list import ROW, RowList
from ui.models.suggestion import Suggestion
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.avatar import paint_avatar
from ui.widgets.mirroring import placed
from ui.widgets.rows import paint_line, paint_row_ground
from ui.widgets.steady_list import SteadyList

HEIGHT = 52


class SuggestionList(SteadyList):
    person_chosen = Signal(object)
    """A Suggestion."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: RowList[Suggestion] = RowList(self)
        self.setItemDelegate(_SuggestionRows(self))
        self.setUniformItemSizes(True)
        self.show_rows(self._found)
        self.row_opened.connect(self.person_chosen)
        self.setAccessibleName(_("People found"))

    def take_keyboard(self) -> None:
        """Where anybody was found."""
        if self.isVisible():
            self.setFocus()
            self.setCurrentIndex(self.model().index(0, 0))

    def show_people(self, people: Sequence[Suggestion]) -> None:
        self._found.become(people)
        self.setVisible(bool(people))


class _SuggestionRows(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Suggestion = index.data(ROW)
        colours, kinds, rect = theme().colours, tokens().type, QRectF(option.rect)
        paint_row_ground(painter, option)
        paint_avatar(painter, placed(rect, 12, 9, 34, 34, option.direction), row.initials, None)
        end = rect.width() - 12
        name = placed(rect, 58, 7, end - 58, 20, option.direction)
        paint_line(
            painter,
            name,
            row.name,
            theme().font(weight=kinds.medium),
            colours.text,
            direction=option.direction,
        )
        words = f"{phone_label(row.label)}  {row.number}" if row.label else row.number
        below = placed(rect, 58, 26, end - 58, 18, option.direction)
        paint_line(
            painter, below, words, theme().font(kinds.secondary, tabular=True), colours.text_secondary,
            direction=option.direction,
        )  # fmt: skip
