"""A picture or a video over the whole window: fitted or zoomed, saved, and the others of the conversation."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.file_row import FileKind, FileRow
from ui.models.files import FilesModel
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.buttons import IconButton
from ui.widgets.film_bar import FilmBar
from ui.widgets.thumbnails import image_of

MOST_ZOOM = 8.0
_STEP = 1.25
_BAR = 56


class PictureViewer(QWidget):
    """Lies over its window while it is shown; Esc, or a click beside the picture, closes it."""

    save_wanted = Signal(object)
    left = Signal()

    def __init__(self, model: FilesModel, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self._model = model
        self._rows: Sequence[FileRow] = ()
        self._place = 0
        self._image: QImage | None = None
        self._words = ""
        self._zoom = 1.0
        self._shift = QPointF(0, 0)
        self._dragged_from: QPointF | None = None
        self._pressed_at = QPointF(0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.before_button = IconButton("chevron-left", lambda: _("Previous picture"), parent=self)
        self.after_button = IconButton("chevron-right", lambda: _("Next picture"), parent=self)
        self.smaller_button = IconButton("zoom-out", lambda: _("Smaller"), parent=self)
        self.larger_button = IconButton("zoom-in", lambda: _("Larger"), parent=self)
        self.save_button = IconButton("download", lambda: _("Save as…"), parent=self)
        self.close_button = IconButton("x", lambda: _("Close"), parent=self)
        bar = QHBoxLayout()
        space = tokens().space
        bar.setContentsMargins(space.m, space.s, space.m, space.s)
        bar.addWidget(self.before_button)
        bar.addWidget(self.after_button)
        bar.addStretch(1)
        for button in (self.smaller_button, self.larger_button, self.save_button, self.close_button):
            bar.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addStretch(1)
        self.film_bar = FilmBar(model.film, self)
        column.addWidget(self.film_bar)
        self.before_button.clicked.connect(lambda: self._go(-1))
        self.after_button.clicked.connect(lambda: self._go(1))
        self.smaller_button.clicked.connect(lambda: self._zoom_by(1 / _STEP))
        self.larger_button.clicked.connect(lambda: self._zoom_by(_STEP))
        self.save_button.clicked.connect(self._save)
        self.close_button.clicked.connect(self.leave)
        model.full_came.connect(self._take)
        model.film.picture_changed.connect(self._show_moment)
        model.film.changed.connect(self._show_trouble)
        window.installEventFilter(self)
        self.hide()

    def open(self, rows: Sequence[FileRow], row: FileRow) -> None:
        """Show `row`, with `rows` before and after it. A video plays at once: that is what was clicked."""
        self._rows = rows
        self._place = next((n for n, each in enumerate(rows) if each.file.id == row.file.id), 0)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.setFocus()
        self._load()
        if row.kind is FileKind.VIDEO:
            self._model.film.toggle()

    def leave(self) -> None:
        if not self.isHidden():
            self.hide()
            self._image = None
            self._model.film.take(None)
            self.left.emit()

    @property
    def zoom(self) -> float:
        return self._zoom

    @property
    def row(self) -> FileRow | None:
        return self._rows[self._place] if self._rows else None

    @property
    def _is_film(self) -> bool:
        return self.row is not None and self.row.kind is FileKind.VIDEO

    # --- painting -----------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme().colours.ground))
        painter.setPen(QColor(theme().colours.text))
        head = QRectF(180, 0, max(0, self.width() - 360), _BAR)
        if self.row is not None:
            painter.setFont(theme().font(tokens().type.body, weight=tokens().type.strong))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine)
            painter.drawText(head, flags, self.row.name)
        if self._image is None:
            painter.setFont(theme().font(tokens().type.body))
            painter.setPen(QColor(theme().colours.text_secondary))
            words = QRectF(self._room()).adjusted(24, 0, -24, 0)
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(words, flags, self._words)
            return
        painter.setClipRect(self._room())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._where(self._image), self._image)

    def _room(self) -> QRectF:
        below = _BAR if self._is_film else 16
        return QRectF(0, _BAR, self.width(), max(1, self.height() - _BAR)).adjusted(16, 0, -16, -below)

    def _where(self, image: QImage) -> QRectF:
        room, size = self._room(), QSizeF(image.size())
        if self._is_film or size.width() > room.width() or size.height() > room.height():
            size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(QPointF(0, 0), size * self._zoom)
        place.moveCenter(room.center() + self._shift)
        return place

    # --- mouse and keys -----------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        match event.key():
            case Qt.Key.Key_Escape:
                self.leave()
            case Qt.Key.Key_Left:
                self._go(1 if mirrored else -1)
            case Qt.Key.Key_Right:
                self._go(-1 if mirrored else 1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom_by(_STEP)
            case Qt.Key.Key_Minus:
                self._zoom_by(1 / _STEP)
            case Qt.Key.Key_Space if self._is_film:
                self._model.film.toggle()
            case Qt.Key.Key_0:
                self._fit()
            case Qt.Key.Key_S if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._save()
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        beside = self._image is None or not self._where(self._image).contains(event.position())
        if beside:
            self.leave()
        else:
            self._pressed_at = self._dragged_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is not None:
            self._shift += event.position() - self._dragged_from
            self._dragged_from = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        near = self._dragged_from is not None and (event.position() - self._pressed_at).manhattanLength() < 4
        self._dragged_from = None
        if near and self._is_film:
            self._model.film.toggle()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._is_film:
            self._fit() if self._zoom != 1.0 else self._zoom_by(2.0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

    # --- inside -------------------------------------------------------------------------------------------
    def _load(self) -> None:
        self._image, self._words = None, _("Loading…")
        self._fit()
        self.before_button.setEnabled(self._place > 0)
        self.after_button.setEnabled(self._place < len(self._rows) - 1)
        if self.row is not None:
            self.setAccessibleName(self.row.spoken)
            self._model.ask_for_full(self.row.file)
            self._model.film.take(self.row.file if self._is_film else None)
        self.film_bar.setVisible(self._is_film)

    def _take(self, file_id: str, came: object) -> None:
        if self.row is None or self.row.file.id != file_id or self.isHidden():
            return
        if self._model.film.playing:
            return  # its first moment came after others
        self._image = image_of(came)
        self._words = came if isinstance(came, str) else ""
        self.update()

    def _show_moment(self, picture: object) -> None:
        if self._is_film and not self.isHidden():
            self._image = image_of(picture)
            self.update()

    def _show_trouble(self) -> None:
        if self._is_film and self._model.film.problem:
            self._image, self._words = None, self._model.film.problem
            self.update()

    def _go(self, by: int) -> None:
        place = self._place + by
        if 0 <= place < len(self._rows):
            self._place = place
            self._load()

    def _zoom_by(self, factor: float) -> None:
        self._zoom = max(1.0, min(MOST_ZOOM, self._zoom * factor))
        if self._zoom == 1.0:
            self._shift = QPointF(0, 0)
        self.update()

    def _fit(self) -> None:
        self._zoom, self._shift = 1.0, QPointF(QPoint(0, 0))
        self.update()

    def _save(self) -> None:
        if self.row is not None:
            self.save_wanted.emit(self.row)
