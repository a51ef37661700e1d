"""What is done with whole conversations and with messages in them, and the way back (MSG-1)."""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.domain.messages import MessageId, ThreadKey
from desktop.services.messages import Messages
from desktop.services.threads import Deletion, Threads
from ui.i18n import _, ngettext
from ui.models.listening import Start
from ui.words import sentence_for

log = logging.getLogger(__name__)


class ThreadActs(QObject):
    told = Signal(str, object)
    """What was done a moment ago, and a function that takes it back, or None."""
    leaving = Signal(object)
    """Threads, a frozenset, that are about to be deleted or marked as unread: whoever shows one closes it."""

    def __init__(
        self, messages: Messages, threads: Threads, start: Start, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._messages, self._threads, self._start = messages, threads, start

    def pin(self, keys: Iterable[ThreadKey], pinned: bool) -> None:
        self._start(self._guarded(self._threads.pin(tuple(keys), pinned)))

    def mute(self, keys: Iterable[ThreadKey], muted: bool) -> None:
        self._start(self._guarded(self._threads.mute(tuple(keys), muted)))

    def mark_unread(self, keys: Iterable[ThreadKey]) -> None:
        marked = tuple(keys)
        self.leaving.emit(frozenset(marked))
        self._start(self._guarded(self._threads.mark_unread(marked)))

    def mark_read(self, keys: Iterable[ThreadKey]) -> None:
        for key in keys:
            self._start(self._guarded(self._messages.mark_read(key)))

    def delete_threads(self, keys: Iterable[ThreadKey]) -> None:
        gone = tuple(keys)
        if gone:
            self.leaving.emit(frozenset(gone))
            text = ngettext(
                "{count} conversation was deleted.", "{count} conversations were deleted.", len(gone)
            )
            self._start(self._delete(self._threads.delete_threads(gone), text.format(count=len(gone))))

    def delete_messages(self, thread: ThreadKey, message_ids: Iterable[MessageId]) -> None:
        gone = tuple(message_ids)
        if gone:
            text = ngettext("{count} message was deleted.", "{count} messages were deleted.", len(gone))
            self._start(
                self._delete(self._threads.delete_messages(thread, gone), text.format(count=len(gone)))
            )

    # --- inside -------------------------------------------------------------------------------------------
    async def _delete(self, work: Coroutine[Any, Any, Deletion], text: str) -> None:
        try:
            deletion = await work
        except Exception as error:
            self._fail(error)
            return
        if deletion.is_empty:
            self.told.emit(_("What waits there to leave stays until it is cancelled."), None)
            return
        self.told.emit(text, lambda: self._start(self._guarded(self._threads.undo(deletion))))

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        log.info("a conversation could not be changed: %s", type(error).__name__)
        self.told.emit(sentence_for(error), None)
