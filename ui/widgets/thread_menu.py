"""What can be done with conversations: in the list's menu, and behind *More* of the one that is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from desktop.domain.messages import ThreadKey
from ui.i18n import _
from ui.models.thread_acts import ThreadActs


class Conversation(Protocol):
    """A row of the list, or the thread itself."""

    @property
    def key(self) -> ThreadKey: ...
    @property
    def unread(self) -> int: ...
    @property
    def pinned(self) -> bool: ...
    @property
    def muted(self) -> bool: ...
    @property
    def marked_unread(self) -> bool: ...


def fill_thread_menu(menu: QMenu, acts: ThreadActs, rows: Sequence[Conversation]) -> None:
    """For several, each act does what makes them alike."""
    keys = [row.key for row in rows]
    pinned, muted = all(row.pinned for row in rows), all(row.muted for row in rows)
    fresh = any(row.unread or row.marked_unread for row in rows)
    words = _("Unpin") if pinned else _("Pin to the top")
    menu.addAction(words, lambda: acts.pin(keys, not pinned))
    words = _("Unmute conversation") if muted else _("Mute conversation")
    menu.addAction(words, lambda: acts.mute(keys, not muted))
    if fresh:
        menu.addAction(_("Mark as read"), lambda: acts.mark_read(keys))
    else:
        menu.addAction(_("Mark as unread"), lambda: acts.mark_unread(keys))
    menu.addSeparator()
    menu.addAction(
        _("Delete conversation") if len(rows) == 1 else _("Delete conversations"),
        QKeySequence(QKeySequence.StandardKey.Delete),
        lambda: acts.delete_threads(keys),
    )
