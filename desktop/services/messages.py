"""Writing and reading messages (MSG-1, MSG-6)."""

from __future__ import annotations

from datetime import datetime

from desktop.domain.messages import Message, MessageId, Thread, ThreadKey
from desktop.domain.numbers import NumberId


class Messages:
    async def send(self, thread: ThreadKey, text: str) -> None:
        """Keep `text` as an intent to send, at once and durably; it leaves when it can, once.

        Raises `Mendable` ("not-a-number", "premium-rate", "cannot-message", "too-long", "empty").
        """
        raise NotImplementedError

    async def retry(self, message_id: MessageId) -> None:
        """Send a failed message again, as a new message in its place."""
        raise NotImplementedError

    async def discard(self, message_id: MessageId) -> None:
        """Drop a failed message that was never sent."""
        raise NotImplementedError

    async def save_draft(self, thread: ThreadKey, text: str) -> None:
        """Keep what is being written; an empty text forgets it."""
        raise NotImplementedError

    async def mark_read(self, thread: ThreadKey) -> None:
        raise NotImplementedError

    async def load_threads(
        self, number_id: NumberId | None, *, before: datetime | None = None, limit: int = 50
    ) -> tuple[Thread, ...]:
        """Threads of one number, or of all, newest first, from the cache."""
        raise NotImplementedError

    async def load_thread(self, thread: ThreadKey) -> Thread | None:
        raise NotImplementedError

    async def load_messages(
        self, thread: ThreadKey, *, before: int | None = None, limit: int = 50
    ) -> tuple[Message, ...]:
        """Messages with a sequence below `before`, oldest first, from the cache."""
        raise NotImplementedError

    async def load_draft(self, thread: ThreadKey) -> str:
        raise NotImplementedError

    async def search_threads(
        self, number_id: NumberId | None, text: str, *, limit: int = 50
    ) -> tuple[Thread, ...]:
        """Threads whose person, number or messages hold `text`."""
        raise NotImplementedError
