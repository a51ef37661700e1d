"""What is being written, kept: each step after the one before it, so that an older text never wins."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from desktop.domain.messages import ThreadKey
from desktop.services.messages import Messages

log = logging.getLogger(__name__)


class Way(Protocol):
    """How what is written leaves: now, or later."""

    async def __call__(self, thread: ThreadKey, text: str, *, keeps_draft: bool = ...) -> None: ...


class DraftLane:
    """Every reading, keeping and sending goes through one lock, in the order in which it was begun."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._turn = asyncio.Lock()
        self._unkept: dict[ThreadKey, str] = {}
        """What the cache would not take; told again before anything else is."""
        self._returned: dict[ThreadKey, str] = {}
        """Refused, and a draft again, which the field has not shown yet: what it holds comes behind it."""

    def forget(self) -> None:
        """Somebody else may sign in next."""
        self._unkept.clear()
        self._returned.clear()

    async def load(self, thread: ThreadKey) -> str:
        async with self._turn:
            self._returned.pop(thread, None)
            return await self._read(thread)

    async def keep(self, *drafts: tuple[ThreadKey, str], whole: bool = False) -> None:
        """What stands in the field; `whole` where that holds what came back refused as well."""
        async with self._turn:
            for thread, text in drafts:
                if whole:
                    self._returned.pop(thread, None)
                await self._write(thread, self._returned.get(thread, "") + text)

    async def add(self, thread: ThreadKey, text: str) -> None:
        """Behind what is kept, which whoever wrote it had not seen yet."""
        async with self._turn:
            await self._write(thread, await self._read(thread) + text)

    async def send(self, thread: ThreadKey, text: str, way: Way, *, keeps_draft: bool) -> None:
        """A text that is not taken is a draft again, before what is kept. Raises what the service raises."""
        async with self._turn:
            try:
                await way(thread, text, keeps_draft=keeps_draft)
            except Exception:
                returned = self._returned[thread] = self._returned.get(thread, "") + text
                await self._write(thread, returned + (await self._read(thread) if keeps_draft else ""))
                raise
            if not keeps_draft:
                self._unkept.pop(thread, None)
                if (returned := self._returned.get(thread, "")) != "":
                    await self._write(thread, returned)

    async def _read(self, thread: ThreadKey) -> str:
        if (unkept := self._unkept.get(thread)) is not None:
            return unkept
        try:
            return await self._messages.load_draft(thread)
        except Exception as error:
            log.info("a draft could not be read: %s", type(error).__name__)
            return ""

    async def _write(self, thread: ThreadKey, text: str) -> None:
        waiting = {**self._unkept, thread: text}
        for each, written in waiting.items():
            try:
                await self._messages.save_draft(each, written)
            except Exception as error:
                log.warning("a draft could not be kept: %s", type(error).__name__)
                self._unkept[each] = written
            else:
                self._unkept.pop(each, None)
