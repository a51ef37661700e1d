"""The files of a message within its bubble: pictures small, sounds with a button, all else as a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from ui.i18n import _
from ui.icons import paint_icon
from ui.models.file_row import FileKind, FileRow
from ui.models.message_row import MessageRow
from ui.theme import theme
from ui.tokens import tokens

PICTURE = QSizeF(280, 240)
"""At most."""
SMALLEST = QSizeF(96, 72)
_UNKNOWN = QSizeF(220, 150)
_CARD = QSizeF(250, 48)
_GAP = 6.0
_BAR = 22.0
_CANCEL = 20.0


class Pictures(Protocol):
    """Where what is drawn comes from; what is not there yet comes later."""

    def image(self, row: FileRow) -> QImage | None: ...

    def why_not(self, row: FileRow) -> str: ...

    def is_playing(self, row: FileRow) -> bool: ...

    def position(self, row: FileRow) -> float: ...


@dataclass(frozen=True, slots=True)
class FileParts:
    """Coordinates are from the top left of the bubble's inside."""

    boxes: tuple[tuple[FileRow, QRectF], ...]
    width: float
    height: float
    bar: QRectF
    """Of an upload."""
    cancel: QRectF

    def at(self, point: QPointF) -> FileRow | None:
        return next((row for row, box in self.boxes if box.contains(point)), None)


NO_FILES = FileParts((), 0.0, 0.0, QRectF(), QRectF())


def lay_out_files(row: MessageRow, most: float, *, right_to_left: bool) -> FileParts:
    if not row.files:
        return NO_FILES
    sizes = [_size(file, most) for file in row.files]
    width = max(size.width() for size in sizes)
    if row.sent >= 0:
        width = max(width, min(_CARD.width(), most))
    boxes, y = [], 0.0
    for file, size in zip(row.files, sizes, strict=True):
        left = width - size.width() if right_to_left else 0.0
        boxes.append((file, QRectF(QPointF(left, y), size)))
        y += size.height() + _GAP
    bar, cancel = QRectF(), QRectF()
    if row.sent >= 0:
        bar = QRectF(0, y, width, _BAR)
        cancel = QRectF(0 if right_to_left else width - _CANCEL, y + 1, _CANCEL, _CANCEL)
        y += _BAR + _GAP
    return FileParts(tuple(boxes), width, y, bar, cancel)


def guessed_files_height(row: MessageRow) -> int:
    if not row.files:
        return 0
    bar = int(_BAR + _GAP) if row.sent >= 0 else 0
    return bar + sum(int(_size(file, 380).height() + _GAP) for file in row.files)


def paint_files(
    painter: QPainter, parts: FileParts, at: QPointF, row: MessageRow, pictures: Pictures | None
) -> None:
    for file, box in parts.boxes:
        place = box.translated(at)
        if file.has_picture:
            _paint_picture(painter, place, file, pictures)
        else:
            _paint_card(painter, place, file, pictures)
    if row.sent >= 0:
        _paint_progress(painter, parts, at, row)


def _size(row: FileRow, most: float) -> QSizeF:
    if not row.has_picture:
        return QSizeF(min(_CARD.width(), most), _CARD.height())
    file = row.file
    size = QSizeF(file.width, file.height) if file.width and file.height else QSizeF(_UNKNOWN)
    bounds = QSizeF(min(PICTURE.width(), most), PICTURE.height())
    if size.width() > bounds.width() or size.height() > bounds.height():
        size.scale(bounds, Qt.AspectRatioMode.KeepAspectRatio)
    return size.expandedTo(SMALLEST).boundedTo(bounds)


def _paint_picture(painter: QPainter, box: QRectF, row: FileRow, pictures: Pictures | None) -> None:
    colours = theme().colours
    image = pictures.image(row) if pictures else None
    path = QPainterPath()
    path.addRoundedRect(box, tokens().radius.control, tokens().radius.control)
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.fillRect(box, QColor(colours.hairline))
    if image is None:
        why = pictures.why_not(row) if pictures else ""
        icon = QRectF(box.center().x() - 12, box.center().y() - (26 if why else 12), 24, 24)
        paint_icon(painter, icon, "image", colours.text_faint)
        if why:
            painter.setFont(theme().font(tokens().type.secondary))
            painter.setPen(QColor(colours.text_secondary))
            words = box.adjusted(8, box.height() / 2 + 2, -8, -4)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap), why)
    else:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(_covering(box, image), image)
    painter.restore()
    painter.setPen(QPen(QColor(colours.hairline), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    if row.kind is FileKind.VIDEO:
        middle = QRectF(box.center().x() - 20, box.center().y() - 20, 40, 40)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 150))
        painter.drawEllipse(middle)
        paint_icon(painter, middle.adjusted(10, 10, -10, -10), "play", "#ffffff")


def _covering(box: QRectF, image: QImage) -> QRectF:
    """Where the image stands so that it fills the box, and is cut at its sides."""
    size = QSizeF(image.size())
    size.scale(box.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    place = QRectF(QPointF(0, 0), size)
    place.moveCenter(box.center())
    return place


def _paint_card(painter: QPainter, box: QRectF, row: FileRow, pictures: Pictures | None) -> None:
    colours = theme().colours
    mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
    painter.setPen(QPen(QColor(colours.hairline), 1))
    painter.setBrush(QColor(colours.ground))
    painter.drawRoundedRect(box, tokens().radius.control, tokens().radius.control)
    playing = pictures is not None and pictures.is_playing(row)
    icon = row.kind.value
    if row.kind is FileKind.SOUND:
        icon = "pause" if playing else "play"
    mark = QRectF(box.right() - 36 if mirrored else box.left() + 12, box.center().y() - 12, 24, 24)
    paint_icon(painter, mark, icon, colours.accent)
    words = box.adjusted(12, 6, -48, -6) if mirrored else box.adjusted(48, 6, -12, -6)
    flags = (
        int(Qt.AlignmentFlag.AlignLeading) | int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextSingleLine)
    )
    font = theme().font(tokens().type.body, weight=tokens().type.strong)
    painter.setFont(font)
    painter.setPen(QColor(colours.text))
    name = QFontMetricsF(font).elidedText(row.name, Qt.TextElideMode.ElideMiddle, words.width())
    painter.drawText(words, flags, name)
    painter.setFont(theme().font(tokens().type.secondary))
    painter.setPen(QColor(colours.text_secondary))
    painter.drawText(words.adjusted(0, 18, 0, 0), flags, row.detail)
    if playing and pictures is not None:
        line = QRectF(words.left(), box.bottom() - 5, words.width(), 2)
        _paint_bar(painter, line, pictures.position(row), mirrored=mirrored)


def _paint_progress(painter: QPainter, parts: FileParts, at: QPointF, row: MessageRow) -> None:
    colours = theme().colours
    mirrored = parts.cancel.left() < parts.bar.center().x()
    bar = parts.bar.translated(at)
    words = bar.adjusted(_CANCEL + 6, 0, 0, -4) if mirrored else bar.adjusted(0, 0, -_CANCEL - 6, -4)
    painter.setFont(theme().font(11, tabular=True))
    painter.setPen(QColor(colours.text_secondary))
    flags = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter) | int(
        Qt.TextFlag.TextSingleLine
    )
    painter.drawText(words, flags, progress_words(row))
    line = QRectF(words.left(), bar.bottom() - 3, words.width(), 3)
    _paint_bar(painter, line, row.sent / 100, mirrored=mirrored, paused=row.paused)
    paint_icon(painter, parts.cancel.translated(at).adjusted(3, 3, -3, -3), "x", colours.text_secondary)


def progress_words(row: MessageRow) -> str:
    if row.paused:
        return _("Paused, {percent} %").format(percent=row.sent)
    return _("Uploading, {percent} %").format(percent=row.sent)


def _paint_bar(
    painter: QPainter, line: QRectF, share: float, *, mirrored: bool, paused: bool = False
) -> None:
    colours = theme().colours
    painter.fillRect(line, QColor(colours.hairline))
    done = QRectF(line)
    done.setWidth(line.width() * share)
    if mirrored:
        done.moveRight(line.right())
    painter.fillRect(done, QColor(colours.amber if paused else colours.accent))
