"""Messages that leave later."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec

from desktop.api.wire import bounds
from desktop.api.wire.files import WireAttachment
from desktop.domain.later import ChangeScheduled, Schedule, Scheduled, ScheduledState
from desktop.domain.messages import GroupId, MessageId, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.outbox import failure_of
from desktop.domain.wall_time import WallTime

_STATES = {state.value: state for state in ScheduledState}
Wall = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$")]


class WireWhen(msgspec.Struct, frozen=True):
    wall: Wall
    zone: bounds.Word
    second: bool = False

    def to_domain(self) -> WallTime | None:
        """None where it is no day of the calendar."""
        try:
            return WallTime(datetime.fromisoformat(self.wall).replace(fold=int(self.second)), self.zone)
        except ValueError:
            return None


class WireScheduled(msgspec.Struct, frozen=True):
    id: bounds.Id
    number_id: bounds.Id
    peer: bounds.Address
    text: bounds.Text
    when: WireWhen
    due_at: bounds.Instant
    state: bounds.Word
    revision: bounds.Sequence
    reason: bounds.Word | None = None
    settled_at: bounds.Instant | None = None
    late_seconds: Annotated[int, msgspec.Meta(ge=0, lt=2**31)] = 0
    group_id: bounds.Id | None = None
    file: WireAttachment | None = None
    created_at: bounds.Instant | None = None

    def to_domain(self) -> Scheduled:
        """A state that we do not know is a later one of the carrier's: it has the message, which waits."""
        when = self.when.to_domain()
        return Scheduled(
            id=MessageId(self.id),
            thread=ThreadKey(NumberId(self.number_id), Address(self.peer)),
            text=self.text,
            when=when or WallTime(self.due_at.replace(tzinfo=None), "UTC"),
            due_at=self.due_at,
            state=_STATES.get(self.state, ScheduledState.WAITING),
            revision=self.revision,
            reason=None if self.reason is None else failure_of(self.reason),
            settled_at=self.settled_at,
            late=timedelta(seconds=self.late_seconds),
            group=None if self.group_id is None else GroupId(self.group_id),
            file=None if self.file is None else self.file.to_domain(),
            made_at=self.created_at,
        )


class ScheduledPage(msgspec.Struct, frozen=True):
    scheduled: list[WireScheduled]
    next: bounds.Id | None = None


def body_of(act: Schedule | ChangeScheduled) -> dict[str, Any]:
    """What is not given stays."""
    if isinstance(act, Schedule):
        given: dict[str, Any] = {
            "id": act.message_id,
            "number_id": act.thread.number_id,
            "to": act.thread.peer,
            "text": act.text,
            "when": _when(act.when),
            "group_id": act.group,
            "file_id": act.file_id,
        }
    else:
        given = {
            "revision": act.revision,
            "text": act.text,
            "when": None if act.when is None else _when(act.when),
        }
    return {name: value for name, value in given.items() if value is not None}


def _when(when: WallTime) -> dict[str, Any]:
    return {"wall": when.written, "zone": when.zone, "second": when.second}
