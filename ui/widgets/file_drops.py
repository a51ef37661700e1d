"""Files that are dropped on what is being written, and files and pictures that are pasted into it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.i18n import _
from ui.models.attaching import AttachingModel

LARGEST_SIDE = 12_000
"""Of a picture that is pasted, in pixels: more is no picture of a screen."""


class FileDrops(QObject):
    def __init__(self, model: AttachingModel, field: QPlainTextEdit, others: Iterable[QWidget]) -> None:
        super().__init__(field)
        self._model, self._field = model, field
        for widget in (field, field.viewport(), *others):
            widget.setAcceptDrops(True)
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            assert isinstance(event, QDropEvent)
            if _paths(event.mimeData()):
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                if kind == QEvent.Type.Drop:
                    self._model.pick(_paths(event.mimeData()))
                return True
        elif kind == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.matches(QKeySequence.StandardKey.Paste) and watched is self._field:
                return self.paste(QGuiApplication.clipboard().mimeData())
        return super().eventFilter(watched, event)

    def paste(self, mime: QMimeData) -> bool:
        """Whether it was files or a picture; text is the field's own."""
        if paths := _paths(mime):
            self._model.pick(paths)
            return True
        if not mime.hasImage() or mime.hasText():
            return False
        image = QImage(mime.imageData())
        if image.isNull() or max(image.width(), image.height()) > LARGEST_SIDE:
            return False
        written = QBuffer()
        written.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(written, "PNG")  # type: ignore[call-overload]
        self._model.paste(_("Picture") + ".png", bytes(written.data().data()))
        return True


def _paths(mime: QMimeData) -> list[str]:
    """Of files of this computer. What lies elsewhere is not fetched."""
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile()] if mime.hasUrls() else []
