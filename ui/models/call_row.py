"""One call of the history, or several in a row with the same person, as a list shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from desktop.domain.calls import CallRecord, Direction, EndOfCall, Outcome
from desktop.domain.numbers import Address, Capability, NumberId, can_be_answered
from desktop.domain.state import State
from desktop.domain.voicemail import VoicemailId
from ui.i18n import _, ngettext
from ui.models.call_groups import CallGroup
from ui.models.elsewhere import elsewhere_words
from ui.models.from_number import why_not
from ui.models.moments import clock_time, spoken_moment, time_of_day
from ui.models.who import number_name, who
from ui.words import outcome_words, why_call_failed_briefly


@dataclass(frozen=True, slots=True)
class CallRow:
    key: str
    name: str
    initials: str
    outcome: Outcome
    incoming: bool
    words: str
    """Outcome, and duration or reason."""
    time: str
    day: str
    """The day's heading, on its first row."""
    moment: str
    """Day and time, wherever the row stands."""
    colour: int
    number_name: str
    seen: bool
    can_call: bool
    can_message: bool
    peer: Address
    number_id: NumberId
    number: str = ""
    call_ids: tuple[str, ...] = ()
    """Newest first."""
    is_blocked: bool = False
    is_known: bool = False
    """There is a card for whoever it was with."""
    is_open: bool = False
    """A group whose calls stand below it."""
    is_inner: bool = False
    """One of the calls of an open group."""
    many: str = ""
    """Of a group: how many calls, and how many of them were missed."""

    voicemail_id: VoicemailId | None = None
    """Of the word that was left; of a group, the newest."""

    @property
    def count(self) -> int:
        return len(self.call_ids)

    @property
    def missed(self) -> bool:
        return self.outcome is Outcome.MISSED

    @property
    def can_be_kept(self) -> bool:
        """There is a number to keep among the people."""
        return bool(self.peer)

    @property
    def spoken(self) -> str:
        left = _("Voicemail") if self.voicemail_id is not None else ""
        parts = [self.name, self.many, self.words, left, self.moment]
        if self.number_name:
            parts.append(_("on {number}").format(number=self.number_name))
        if self.count > 1:
            parts.append(_("opened") if self.is_open else _("closed, the right arrow key opens it"))
        return ". ".join(part for part in parts if part)


def call_row(state: State, record: CallRecord, *, day: str, now: datetime, is_inner: bool = False) -> CallRow:
    number = state.number(record.number_id)
    them = who(state, record.peer, home=number.country if number else "")
    words = elsewhere_words(state, record) or outcome_words(record.outcome, record.direction)
    if record.outcome is Outcome.ANSWERED:
        words = f"{words} · {clock_time(record.duration)}"
    elif record.outcome is Outcome.FAILED and record.reason is not None:
        words = why_call_failed_briefly(record.reason) or words
    answerable = can_be_answered(record.peer)
    return CallRow(
        record.id,
        them.name,
        them.initials,
        record.outcome,
        incoming=record.direction is Direction.INCOMING,
        words=words,
        time=time_of_day(record.began_at),
        day=day,
        moment=spoken_moment(record.began_at, now=now),
        colour=number.colour if number else 0,
        number_name=number_name(number) if number else "",
        seen=record.seen,
        can_call=answerable
        and number is not None
        and not why_not(number, Capability.CALLS)
        and record.reason is not EndOfCall.PREMIUM_RATE,
        can_message=answerable and number is not None and not why_not(number, Capability.MESSAGES),
        peer=record.peer,
        number_id=record.number_id,
        number=them.number,
        call_ids=(record.id,),
        is_blocked=record.peer in state.blocked,
        is_known=them.is_known,
        is_inner=is_inner,
        voicemail_id=record.voicemail_id,
    )


def group_row(state: State, group: CallGroup, *, day: str, now: datetime, is_open: bool) -> CallRow:
    """The newest call, with how many there are."""
    missed = sum(record.outcome is Outcome.MISSED for record in group.records)
    count = len(group.records)
    many = ngettext("{count} call", "{count} calls", count).format(count=count)
    if missed and missed < count:
        many += " · " + ngettext("{count} missed", "{count} missed", missed).format(count=missed)
    return replace(
        call_row(state, group.newest, day=day, now=now),
        key=group.key,
        seen=all(record.seen for record in group.records),
        call_ids=tuple(record.id for record in group.records),
        is_open=is_open,
        many=many,
        voicemail_id=next((r.voicemail_id for r in group.records if r.voicemail_id is not None), None),
    )
