"""What was found, as a list shows it: people, calls, and messages with the words that were looked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktop.domain.calls import CallRecord, Direction
from desktop.domain.found import FoundVoicemail
from desktop.domain.messages import Message, Thread, ThreadKey
from desktop.domain.state import State
from desktop.domain.wanted import Marker
from ui.i18n import _
from ui.models.call_row import call_row
from ui.models.moments import brief_moment, spoken_moment
from ui.models.plain import one_line, shows_nothing
from ui.models.who import number_name, who

BEFORE = 22
"""Letters that are shown before the first word that was found."""


class FoundKind(Enum):
    PERSON = "person"
    CALL = "call"
    VOICEMAIL = "voicemail"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class FoundRow:
    key: tuple[str, str]
    kind: FoundKind
    name: str
    initials: str
    text: str
    """What was written or said around what was found, the number of a person, or how a call ended."""
    marks: tuple[tuple[int, int], ...]
    """Places in `text` that were looked for."""
    moment: str
    colour: int
    number_name: str
    heading: str
    """Of a kind, on its first row."""
    spoken: str
    thread: ThreadKey
    message: Message | None = None


def heading_of(kind: FoundKind) -> str:
    match kind:
        case FoundKind.PERSON:
            return _("People and conversations")
        case FoundKind.CALL:
            return _("Calls")
        case FoundKind.VOICEMAIL:
            return _("Said in voicemails")
        case FoundKind.MESSAGE:
            return _("Messages")


def person_row(state: State, thread: Thread, *, first: bool, now: datetime) -> FoundRow:
    number = state.number(thread.key.number_id)
    them = who(state, thread.key.peer, home=number.country if number else "")
    below = them.number if them.is_known else one_line(thread.last_text)
    return _row(
        state, FoundKind.PERSON, f"{thread.key.number_id} {thread.key.peer}", thread.key,
        below, (), thread.last_at, first=first, now=now,
    )  # fmt: skip


def call_hit(state: State, record: CallRecord, *, first: bool, now: datetime) -> FoundRow:
    words = call_row(state, record, day="", now=now).words
    thread = ThreadKey(record.number_id, record.peer)
    return _row(state, FoundKind.CALL, record.id, thread, words, (), record.began_at, first=first, now=now)


def voicemail_hit(
    state: State, found: FoundVoicemail, marker: Marker, *, first: bool, now: datetime
) -> FoundRow:
    left = found.voicemail
    said, marks = snippet(found.said, marker)
    return _row(
        state, FoundKind.VOICEMAIL, left.id, ThreadKey(left.number_id, left.peer), said, marks,
        left.received_at, first=first, now=now,
    )  # fmt: skip


def message_hit(state: State, message: Message, marker: Marker, *, first: bool, now: datetime) -> FoundRow:
    text, marks = snippet(message.text, marker)
    if shows_nothing(text):
        text, marks = _("(no text)"), ()
    if message.direction is Direction.OUTGOING:
        said = _("You: {text}").format(text=text)
        begin = max(0, said.find(text))
        marks = tuple((start + begin, end + begin) for start, end in marks)
        text = said
    return _row(
        state, FoundKind.MESSAGE, message.id, message.thread, text, marks, message.created_at,
        first=first, now=now, message=message,
    )  # fmt: skip


def snippet(text: str, marker: Marker) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One line in which the first word that was found stands near the beginning."""
    line = one_line(text, longest=2000)
    marks = marker.spans(line)
    if marks and marks[0][0] > BEFORE:
        begin = line.rfind(" ", 0, marks[0][0] - BEFORE // 2) + 1
        begin = max(begin, marks[0][0] - BEFORE)
        line = "…" + line[begin:]
        marks = tuple((start - begin + 1, end - begin + 1) for start, end in marks)
    line = line[:200]
    return line, tuple((start, min(end, len(line))) for start, end in marks if start < len(line))


def _row(
    state: State,
    kind: FoundKind,
    key: str,
    thread: ThreadKey,
    text: str,
    marks: tuple[tuple[int, int], ...],
    at: datetime,
    *,
    first: bool,
    now: datetime,
    message: Message | None = None,
) -> FoundRow:
    number = state.number(thread.number_id)
    them = who(state, thread.peer, home=number.country if number else "")
    mine = number_name(number) if number else ""
    heading = heading_of(kind) if first else ""
    parts = [heading, them.name, text, spoken_moment(at, now=now)]
    if mine:
        parts.append(_("on {number}").format(number=mine))
    return FoundRow(
        (kind.value, key),
        kind,
        them.name,
        them.initials,
        text,
        marks,
        brief_moment(at, now=now),
        number.colour if number else 0,
        mine,
        heading,
        ". ".join(part for part in parts if part),
        thread,
        message,
    )
