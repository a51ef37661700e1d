"""Small pictures of files, as they are drawn: some are kept, the others come again when in sight."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ui.models.file_row import FileRow
from ui.models.files import FilesModel

KEPT = 48


class Thumbnails(QObject):
    changed = Signal()

    def __init__(self, model: FilesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._images: OrderedDict[str, QImage] = OrderedDict()
        model.picture_came.connect(self._take)
        model.playing_changed.connect(self.changed)

    def image(self, row: FileRow) -> QImage | None:
        """Asked for where it is not there; `changed` tells that it came."""
        image = self._images.get(row.file.id)
        if image is None:
            if row.file.id not in self._model.not_shown:
                self._model.ask_for_picture(row.file)
            return None
        self._images.move_to_end(row.file.id)
        return image

    def why_not(self, row: FileRow) -> str:
        return self._model.not_shown.get(row.file.id, "")

    def is_playing(self, row: FileRow) -> bool:
        return self._model.playing == row.file.id

    def position(self, row: FileRow) -> float:
        return self._model.position(row.file.id)

    def _take(self, file_id: str, picture: object) -> None:
        image = image_of(picture)
        if image is not None:
            self._images[file_id] = image
            while len(self._images) > KEPT:
                gone, _image = self._images.popitem(last=False)
                self._model.forget_picture(gone)
        self.changed.emit()


def image_of(picture: object) -> QImage | None:
    """Of a `Picture` of the decoder, its pixels copied."""
    width, height = getattr(picture, "width", 0), getattr(picture, "height", 0)
    pixels = getattr(picture, "pixels", b"")
    if not width or len(pixels) != 4 * width * height:
        return None
    return QImage(pixels, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
