"""Messages that leave later (MSG-2). The carrier keeps and sends them; the desktop may be closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from desktop.domain.messages import Attachment, GroupId, MessageFailure, MessageId, ThreadKey
from desktop.domain.wall_time import WallTime

MOST_WAITING = 500
"""Of an account, as the carrier takes them."""
FURTHEST = timedelta(days=366)
"""How far ahead the carrier takes a message."""
LATEST = timedelta(hours=3)
"""After an outage of the carrier a message still leaves if it is late by no more than this."""
LATE_TOLD = timedelta(days=1)
"""A message that left late is shown as such for so long."""


class ScheduledState(Enum):
    """The values are the carrier's words."""

    WAITING = "waiting"
    SENT = "sent"
    CANCELLED = "cancelled"
    REFUSED = "refused"  # due, and not sent: `reason`. It can be changed, sent now, or cancelled.


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A message that the carrier holds until its time."""

    id: MessageId
    """Of the message that leaves, too."""
    thread: ThreadKey
    text: str
    when: WallTime
    due_at: datetime
    """What `when` means, by the carrier's rules of zones once it has answered."""
    state: ScheduledState
    revision: int
    """Rises with each change at the carrier."""
    reason: MessageFailure | None = None
    settled_at: datetime | None = None
    late: timedelta = timedelta()
    """How late it left, where that was more than a moment."""
    group: GroupId | None = None
    file: Attachment | None = None
    made_at: datetime | None = field(default=None, compare=False)
    unanswered: bool = False
    """What is shown was asked for here, and the carrier has not answered yet."""
    leaving: bool = False
    """It was asked for to leave now."""


def in_order(scheduled: Scheduled) -> tuple[datetime, str]:
    return scheduled.due_at, scheduled.id


# --- what can be asked of the carrier ---------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class OfScheduled:
    """All of these may be said twice: the carrier does it once."""

    message_id: MessageId


@dataclass(frozen=True, slots=True)
class Schedule(OfScheduled):
    """A new one."""

    thread: ThreadKey
    text: str
    when: WallTime
    group: GroupId | None = None
    file_id: str | None = None
    """It leaves for the carrier once the file is there."""


@dataclass(frozen=True, slots=True)
class ChangeScheduled(OfScheduled):
    """What is None stays as it is."""

    revision: int
    """Of what its writer saw."""
    text: str | None = None
    when: WallTime | None = None


@dataclass(frozen=True, slots=True)
class SendScheduledNow(OfScheduled):
    """It leaves at once."""


@dataclass(frozen=True, slots=True)
class CancelScheduled(OfScheduled):
    """It leaves never."""


LaterAct = Schedule | ChangeScheduled | SendScheduledNow | CancelScheduled
