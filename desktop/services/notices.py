"""What is told outside of the window: shown one after the other, in the order in which it happened."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import msgspec

from desktop.domain.events import NoticesChanged
from desktop.domain.notices import Content, Counted, Notice, NoticeChoice, Notices, Standing
from desktop.domain.numbers import NumberId
from desktop.store import Store
from desktop.system.notices import Pressed, Replied, SystemNotices
from desktop.system.screen_lock import ScreenLock
from desktop.system.settings import KeptNotices, SettingsFile

log = logging.getLogger(__name__)

MOST_WAITING = 100


class NoticeBoard:
    def __init__(self, store: Store, settings: SettingsFile) -> None:
        self._store = store
        self._settings = settings
        self._waiting: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue(MOST_WAITING)
        self._listeners: list[tuple[Pressed, Replied]] = []
        self._notices: SystemNotices | None = None
        store.apply(NoticesChanged(Notices(choice=_choice(settings.now.notices))))

    def listen(self, pressed: Pressed, replied: Replied) -> Callable[[], None]:
        """Hear of buttons and of answers, until the function returned here is called."""
        listener = pressed, replied
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def show(self, notice: Notice) -> None:
        self._ask(lambda notices: notices.show(notice))

    def withdraw(self, key: str) -> None:
        self._ask(lambda notices: notices.withdraw(key))

    async def choose(self, choice: NoticeChoice) -> None:
        self._settings.change(msgspec.structs.replace(self._settings.now, notices=_kept(choice)))
        self._store.apply(NoticesChanged(replace(self._store.state.notices, choice=choice)))

    async def run(self, notices: SystemNotices) -> None:
        """Until it is cancelled."""
        self._notices = notices
        try:
            await notices.open(self._press, self._reply, self._stand)
            while True:
                act = await self._waiting.get()
                try:
                    await act()
                except Exception:  # one that fails must not silence the others
                    log.exception("a notice failed")
        finally:
            self._notices = None
            await notices.close()

    async def watch_lock(self, lock: ScreenLock) -> None:
        """Until it is cancelled: whether the screen is locked, where the system tells."""
        await lock.watch(self._lock)

    def _lock(self, locked: bool | None) -> None:
        if locked != self._store.state.notices.locked:
            self._store.apply(NoticesChanged(replace(self._store.state.notices, locked=locked)))

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
        for pressed, _ in tuple(self._listeners):
            pressed(key, word)

    def _reply(self, key: str, text: str) -> None:
        for _, replied in tuple(self._listeners):
            replied(key, text)


def _choice(kept: KeptNotices) -> NoticeChoice:
    """A word that a newer version wrote is passed over."""
    before = Content.NOTHING if kept.hides_content else Content.ALL
    known = {each.value: each for each in Counted}
    return NoticeChoice(
        kept.calls,
        kept.missed,
        kept.messages,
        content=next((each for each in Content if each.value == kept.content), before),
        hides_when_locked=kept.hides_when_locked,
        silent=frozenset(map(NumberId, kept.silent)),
        badge=frozenset(Counted if kept.badge is None else (known[w] for w in kept.badge if w in known)),
    )


def _kept(choice: NoticeChoice) -> KeptNotices:
    return KeptNotices(
        choice.calls,
        choice.missed,
        choice.messages,
        hides_content=choice.content is Content.NOTHING,
        content=choice.content.value,
        hides_when_locked=choice.hides_when_locked,
        silent=tuple(sorted(choice.silent)),
        badge=tuple(sorted(each.value for each in choice.badge)),
    )
