"""Threads in memory, over the messages of `MemoryMessages`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from desktop.domain import events as e
from desktop.domain.messages import Message, MessageId, ThreadFlags, ThreadKey
from desktop.services.threads import Deletion, Threads
from tests.fakes_ui import MemoryMessages


class MemoryThreads(Threads):
    def __init__(self, messages: MemoryMessages) -> None:
        self.messages = messages
        self.gone: list[Message] = []
        """What the last deletion took."""

    async def mute(self, keys: Iterable[ThreadKey], muted: bool) -> None:
        self._set(keys, lambda flags: replace(flags, muted=muted))

    async def pin(self, keys: Iterable[ThreadKey], pinned: bool) -> None:
        self._set(keys, lambda flags: replace(flags, pinned=pinned))

    async def mark_unread(self, keys: Iterable[ThreadKey]) -> None:
        self._set(keys, lambda flags: replace(flags, marked_unread=True))

    async def delete_messages(self, thread: ThreadKey, message_ids: Iterable[MessageId]) -> Deletion:
        return self._take([self.messages.kept[each] for each in message_ids])

    async def delete_threads(self, keys: Iterable[ThreadKey]) -> Deletion:
        wanted = set(keys)
        return self._take([m for m in self.messages.kept.values() if m.thread in wanted])

    async def undo(self, deletion: Deletion) -> None:
        self.messages.kept |= {m.id: m for m in self.gone}
        self._say({m.thread for m in self.gone})

    def _take(self, messages: list[Message]) -> Deletion:
        self.gone = messages
        for message in messages:
            del self.messages.kept[message.id]
        threads = frozenset(m.thread for m in messages)
        self._say(threads)
        refused = tuple(m.id for m in messages)
        return Deletion((), (), refused, (), (), threads)

    def _set(self, keys: Iterable[ThreadKey], change: Callable[[ThreadFlags], ThreadFlags]) -> None:
        changed = tuple(keys)
        flags = self.messages.flags
        for key in changed:
            flags[key] = change(flags.get(key, ThreadFlags(key)))
        self._say(changed)

    def _say(self, keys: Iterable[ThreadKey]) -> None:
        self.messages.store.apply(e.ThreadsChanged(frozenset(keys)))
