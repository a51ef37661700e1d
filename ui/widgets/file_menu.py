"""What can be done with the files of a message, in its menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu

from ui.i18n import _
from ui.models.message_row import MessageRow


def fill_file_menu(
    menu: QMenu, row: MessageRow, *, save: Callable[[object], None], cancel: Callable[[object], None]
) -> None:
    if row.files:
        menu.addSeparator()
    for file in row.files:
        menu.addAction(_("Save {name}…").format(name=file.name), partial(_only, save, file))
    if row.sent >= 0:
        menu.addAction(_("Cancel the upload"), partial(_only, cancel, row.key))


def _only(act: Callable[[object], None], what: object, _checked: bool = False) -> None:
    act(what)
