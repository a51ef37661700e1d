"""One message as a bubble: laid out once for a width, painted many times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextOption,
)

from desktop.domain.messages import MessageStatus
from ui.i18n import _
from ui.icons import paint_icon
from ui.models.file_row import FileRow
from ui.models.message_row import MessageRow
from ui.theme import theme
from ui.tokens import ThemeName, tokens
from ui.widgets.code_button import CODE_HEIGHT, code_box, paint_code
from ui.widgets.file_parts import FileParts, Pictures, guessed_files_height, lay_out_files, paint_files
from ui.widgets.marked import piece, units

WIDEST = 520
SIDE = 20
"""From the window's edge to the bubble."""
_PAD_X, _PAD_Y = 12, 7
_DAY = 40
_GAP, _GROUP_GAP = 2, 10
_FAILURE = 24
_BIG_LINE = 44
_CORNER = 10.0
_INNER_CORNER = 4.0
MARKS = {
    MessageStatus.WAITING: "clock",
    MessageStatus.QUEUED: "clock",
    MessageStatus.SENT: "check",
    MessageStatus.DELIVERED: "check-check",
    MessageStatus.FAILED: "circle-alert",
}


def guessed_height(row: MessageRow, width: int) -> int:
    """Near enough for a scroll bar, without laying anything out."""
    letters = max(12, int((min(WIDEST, width * 0.74) - 2 * _PAD_X) / 6.6))
    lines = row.text.count("\n") + 1 + len(row.text) // letters
    return (
        (lines * (_BIG_LINE if row.big else 19) if row.text else 16)
        + guessed_files_height(row)
        + 2 * _PAD_Y
        + (_GROUP_GAP if row.starts_group else _GAP)
        + (_DAY if row.day else 0)
        + (_FAILURE if row.failure else 0)
        + (CODE_HEIGHT if row.code else 0)
    )


@dataclass(slots=True)
class Bubble:
    """Coordinates are from the top left of the row."""

    row: MessageRow
    width: int
    right_to_left: bool
    layout: QTextLayout
    box: QRectF
    text_at: QPointF
    time_box: QRectF
    height: int
    retry_box: QRectF
    failure_box: QRectF
    code_box: QRectF
    """Where the button stands that copies the code."""
    parts: FileParts
    parts_at: QPointF

    def file_at(self, point: QPointF) -> FileRow | None:
        return self.parts.at(point - self.parts_at)

    def cancels(self, point: QPointF) -> bool:
        """Whether `point` is on the cross of an upload."""
        return self.parts.cancel.adjusted(-4, -4, 4, 4).contains(point - self.parts_at)

    def acts_at(self, point: QPointF) -> bool:
        """Whether a click there does something, links apart."""
        return bool(
            self.retries_at(point)
            or self.code_box.contains(point)
            or self.cancels(point)
            or self.file_at(point)
            or self.names_group_at(point)
        )

    def retries_at(self, point: QPointF) -> bool:
        return self.row.can_retry and self.retry_box.adjusted(-6, -4, 6, 6).contains(point)

    def names_group_at(self, point: QPointF) -> bool:
        return self.row.group is not None and self.time_box.adjusted(-4, -4, 4, 4).contains(point)

    def letter_at(self, point: QPointF, *, nearest: bool = False) -> int:
        """The position in the text under `point`, -1 where there is none."""
        within = point - self.text_at
        for number in range(self.layout.lineCount()):
            line = self.layout.lineAt(number)
            area = line.naturalTextRect()
            if nearest and (within.y() < area.bottom() or number == self.layout.lineCount() - 1):
                return int(line.xToCursor(within.x()))
            if area.contains(within):
                return int(line.xToCursor(within.x(), line.CursorPosition.CursorOnCharacter))
        return -1


def lay_out(row: MessageRow, width: int, *, right_to_left: bool) -> Bubble:
    body = big_font() if row.big else message_font()
    most = min(WIDEST, width * 0.74) - 2 * _PAD_X
    layout = QTextLayout(row.text.replace("\n", "\u2028"), body)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if row.right_to_left else Qt.LayoutDirection.LeftToRight
    )
    leading = Qt.AlignmentFlag.AlignRight if row.right_to_left else Qt.AlignmentFlag.AlignLeft
    option.setAlignment(leading | Qt.AlignmentFlag.AlignAbsolute)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    if row.spots:
        layout.setFormats(_link_formats(row))
    text_width, text_height, last_width = _break_lines(layout, most)
    if not row.text:
        text_width = text_height = last_width = 0.0
    parts = lay_out_files(row, most, right_to_left=right_to_left)
    small = QFontMetricsF(time_font())
    mark = 19.0 if row.mine else 0.0
    time_width = small.horizontalAdvance(row.time) + mark
    room = 10 + time_width
    same_side = not row.right_to_left or right_to_left
    own_line = (
        not row.text or not same_side or last_width + room > most or (row.right_to_left != right_to_left)
    )
    if own_line:
        inner_width, inner_height = max(text_width, time_width), text_height + small.height() + 1
    else:
        inner_width, inner_height = max(text_width, last_width + room), text_height
    inner_width = max(inner_width, 24.0, parts.width)
    inner_height += parts.height
    if row.right_to_left or right_to_left:
        _break_lines(layout, inner_width)  # again, so that lines end at the bubble's own edge
    top = (_DAY if row.day else 0) + (_GROUP_GAP if row.starts_group else _GAP)
    box_width, box_height = inner_width + 2 * _PAD_X, inner_height + 2 * _PAD_Y
    on_right = row.mine != right_to_left
    left = width - SIDE - box_width if on_right else SIDE
    box = QRectF(left, top, box_width, box_height)
    time_left = box.left() + _PAD_X if right_to_left else box.right() - _PAD_X - time_width
    time_box = QRectF(time_left, box.bottom() - _PAD_Y - small.height() + 1, time_width, small.height())
    retry, failure = _failure_boxes(row, box, width, right_to_left=right_to_left)
    code = code_box(row, box, width - 2 * SIDE, right_to_left=right_to_left)
    height = int(box.bottom() + (_FAILURE if row.failure else 0) + (CODE_HEIGHT if row.code else 0) + 0.999)
    at = QPointF(box.left() + _PAD_X, box.top() + _PAD_Y)
    below = at + QPointF(0, parts.height)
    if right_to_left:
        at.setX(box.right() - _PAD_X - parts.width)
    return Bubble(
        row, width, right_to_left, layout, box, below, time_box, height, retry, failure, code, parts, at
    )


def paint_bubble(
    painter: QPainter,
    bubble: Bubble,
    top: float,
    colour: int,
    *,
    selection: tuple[int, int] | None,
    focused: bool,
    found: tuple[tuple[int, int], ...] = (),
    pictures: Pictures | None = None,
) -> None:
    """`found` are places in the row's text that somebody looked for."""
    row, colours = bubble.row, theme().colours
    painter.save()
    painter.translate(0, top)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if row.day:
        _paint_day(painter, bubble)
    painter.setPen(Qt.PenStyle.NoPen)
    if colours.name is ThemeName.CONTRAST:
        painter.setPen(QPen(QColor(colours.number[colour] if row.mine else colours.hairline), 1.5))
    painter.setBrush(_ground(colour if row.mine else None))
    painter.drawPath(_shape(bubble))
    if focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.accent), tokens().size.focus))
        painter.drawRoundedRect(bubble.box.adjusted(-3, -3, 3, 3), _CORNER + 2, _CORNER + 2)
    if row.files:
        paint_files(painter, bubble.parts, bubble.parts_at, row, pictures)
    painter.setPen(QColor(colours.text))
    ranges = [_found(row.text, start, end) for start, end in found]
    if selection is not None and selection[0] != selection[1]:
        ranges.append(_selected(*selection))
    bubble.layout.draw(painter, bubble.text_at, ranges, QRectF())
    _paint_time(painter, bubble)
    if row.failure:
        _paint_failure(painter, bubble)
    if row.code:
        paint_code(painter, row, bubble.code_box, right_to_left=bubble.right_to_left)
    painter.restore()


def paint_chosen(painter: QPainter, bubble: Bubble, top: float) -> None:
    """A band over the whole row, with a mark at the side that is free."""
    colours = theme().colours
    above = _DAY if bubble.row.day else 0
    band = QRectF(6, top + above + 1, bubble.width - 12, bubble.height - above)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent_soft))
    painter.drawRoundedRect(band, 6, 6)
    painter.restore()
    on_right = bubble.row.mine != bubble.right_to_left
    left = band.left() + 8 if on_right else band.right() - 26
    middle = top + bubble.box.center().y()
    paint_icon(painter, QRectF(left, middle - 9, 18, 18), "circle-check", colours.accent)


@cache
def message_font() -> QFont:
    return theme().font(tokens().type.body + 1)


@cache
def big_font() -> QFont:
    return theme().font(32)


@cache
def time_font() -> QFont:
    return theme().font(11, tabular=True)


def forget_fonts() -> None:
    """The theme or the language has changed, and with it perhaps the family."""
    message_font.cache_clear()
    big_font.cache_clear()
    time_font.cache_clear()


def _ground(colour: int | None) -> QColor:
    """Mine in a tint of my number's colour, theirs in grey: who spoke shows before it is read."""
    colours = theme().colours
    if colour is None:
        return QColor(colours.hover)
    if colours.name is ThemeName.CONTRAST:
        return QColor(colours.ground)
    fill, ground = QColor(theme().number(colour).fill), QColor(colours.ground)
    share = 0.17 if colours.name is ThemeName.LIGHT else 0.30

    def mixed(over: int, under: int) -> int:
        return round(over * share + under * (1 - share))

    return QColor(
        mixed(fill.red(), ground.red()),
        mixed(fill.green(), ground.green()),
        mixed(fill.blue(), ground.blue()),
    )


def _break_lines(layout: QTextLayout, width: float) -> tuple[float, float, float]:
    """Width, height, and width of the last line."""
    layout.beginLayout()
    y = widest = last = 0.0
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, y))
        y += line.height() + 1
        last = line.naturalTextWidth()
        widest = max(widest, last)
    layout.endLayout()
    return widest, y, last


def _link_formats(row: MessageRow) -> list[QTextLayout.FormatRange]:
    ink = theme().colours.accent
    return [
        piece(units(row.text, spot.start), units(row.text, spot.end), ink=ink, underlined=True)
        for spot in row.spots
    ]


def _found(text: str, start: int, end: int) -> QTextLayout.FormatRange:
    colours = theme().colours
    return piece(units(text, start), units(text, end), ink=colours.on_amber, ground=colours.amber)


def _selected(start: int, end: int) -> QTextLayout.FormatRange:
    colours = theme().colours
    return piece(min(start, end), max(start, end), ink=colours.on_accent, ground=colours.accent)


def _shape(bubble: Bubble) -> QPainterPath:
    """Corners that touch a neighbour of the same group are tighter."""
    row, box = bubble.row, bubble.box
    on_right = row.mine != bubble.right_to_left
    above = _CORNER if row.starts_group else _INNER_CORNER
    below = _CORNER if row.ends_group else _INNER_CORNER
    top_left, top_right = (_CORNER, above) if on_right else (above, _CORNER)
    low_left, low_right = (_CORNER, below) if on_right else (below, _CORNER)
    path = QPainterPath()
    path.moveTo(box.left() + top_left, box.top())
    path.lineTo(box.right() - top_right, box.top())
    path.quadTo(box.topRight(), QPointF(box.right(), box.top() + top_right))
    path.lineTo(box.right(), box.bottom() - low_right)
    path.quadTo(box.bottomRight(), QPointF(box.right() - low_right, box.bottom()))
    path.lineTo(box.left() + low_left, box.bottom())
    path.quadTo(box.bottomLeft(), QPointF(box.left(), box.bottom() - low_left))
    path.lineTo(box.left(), box.top() + top_left)
    path.quadTo(box.topLeft(), QPointF(box.left() + top_left, box.top()))
    path.closeSubpath()
    return path


def _paint_day(painter: QPainter, bubble: Bubble) -> None:
    kinds = tokens().type
    painter.setFont(theme().font(kinds.secondary, weight=kinds.strong))
    painter.setPen(QColor(theme().colours.text_faint))
    painter.drawText(QRectF(0, 10, bubble.width, _DAY - 14), Qt.AlignmentFlag.AlignCenter, bubble.row.day)


def _paint_time(painter: QPainter, bubble: Bubble) -> None:
    row, colours, box = bubble.row, theme().colours, bubble.time_box
    painter.setFont(time_font())
    painter.setPen(QColor(colours.text_secondary))
    if not row.mine:
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, row.time)
        return
    mark = QRectF(0, box.center().y() - 7.5, 15, 15)
    words = QRectF(box)
    if bubble.right_to_left:
        mark.moveLeft(box.left())
        words.setLeft(box.left() + 19)
    else:
        mark.moveLeft(box.right() - 15)
        words.setRight(box.right() - 19)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, row.time)
    inks = {MessageStatus.FAILED: colours.red, MessageStatus.DELIVERED: colours.accent}
    paint_icon(painter, mark, MARKS.get(row.status, "check"), inks.get(row.status, colours.text_secondary))


def _failure_boxes(row: MessageRow, box: QRectF, width: int, *, right_to_left: bool) -> tuple[QRectF, QRectF]:
    if not row.failure:
        return QRectF(), QRectF()
    kinds = tokens().type
    retry_width = QFontMetricsF(theme().font(kinds.secondary, weight=kinds.strong)).horizontalAdvance(
        _("Try again")
    )
    if not row.can_retry:
        retry_width = -10.0
    failure_width = QFontMetricsF(theme().font(kinds.secondary)).horizontalAdvance(row.failure) + 2
    failure_width = min(failure_width, width - 2 * SIDE - retry_width - 10)
    top = box.bottom() + 4
    if right_to_left:
        return (
            QRectF(SIDE, top, retry_width, 18),
            QRectF(SIDE + retry_width + 10, top, failure_width, 18),
        )
    right = width - SIDE
    return (
        QRectF(right - retry_width, top, retry_width, 18),
        QRectF(right - retry_width - 10 - failure_width, top, failure_width, 18),
    )


def _paint_failure(painter: QPainter, bubble: Bubble) -> None:
    kinds, colours = tokens().type, theme().colours
    font = theme().font(kinds.secondary)
    painter.setFont(font)
    painter.setPen(QColor(colours.red if bubble.row.can_retry else colours.text_secondary))
    text = QFontMetricsF(font).elidedText(
        bubble.row.failure, Qt.TextElideMode.ElideRight, bubble.failure_box.width()
    )
    centre = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine)
    painter.drawText(bubble.failure_box, centre, text)
    if bubble.row.can_retry:
        painter.setFont(theme().font(kinds.secondary, weight=kinds.strong))
        painter.setPen(QColor(colours.accent))
        painter.drawText(bubble.retry_box, centre, _("Try again"))
