"""What is told outside of the window: shown one after the other, in the order in which it happened."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import msgspec

from desktop.domain.events import NoticesChanged
from desktop.domain.notices import Notice, NoticeChoice, Notices, Standing
from desktop.store import Store
from desktop.system.notices import Pressed, SystemNotices
from desktop.system.settings import KeptNotices, SettingsFile

log = logging.getLogger(__name__)

MOST_WAITING = 100


class NoticeBoard:
    def __init__(self, store: Store, settings: SettingsFile) -> None:
        self._store = store
        self._settings = settings
        self._waiting: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue(MOST_WAITING)
        self._listeners: list[Pressed] = []
        self._notices: SystemNotices | None = None
        kept = settings.now.notices
        choice = NoticeChoice(kept.calls, kept.missed, kept.messages, kept.hides_content)
        store.apply(NoticesChanged(Notices(choice=choice)))

    def listen(self, pressed: Pressed) -> Callable[[], None]:
        """Hear of buttons, until the function returned here is called."""
        self._listeners.append(pressed)
        return lambda: self._listeners.remove(pressed) if pressed in self._listeners else None

    def show(self, notice: Notice) -> None:
        self._ask(lambda notices: notices.show(notice))

    def withdraw(self, key: str) -> None:
        self._ask(lambda notices: notices.withdraw(key))

    async def choose(self, choice: NoticeChoice) -> None:
        kept = KeptNotices(choice.calls, choice.missed, choice.messages, choice.hides_content)
        self._settings.change(msgspec.structs.replace(self._settings.now, notices=kept))
        self._store.apply(NoticesChanged(replace(self._store.state.notices, choice=choice)))

    async def run(self, notices: SystemNotices) -> None:
        """Until it is cancelled."""
        self._notices = notices
        try:
            await notices.open(self._press, self._stand)
            while True:
                act = await self._waiting.get()
                try:
                    await act()
                except Exception:  # one that fails must not silence the others
                    log.exception("a notice failed")
        finally:
            self._notices = None
            await notices.close()

    def _ask(self, act: Callable[[SystemNotices], Awaitable[None]]) -> None:
        if self._notices is None:
            return
        try:
            self._waiting.put_nowait(partial(act, self._notices))
        except asyncio.QueueFull:
            log.warning("notices are not taken: one is lost")

    def _stand(self, standing: Standing) -> None:
        self._store.apply(NoticesChanged(replace(self._store.state.notices, standing=standing)))

    def _press(self, key: str, word: str) -> None:
        for listener in tuple(self._listeners):
            listener(key, word)
