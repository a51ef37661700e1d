"""Files in a conversation: picked, dropped and pasted; shown, played and saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from desktop.domain.contacts import Contact
from desktop.domain.messages import ThreadKey
from ui.i18n import _
from ui.models.attaching import AttachingModel
from ui.models.file_row import FileKind, FileRow
from ui.models.files import FilesModel
from ui.models.message_row import MessageRow
from ui.models.plain import isolated, plain
from ui.models.row_list import RowList
from ui.screens.thread import ThreadScreen
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton
from ui.widgets.file_drops import FileDrops
from ui.widgets.file_strip import FileStrip
from ui.widgets.picture_viewer import PictureViewer
from ui.widgets.thumbnails import Thumbnails


class ThreadFiles(QObject):
    def __init__(
        self, screen: ThreadScreen, model: FilesModel, attaching: AttachingModel, rows: RowList[MessageRow]
    ) -> None:
        super().__init__(screen)
        self._screen, self._model, self._attaching, self._rows = screen, model, attaching, rows
        self._thread: ThreadKey | None = None
        self._contact: Contact | None = None
        self._thumbnails = Thumbnails(model, self)
        self.viewer: PictureViewer | None = None
        messages = screen.messages
        messages.show_pictures(self._thumbnails)
        self._thumbnails.changed.connect(messages.viewport().update)
        self.attach_button = IconButton("paperclip", lambda: _("Attach files"), parent=screen)
        screen.composer.add_tool(self.attach_button)
        self.strip = FileStrip(attaching, screen)
        self.failure = Banner("failure", parent=screen)
        self.card = Banner("info", parent=screen)
        for above in (self.failure, self.card, self.strip):
            screen.add_above_composer(above)
        self.attach_button.clicked.connect(self._choose)
        self.strip.keyboard_left.connect(screen.focus_field)
        messages.file_wanted.connect(self._open)
        messages.save_wanted.connect(self._save)
        messages.cancel_wanted.connect(model.cancel)
        model.failed.connect(lambda words: self.failure.tell(words, closable=True))
        model.saved.connect(self._say_saved)
        model.card_read.connect(self._offer_card)
        model.card_added.connect(self._say_added)
        self.failure.closed.connect(self.failure.clear)
        self.card.closed.connect(self.card.clear)
        self.card.pressed.connect(self._add_card)
        attaching.changed.connect(self._show)
        self.drops = FileDrops(attaching, screen.composer.field, (screen, messages.viewport()))
        self._show()

    def show_thread(self, thread: ThreadKey | None) -> None:
        if thread != self._thread:
            self._thread = thread
            self._attaching.open(thread)
            self._model.stop()
            self.failure.clear()
            self.card.clear()
        self._show()

    # --- inside -------------------------------------------------------------------------------------------
    def _choose(self) -> None:
        dialog = QFileDialog(self._screen, _("Attach files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._attaching.pick)
        dialog.open()

    def _open(self, file: FileRow, message: MessageRow) -> None:
        match file.kind:
            case FileKind.PICTURE | FileKind.VIDEO:
                shown = [each for row in self._rows.rows for each in row.files if each.has_picture]
                self._viewer().open(shown or [file], file)
            case FileKind.SOUND:
                self._model.toggle(file.file)
            case FileKind.CARD:
                self._model.read_card(file.file)
            case FileKind.OTHER:
                if message.sent < 0:
                    self._save(file)

    def _viewer(self) -> PictureViewer:
        if self.viewer is None:
            self.viewer = PictureViewer(self._model, self._screen.window())
            self.viewer.save_wanted.connect(self._save)
            self.viewer.left.connect(self._screen.messages.setFocus)
        return self.viewer

    def _save(self, file: FileRow) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        dialog = QFileDialog(self._screen, _("Save as…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDirectory(folder)
        dialog.selectFile(Path(plain(file.file.name)).name or "file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._model.save(file.file, path))
        dialog.open()

    def _say_saved(self, name: str) -> None:
        words = isolated(plain(name))
        self._contact = None
        self.card.tell(lambda: _("{name} was saved.").format(name=words), closable=True)

    def _offer_card(self, contact: Contact) -> None:
        self._contact = contact
        name, number = isolated(plain(contact.name)), isolated(contact.phones[0].address)
        self.card.tell(
            lambda: _("This is the card of {name}, {number}.").format(name=name, number=number),
            button=lambda: _("Add to contacts"),
            closable=True,
        )

    def _add_card(self) -> None:
        if self._contact is not None:
            contact, self._contact = self._contact, None
            self.card.clear()
            self._model.add_card(contact)

    def _say_added(self, name: str) -> None:
        words = isolated(plain(name))
        self.card.tell(lambda: _("{name} is among your contacts.").format(name=words), closable=True)

    def _show(self) -> None:
        why = self._attaching.why_not
        self.attach_button.setEnabled(not why)
        self.attach_button.setToolTip(why or _("Attach files"))
        self.attach_button.setAccessibleDescription(why)
