"""Sending later in memory, for galleries and tests of the screens: what is asked for is done at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.files import Enclosed
from desktop.domain.later import Scheduled, ScheduledState, in_order
from desktop.domain.messages import Attachment, GroupId, MessageId, ThreadKey
from desktop.domain.wall_time import WallTime
from desktop.services.later import Later
from desktop.store import Store


class MemoryLater(Later):
    def __init__(self, store: Store, *scheduled: Scheduled) -> None:
        self.store = store
        self.refuses: Mendable | None = None
        self.sent: list[MessageId] = []
        self._show(scheduled)

    async def schedule(
        self,
        thread: ThreadKey,
        text: str,
        when: WallTime,
        *,
        keeps_draft: bool = False,
        group: GroupId | None = None,
    ) -> MessageId:
        if self.refuses is not None:
            raise self.refuses
        new = waiting(thread, text, when, id_=str(uuid4()))
        self._show((*self.store.state.scheduled, replace(new, group=group)))
        return new.id

    async def schedule_files(self, thread: ThreadKey, files: Sequence[Enclosed], when: WallTime) -> None:
        if self.refuses is not None:
            raise self.refuses
        for each in files:
            kept = Attachment(str(uuid4()), each.file.name, each.file.type, each.file.size)
            new = replace(waiting(thread, "", when), file=kept)
            self._show((*self.store.state.scheduled, new))

    async def change(
        self, message_id: MessageId, *, text: str | None = None, when: WallTime | None = None
    ) -> None:
        if self.refuses is not None:
            raise self.refuses

        def changed(each: Scheduled) -> Scheduled:
            at = when or each.when
            return replace(
                each,
                text=each.text if text is None else text,
                when=at,
                due_at=at.instant(),
                state=ScheduledState.WAITING,
                reason=None,
            )

        self._each(message_id, changed)

    async def send_now(self, message_id: MessageId) -> None:
        self.sent.append(message_id)
        await self.cancel(message_id)

    async def cancel(self, message_id: MessageId) -> None:
        if self.refuses is not None:
            raise self.refuses
        self._show(tuple(each for each in self.store.state.scheduled if each.id != message_id))

    def _each(self, message_id: MessageId, change: Callable[[Scheduled], Scheduled]) -> None:
        self._show(
            tuple(change(each) if each.id == message_id else each for each in self.store.state.scheduled)
        )

    def _show(self, scheduled: tuple[Scheduled, ...]) -> None:
        self.store.apply(e.ScheduledChanged(tuple(sorted(scheduled, key=in_order))))


def waiting(thread: ThreadKey, text: str, when: WallTime, *, id_: str = "") -> Scheduled:
    return Scheduled(
        id=MessageId(id_ or str(uuid4())),
        thread=thread,
        text=text,
        when=when,
        due_at=when.instant(),
        state=ScheduledState.WAITING,
        revision=1,
    )


def due(at: datetime) -> WallTime:
    """That instant, on the clocks of UTC."""
    return WallTime(at.replace(tzinfo=None, fold=0), "UTC")
