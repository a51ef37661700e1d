"""What callers left word of, on one number or on all (VM-2)."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import Address, Capability, NumberId
from desktop.domain.state import State
from desktop.domain.voicemail import Voicemail, VoicemailId
from desktop.domain.wanted import Marker, wanted
from desktop.services.voicemails import Voicemails
from desktop.store import Store
from ui.i18n import _
from ui.models.days import days
from ui.models.found_row import snippet
from ui.models.from_number import why_not
from ui.models.listening import Start, listen
from ui.models.moments import brief_moment, clock_time, spoken_moment
from ui.models.plain import plain
from ui.models.row_list import RowList
from ui.models.suggestion import folded
from ui.models.voicemail_player import VoicemailPlayer
from ui.models.who import number_name, who
from ui.words import sentence_for

log = logging.getLogger(__name__)

LookFor = Callable[[str], Awaitable[Mapping[VoicemailId, str]]]
"""What was said in the voicemails in which all words are found."""


@dataclass(frozen=True, slots=True)
class VoicemailRow:
    key: VoicemailId
    name: str
    initials: str
    number: str
    moment: str
    length: str
    heard: bool
    colour: int
    number_name: str
    playing: bool
    can_call: bool
    can_message: bool
    peer: Address
    number_id: NumberId
    spoken: str
    seconds: float = 0.0
    call_id: str = ""
    """Of its call in the history, where it is known."""
    file_name: str = ""
    """What it is called where it is saved."""
    said: str = ""
    """What was said around what is looked for."""
    marks: tuple[tuple[int, int], ...] = ()
    """Places in `said` that were looked for."""


class VoicemailsModel(QObject):
    changed = Signal()
    call_wanted = Signal(object, object)
    message_wanted = Signal(object)
    record_wanted = Signal(str)
    """The id of a call in the history."""
    found = Signal(object)
    """A VoicemailRow that `look_for` was asked for."""
    missing = Signal()
    """What `look_for` was asked for was deleted."""
    deleted = Signal(int)
    """How many were deleted a moment ago: `undo_delete` takes them back."""

    def __init__(
        self,
        store: Store,
        voicemails: Voicemails,
        start: Start,
        *,
        look_for: LookFor | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows: RowList[VoicemailRow] = RowList(self)
        self.player = VoicemailPlayer(store, voicemails, start, parent=self)
        self.number_id: NumberId | None = None
        self.search = ""
        self.loading = False
        self.problem = ""
        self._store, self._service, self._start, self._clock = store, voicemails, start, clock
        self._look_for = look_for
        self._voicemails: tuple[Voicemail, ...] = ()
        self._said: Mapping[VoicemailId, str] = {}
        """What was said where it holds what is looked for."""
        self._deleted: tuple[VoicemailId, ...] = ()
        self._gone: frozenset[VoicemailId] = frozenset()
        self._generation = 0
        self._unsubscribe = listen(store, self._hear)
        self.player.sounding_changed.connect(self._draw_anew)
        days().turned.connect(self.retranslate)

    def close(self) -> None:
        days().turned.disconnect(self.retranslate)
        self.player.close()
        self._unsubscribe()

    # --- what the person does -----------------------------------------------------------------------------
    def show_number(self, number_id: NumberId | None) -> None:
        self.number_id = number_id
        self._generation += 1
        self.loading = True
        self.changed.emit()
        self._start(self._load(self._generation, fresh=True))

    def find(self, text: str) -> None:
        self.search = text.strip()
        if not self.search:
            self._said = {}
        self._draw_anew()
        self._look_in_words()

    def retranslate(self) -> None:
        """Another language, or another day: what the rows say in words is said anew."""
        self._draw_anew()

    def toggle(self, row: VoicemailRow) -> None:
        """Play it, or pause it."""
        self.player.show(row.key, row.seconds)
        self.player.toggle()

    def mark(self, rows: Iterable[VoicemailRow], *, heard: bool) -> None:
        ids = tuple(row.key for row in rows if row.heard is not heard)
        if ids:
            self._start(self._guarded(self._service.mark_heard(ids, heard=heard)))

    def delete(self, rows: Iterable[VoicemailRow]) -> None:
        ids = tuple(row.key for row in rows)
        if ids:
            self._start(self._delete(ids))

    def undo_delete(self) -> None:
        if self._deleted:
            ids, self._deleted = self._deleted, ()
            self._start(self._guarded(self._service.restore(ids)))

    def is_gone(self, row: VoicemailRow) -> bool:
        """It was deleted, here or on another device; what is only filtered away stays open."""
        return row.key in self._gone

    def show_record(self, row: VoicemailRow) -> None:
        if row.call_id:
            self.record_wanted.emit(row.call_id)

    def call_back(self, row: VoicemailRow) -> None:
        if row.can_call:
            self.call_wanted.emit(row.peer, row.number_id)

    def message(self, row: VoicemailRow) -> None:
        if row.can_message:
            self.message_wanted.emit(ThreadKey(row.number_id, row.peer))

    def look_for(self, voicemail_id: VoicemailId) -> None:
        """`found` follows, or `missing`."""
        self._start(self._find(voicemail_id))

    # --- inside -------------------------------------------------------------------------------------------
    def _look_in_words(self) -> None:
        if self.search and self._look_for is not None:
            self._start(self._find_said(self.search, self._look_for))

    async def _find_said(self, search: str, look_for: LookFor) -> None:
        try:
            said = await look_for(search)
        except Exception as error:
            log.info("nothing can be looked for in transcripts: %s", type(error).__name__)
            return
        if search == self.search and said != self._said:
            self._said = said
            self._draw_anew()

    async def _find(self, voicemail_id: VoicemailId) -> None:
        try:
            voicemail = await self._service.find(voicemail_id)
        except Exception as error:
            log.info("a voicemail could not be read: %s", type(error).__name__)
            return
        if voicemail is None:
            self.missing.emit()
        else:
            self.found.emit(self._row(voicemail))

    async def _delete(self, ids: tuple[VoicemailId, ...]) -> None:
        if await self._guarded(self._service.delete(ids)):
            self._deleted = ids
            self.deleted.emit(len(ids))

    async def _guarded(self, work: Awaitable[None]) -> bool:
        try:
            await work
        except Exception as error:
            log.info("voicemails could not be changed: %s", type(error).__name__)
            self.problem = sentence_for(error)
            self.changed.emit()
            return False
        return True

    def _draw_anew(self) -> None:
        self.rows.become(self._all_rows())
        self.changed.emit()

    async def _load(self, generation: int, *, fresh: bool) -> None:
        try:
            voicemails = await self._service.load(self.number_id)
        except Exception as error:
            if generation == self._generation:
                log.info("voicemails could not be read: %s", type(error).__name__)
                self.loading = False
                self.problem = sentence_for(error)
                self.changed.emit()
            return
        if generation != self._generation:
            return
        self._voicemails = voicemails
        self.problem = ""
        rows = self._all_rows()
        if fresh:
            self.rows.start_over(rows)
        else:
            self.rows.become(rows)
        self.loading = False
        self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.VoicemailsChanged(came, gone):
                self._gone = (self._gone | gone).difference(v.id for v in came)
                if gone:
                    self._voicemails = tuple(v for v in self._voicemails if v.id not in gone)
                    self._draw_anew()
                self._start(self._load(self._generation, fresh=False))
            case e.CacheReplaced():
                self._start(self._load(self._generation, fresh=False))
            case e.TranscriptsChanged():
                self._look_in_words()
            case e.ContactsChanged() | e.NumbersChanged():
                self._draw_anew()
            case _:
                pass

    def _all_rows(self) -> list[VoicemailRow]:
        rows = [self._row(voicemail) for voicemail in self._voicemails]
        return [row for row in rows if row.said or is_wanted(row, self.search)]

    def _row(self, voicemail: Voicemail) -> VoicemailRow:
        state = self._store.state
        number = state.number(voicemail.number_id)
        them = who(state, voicemail.peer, home=number.country if number else "")
        now = self._clock()
        mine = number_name(number) if number else ""
        length = clock_time(voicemail.duration)
        heard = "" if voicemail.heard else _("Not heard yet")
        if self.player.sounding == voicemail.id:
            heard = _("Playing…")
        said, marks = "", tuple[tuple[int, int], ...]()
        if voicemail.id in self._said:
            said, marks = snippet(self._said[voicemail.id], Marker(wanted(self.search)))
        parts = [them.name, heard, spoken_moment(voicemail.received_at, now=now), length, mine, said]
        answerable = bool(voicemail.peer) and number is not None
        return VoicemailRow(
            voicemail.id,
            them.name,
            them.initials,
            them.number,
            brief_moment(voicemail.received_at, now=now),
            length,
            heard=voicemail.heard,
            colour=number.colour if number else 0,
            number_name=mine,
            playing=self.player.sounding == voicemail.id,
            can_call=answerable and number is not None and not why_not(number, Capability.CALLS),
            can_message=answerable and number is not None and not why_not(number, Capability.MESSAGES),
            peer=voicemail.peer,
            number_id=voicemail.number_id,
            spoken=". ".join(part for part in parts if part),
            seconds=voicemail.duration,
            call_id=voicemail.call_id or "",
            file_name=file_name(them.name, voicemail.received_at),
            said=said,
            marks=marks,
        )


def file_name(name: str, at: datetime) -> str:
    """Of a recording that is saved: whose it is, and when it came; no part of it leads anywhere else."""
    kept = "".join(c for c in plain(name) if c.isalnum() or c in " +-").strip()[:60]
    return " ".join(part for part in (kept, f"{at.astimezone():%Y-%m-%d %H.%M}") if part)


def is_wanted(row: VoicemailRow, search: str) -> bool:
    """By name, or by number in any spelling: with or without the country, in any digits."""
    wanted = folded(search)
    if not wanted or wanted in folded(f"{row.name} {row.number}"):
        return True
    digits = "".join(str(unicodedata.decimal(c)) for c in search if c.isdecimal()).lstrip("0")
    return len(digits) >= 3 and not any(c.isalpha() for c in search) and digits in row.peer
