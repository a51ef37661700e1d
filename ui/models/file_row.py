"""A file of a message as it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QLocale

from desktop.domain.messages import Attachment, Message
from ui.i18n import _
from ui.models.plain import isolated, plain

LONGEST_NAME = 80
SHOWN_TYPES = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp"))
"""Pictures of other types are files to be saved."""


class FileKind(Enum):
    PICTURE = "image"
    VIDEO = "play"
    SOUND = "volume-2"
    CARD = "user-plus"
    OTHER = "file"


@dataclass(frozen=True, slots=True)
class FileRow:
    file: Attachment
    kind: FileKind
    name: str
    detail: str
    """How large, and how long it plays."""

    @property
    def has_picture(self) -> bool:
        """It is shown small in its message, and large over the window; of a video a moment."""
        return self.kind in (FileKind.PICTURE, FileKind.VIDEO)

    @property
    def spoken(self) -> str:
        words = {
            FileKind.PICTURE: _("Picture"),
            FileKind.VIDEO: _("Video"),
            FileKind.SOUND: _("Sound"),
            FileKind.CARD: _("Contact"),
            FileKind.OTHER: _("File"),
        }
        return f"{words[self.kind]}: {self.name}, {self.detail}"


def file_rows(message: Message) -> tuple[FileRow, ...]:
    return tuple(file_row(file) for file in message.files)


def names_of_files(message: Message) -> str:
    """For a line that has room for words only."""
    return ", ".join(row.name for row in file_rows(message))


def file_row(file: Attachment) -> FileRow:
    name = plain(file.name)
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 12]}…{name[-11:]}"
    detail = size_words(file.size)
    if file.seconds:
        minutes, seconds = divmod(round(file.seconds), 60)
        detail = f"{minutes}:{seconds:02} · {detail}"
    return FileRow(file, kind_of(file), isolated(name), detail)


def kind_of(file: Attachment) -> FileKind:
    if file.type in SHOWN_TYPES:
        return FileKind.PICTURE
    if file.type in ("text/vcard", "text/x-vcard"):
        return FileKind.CARD
    return {"video": FileKind.VIDEO, "audio": FileKind.SOUND}.get(file.family, FileKind.OTHER)


def size_words(size: int) -> str:
    """To be read, not to be counted with: 1 kB is 1000 bytes."""
    if size < 1000:
        return _("{size} bytes").format(size=size)
    amount, unit = size / 1000, _("{size} kB")
    for larger in (_("{size} MB"), _("{size} GB")):
        if amount < 999.5:
            break
        amount, unit = amount / 1000, larger
    return unit.format(size=_number(amount))


def _number(amount: float) -> str:
    return QLocale().toString(amount, "f", 0 if amount >= 99.5 else 1)
