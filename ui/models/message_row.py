"""A message as it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.calls import Direction
from desktop.domain.files import Progress
from desktop.domain.messages import LONGEST_TEXT, GroupId, Message, MessageFailure, MessageId, MessageStatus
from ui.i18n import _
from ui.models.codes import code_in
from ui.models.emoji import is_only_emoji
from ui.models.file_row import FileRow, file_rows
from ui.models.links import Link, MailSpot, NumberSpot, Spot, spots_in
from ui.models.moments import day_heading, time_of_day
from ui.models.plain import plain, runs_right_to_left, shows_nothing
from ui.words import status_words, why_message_failed

TOGETHER = timedelta(minutes=5)
"""Messages of one side that follow each other this closely stand as one group."""
LONGEST_SHOWN = LONGEST_TEXT * 4


@dataclass(frozen=True, slots=True)
class MessageRow:
    key: MessageId
    text: str
    mine: bool
    right_to_left: bool
    time: str
    status: MessageStatus
    failure: str
    """A sentence, for a message that failed, or of which nobody knows."""
    starts_group: bool
    ends_group: bool
    day: str
    """The day's heading, on its first message."""
    name: str
    links: tuple[Link, ...]
    others: tuple[NumberSpot | MailSpot, ...] = ()
    """Numbers and addresses that can be clicked."""
    code: str = ""
    """To be typed once somewhere; it is offered to be copied."""
    big: bool = False
    """Nothing but a few emoji."""
    files: tuple[FileRow, ...] = ()
    sent: int = -1
    """Of a file that is on its way, percent; -1 where none is."""
    paused: bool = False
    group: GroupId | None = None
    """It went to several people."""

    @property
    def spots(self) -> tuple[Spot, ...]:
        return (*self.links, *self.others)

    @property
    def can_retry(self) -> bool:
        return self.status is MessageStatus.FAILED

    @property
    def quoted(self) -> str:
        """For the clipboard, beside others."""
        return f"[{self.time}] {_('You') if self.mine else self.name}: {self.text}"

    @property
    def spoken(self) -> str:
        said_by = _("You") if self.mine else self.name
        parts = [f"{said_by}: {self.text}".rstrip(": "), *(file.spoken for file in self.files), self.time]
        if self.day:
            parts.insert(0, self.day)
        if self.code:
            parts.append(_("Code {code}").format(code=" ".join(self.code)))
        if self.mine:
            parts.append(self.failure or status_words(self.status))
        return ". ".join(parts)


def message_row(
    message: Message,
    *,
    before: Message | None,
    after: Message | None,
    name: str,
    now: datetime,
    home: str = "",
    progress: Progress | None = None,
) -> MessageRow:
    """`home` is the country of my number: numbers without a prefix are read as its own."""
    text = plain(message.text[:LONGEST_SHOWN])
    if message.files and shows_nothing(text):
        text = ""
    elif shows_nothing(text):
        text = _("(no text)")
    links, others = spots_in(text, home=home)
    mine = message.direction is Direction.OUTGOING
    new_day = before is None or not _same_day(before, message)
    unlucky = message.status is MessageStatus.FAILED or message.failure is MessageFailure.UNCONFIRMED
    time, group = time_of_day(message.created_at), message.group if mine else None
    return MessageRow(
        message.id,
        text,
        mine=mine,
        right_to_left=runs_right_to_left(text),
        time=_("{time} · to several people").format(time=time) if group else time,
        status=message.status,
        failure=why_message_failed(message.failure) if unlucky else "",
        starts_group=before is None or new_day or not _together(before, message),
        ends_group=after is None or not _same_day(message, after) or not _together(message, after),
        day=day_heading(message.created_at, now=now) if new_day else "",
        name=name,
        links=links,
        others=others,
        code="" if mine else code_in(text),
        big=is_only_emoji(text),
        files=file_rows(message),
        sent=-1 if progress is None else progress.percent,
        paused=progress is not None and progress.paused,
        group=group,
    )


def _same_day(one: Message, other: Message) -> bool:
    return one.created_at.astimezone().date() == other.created_at.astimezone().date()


def _together(one: Message, other: Message) -> bool:
    return one.direction is other.direction and abs(other.created_at - one.created_at) <= TOGETHER
