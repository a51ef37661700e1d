"""How voicemails stand in their list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from ui.i18n import _
from ui.icons import paint_icon
from ui.models.row_list import ROW
from ui.models.voicemails import VoicemailRow
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.list_rows import BELOW_HEIGHT, BELOW_TOP, TITLE_HEIGHT, TITLE_TOP, Index, ListRows, row_line
from ui.widgets.marked import paint_marked
from ui.widgets.mirroring import placed


class VoicemailRows(ListRows):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: VoicemailRow = index.data(ROW)
        kinds, colours, space = tokens().type, theme().colours, tokens().space
        rect, start, end = self.frame(painter, option, row.initials, row.colour)
        used = row_line(
            painter, rect, start, end, TITLE_TOP, TITLE_HEIGHT, row.moment, option,
            size=kinds.secondary, weight=kinds.regular, colour=colours.text_faint, at_end=True, tabular=True,
        )  # fmt: skip
        name_start = start
        if not row.heard:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().number(row.colour).fill)
            painter.drawEllipse(placed(rect, start, TITLE_TOP + 7, 8, 8, option.direction))
            painter.restore()
            name_start += 14
        row_line(
            painter, rect, name_start, end - used - space.s, TITLE_TOP, TITLE_HEIGHT, row.name, option,
            size=14, weight=kinds.medium if row.heard else kinds.strong, colour=colours.text,
        )  # fmt: skip
        box = placed(rect, start, BELOW_TOP + 2, 16, 16, option.direction)
        ink = colours.accent if row.playing else colours.text_secondary
        paint_icon(painter, box, "pause" if row.playing else "play", ink)
        mine = 0.0
        if self.shows_edges and row.number_name:
            mine = space.s + row_line(
                painter, rect, start + 80, end, BELOW_TOP, BELOW_HEIGHT, row.number_name, option,
                size=kinds.secondary, weight=kinds.regular, colour=colours.text_faint, at_end=True,
            )  # fmt: skip
        if row.said:
            box = placed(rect, start + 22, BELOW_TOP, end - mine - start - 22, BELOW_HEIGHT, option.direction)
            paint_marked(painter, box, row.said, row.marks, option.direction)
            return
        words = _("Playing…") if row.playing else row.length
        row_line(
            painter, rect, start + 22, end - mine, BELOW_TOP, BELOW_HEIGHT, words, option,
            size=kinds.body, weight=kinds.regular, colour=ink, tabular=True,
        )  # fmt: skip
