"""Sentences at hand for whoever can't take a call now."""

from __future__ import annotations

import msgspec

from desktop.domain.calls import CallId
from desktop.domain.errors import Mendable
from desktop.domain.events import RepliesChanged
from desktop.domain.messages import ThreadKey
from desktop.domain.text import encodable
from desktop.services.calls import Calls
from desktop.services.messages import Messages
from desktop.store import Store
from desktop.system.settings import SettingsFile

MOST_REPLIES = 4
LONGEST_REPLY = 160


class Replies:
    def __init__(self, store: Store, calls: Calls, messages: Messages, settings: SettingsFile) -> None:
        self._store = store
        self._calls = calls
        self._messages = messages
        self._settings = settings
        store.apply(RepliesChanged(_clean(settings.now.replies)))

    async def keep(self, sentences: tuple[str, ...]) -> None:
        """My own, beside those that the program offers. Raises `Mendable` ("too-many-replies")."""
        kept = _clean(sentences)
        if len(sentences) > MOST_REPLIES:
            raise Mendable("too-many-replies")
        self._settings.change(msgspec.structs.replace(self._settings.now, replies=kept))
        self._store.apply(RepliesChanged(kept))

    async def decline(self, call_id: CallId, text: str) -> None:
        """Decline, and send `text` from the number that was called. Raises what sending a message raises."""
        call = self._store.state.call(call_id)
        if call is None:
            return
        await self._calls.decline(call_id)
        await self.send(ThreadKey(call.number_id, call.peer), text)

    async def answer(self, thread: ThreadKey, text: str) -> None:
        """Whoever answers what came has read it. Raises what sending a message raises."""
        await self.send(thread, text)
        await self._messages.mark_read(thread)

    async def send(self, thread: ThreadKey, text: str) -> None:
        await self._messages.send(thread, text, keeps_draft=True)


def _clean(sentences: tuple[str, ...]) -> tuple[str, ...]:
    lines = (" ".join(encodable(each).split())[:LONGEST_REPLY] for each in sentences)
    return tuple(dict.fromkeys(line for line in lines if line))[:MOST_REPLIES]
