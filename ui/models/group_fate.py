"""What became of a message to several people, one by one (MSG-3)."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.files import without_link
from desktop.domain.messages import GroupId, Message, MessageId, MessageStatus, ThreadKey
from desktop.domain.state import State
from desktop.services.groups import Groups
from desktop.services.messages import Messages
from desktop.store import Store
from ui.i18n import _, ngettext
from ui.models.listening import Start, listen
from ui.models.plain import isolated, plain
from ui.models.row_list import RowList
from ui.models.who import who
from ui.words import sentence_for, status_words, why_message_failed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FateRow:
    """One recipient."""

    key: MessageId
    thread: ThreadKey
    name: str
    initials: str
    status: MessageStatus
    words: str

    @property
    def can_retry(self) -> bool:
        return self.status is MessageStatus.FAILED

    @property
    def spoken(self) -> str:
        return f"{self.name}. {self.words}"


class GroupFateModel(QObject):
    changed = Signal()
    told = Signal(str)
    """Why one can't be sent again."""

    def __init__(
        self, store: Store, groups: Groups, messages: Messages, start: Start, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.rows: RowList[FateRow] = RowList(self)
        self.text = ""
        self.group: GroupId | None = None
        self._store, self._groups, self._messages, self._start = store, groups, messages, start
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    @property
    def title(self) -> str:
        count = self.rows.rowCount()
        return ngettext("Sent to {count} person", "Sent to {count} people", count).format(count=count)

    @property
    def summary(self) -> str:
        """ "2 delivered · 1 waiting"."""
        counted = Counter(row.status for row in self.rows.rows)
        sorts = (
            (_("{count} delivered"), (MessageStatus.DELIVERED,)),
            (_("{count} sent"), (MessageStatus.SENT,)),
            (_("{count} on the way"), (MessageStatus.WAITING, MessageStatus.QUEUED)),
            (_("{count} failed"), (MessageStatus.FAILED,)),
        )
        told = [(words, sum(counted[status] for status in statuses)) for words, statuses in sorts]
        return " · ".join(words.format(count=count) for words, count in told if count)

    @property
    def done(self) -> tuple[int, int]:
        """How many have an end, of how many."""
        ended = (MessageStatus.DELIVERED, MessageStatus.FAILED)
        return sum(row.status in ended for row in self.rows.rows), self.rows.rowCount()

    @property
    def failed(self) -> tuple[MessageId, ...]:
        return tuple(row.key for row in self.rows.rows if row.can_retry)

    def open(self, group: GroupId) -> None:
        if group != self.group:
            self.group = group
            self.rows.become(())
        self._start(self._load(group))

    def retry(self, key: MessageId) -> None:
        self._start(self._retry(key))

    def retry_failed(self) -> None:
        for key in self.failed:
            self.retry(key)

    def retranslate(self) -> None:
        if self.group is not None:
            self._start(self._load(self.group))

    async def _retry(self, key: MessageId) -> None:
        try:
            await self._messages.retry(key)
        except Exception as error:
            log.info("a message to several people was not sent again: %s", type(error).__name__)
            self.told.emit(sentence_for(error))

    async def _load(self, group: GroupId) -> None:
        found = await self._groups.load(group)
        if group != self.group:
            return
        self.text = _said(found[0]) if found else ""
        rows = sorted((self._row(message) for message in found), key=lambda row: row.name.casefold())
        self.rows.become(rows)
        self.changed.emit()

    def _row(self, message: Message) -> FateRow:
        state = self._store.state
        number = state.number(message.thread.number_id)
        them = who(state, message.thread.peer, home=number.country if number else "")
        failed = message.status is MessageStatus.FAILED
        words = why_message_failed(message.failure) if failed else status_words(message.status)
        return FateRow(message.id, message.thread, them.name, them.initials, message.status, words)

    def _hear(self, event: e.Event, state: State) -> None:
        del state
        if self.group is None:
            return
        mine = {row.key for row in self.rows.rows}
        touched = isinstance(event, e.MessagesChanged) and (
            any(message.group == self.group for message in event.messages) or mine & event.gone
        )
        if touched or isinstance(event, e.ContactsChanged | e.CacheReplaced):
            self._start(self._load(self.group))


def _said(message: Message) -> str:
    """Without its link, which is one person's own."""
    names = (isolated(plain(file.name)) for file in message.files)
    text = without_link(message.text) if message.files else message.text
    return "\n".join(filter(None, (plain(text), *names)))
