"""The same text to several people (MSG-3): each gets an SMS of their own, and answers in their own thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from desktop.domain.errors import Mendable
from desktop.domain.events import MessagesChanged
from desktop.domain.files import Enclosed
from desktop.domain.messages import LARGEST_GROUP, GroupDraft, GroupId, Message, MessageId, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.outbox import Intent, IntentId, SendMessage
from desktop.domain.wall_time import WallTime
from desktop.services.clock import Clock, utc_now
from desktop.services.later import Later
from desktop.services.messages import Messages, cleaned
from desktop.services.present import Present
from desktop.storage import facts, groups, messages, outbox, threads, uploads
from desktop.system.crash import reach


class Groups:
    def __init__(self, present: Present, messages_: Messages, *, clock: Clock = utc_now) -> None:
        self._present = present
        self._messages = messages_
        self._clock = clock

    async def send(
        self,
        number_id: NumberId,
        people: Sequence[Address],
        text: str,
        *,
        enclosed: Enclosed | None = None,
    ) -> GroupId:
        """Keep one intent for each of them, all or none; each leaves when it can, once.

        With a file, once that is at the carrier; each gets a link of their own to it. Raises `Mendable` as
        `Messages.send` does, and "nobody", "too-many-people", "cannot-send-files".
        """
        written = cleaned(text, with_file=enclosed is not None)
        to = self._checked(number_id, people, with_file=enclosed is not None)
        group, now = GroupId(str(uuid4())), self._clock()
        acts = [SendMessage(MessageId(str(uuid4())), thread, written, group=group) for thread in to]

        def work(db: Any) -> tuple[Message, ...]:
            file_id: str | None = None
            if enclosed is not None:
                ids = [act.message_id for act in acts]
                file_id = uploads.enclose(db, number_id, enclosed, ids, at=now)
            for act in acts:
                outbox.add(db, Intent(IntentId(act.message_id), replace(act, file_id=file_id), now))
                groups.add(db, group, act.message_id)
            facts.set_group_draft(db, None)
            threads.refresh(db, to)
            return messages.find_all(db, [act.message_id for act in acts])

        shown = await self._present.change(work)
        reach("intent.committed")
        self._present.uploading.look()
        self._present.store.apply(MessagesChanged(shown))
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
        """As `send`, to leave at `when`. Raises `Mendable` as `Later.schedule` does, too."""
        group, to = GroupId(str(uuid4())), self._checked(number_id, people, with_file=enclosed is not None)
        await later.schedule_all(to, text, when, group, enclosed=enclosed)
        return group

    async def keep_draft(self, draft: GroupDraft | None) -> None:
        """What is being written; None once it is nothing any more."""
        await self._present.write(lambda db: facts.set_group_draft(db, draft))

    async def load_draft(self) -> GroupDraft | None:
        return await self._present.read(facts.group_draft, otherwise=None)

    async def load(self, group: GroupId) -> tuple[Message, ...]:
        """What became of each of its messages; one that is deleted, or leaves later, is not among them."""
        return await self._present.read(
            lambda db: messages.find_all(db, groups.members(db, group)), otherwise=()
        )

    def _checked(
        self, number_id: NumberId, people: Sequence[Address], *, with_file: bool
    ) -> tuple[ThreadKey, ...]:
        threads_ = (ThreadKey(number_id, address) for address in people)
        to = dict.fromkeys(self._messages.writable(each, with_file=with_file) for each in threads_)
        if not to:
            raise Mendable("nobody")
        if len(to) > LARGEST_GROUP:
            raise Mendable("too-many-people")
        return tuple(to)
