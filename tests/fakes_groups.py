"""Messages to several people in memory, over the messages of `MemoryMessages`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from desktop.domain import events as e
from desktop.domain.calls import Direction
from desktop.domain.errors import Mendable
from desktop.domain.files import Enclosed
from desktop.domain.messages import (
    Attachment,
    GroupDraft,
    GroupId,
    Message,
    MessageFailure,
    MessageId,
    MessageStatus,
    ThreadKey,
)
from desktop.domain.numbers import Address, NumberId
from desktop.domain.wall_time import WallTime
from desktop.services.groups import Groups
from desktop.services.later import Later
from tests.fakes_ui import WAITING, MemoryMessages


class MemoryGroups(Groups):
    def __init__(self, messages: MemoryMessages) -> None:
        self.messages = messages
        self.draft: GroupDraft | None = None
        self.refuses: Mendable | None = None
        self.enclosed: Enclosed | None = None
        self.put_off: list[tuple[tuple[Address, ...], str, WallTime]] = []

    async def send(
        self,
        number_id: NumberId,
        people: Sequence[Address],
        text: str,
        *,
        enclosed: Enclosed | None = None,
    ) -> GroupId:
        if self.refuses is not None:
            raise self.refuses
        self.enclosed = enclosed
        group = GroupId(str(uuid4()))
        file = enclosed.file if enclosed is not None else None
        files = (Attachment("f", file.name, file.type, file.size),) if file is not None else ()
        sent = tuple(
            Message(
                MessageId(str(uuid4())),
                ThreadKey(number_id, address),
                Direction.OUTGOING,
                text,
                datetime.now(UTC),
                MessageStatus.WAITING,
                WAITING + len(self.messages.kept) + place,
                files=files,
                group=group,
            )
            for place, address in enumerate(people)
        )
        self.messages.kept |= {message.id: message for message in sent}
        self.draft = None
        self.messages.store.apply(e.MessagesChanged(sent))
        return group

    async def schedule(
        self,
        later: Later,
        number_id: NumberId,
        people: Sequence[Address],
        text: str,
        when: WallTime,
        *,
        enclosed: Enclosed | None = None,
    ) -> GroupId:
        if self.refuses is not None:
            raise self.refuses
        self.enclosed = enclosed
        self.put_off.append((tuple(people), text, when))
        return GroupId(str(uuid4()))

    async def load(self, group: GroupId) -> tuple[Message, ...]:
        return tuple(message for message in self.messages.kept.values() if message.group == group)

    async def keep_draft(self, draft: GroupDraft | None) -> None:
        self.draft = draft

    async def load_draft(self) -> GroupDraft | None:
        return self.draft

    def become(self, peer: Address, status: MessageStatus, failure: MessageFailure | None = None) -> None:
        """The carrier told what became of the last one to `peer`."""
        last = [m for m in self.messages.kept.values() if m.thread.peer == peer and m.group is not None][-1]
        now = replace(last, status=status, failure=failure)
        self.messages.kept[now.id] = now
        self.messages.store.apply(e.MessagesChanged((now,)))
