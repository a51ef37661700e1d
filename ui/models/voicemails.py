"""What callers left word of, on one number or on all (VM-2)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import Address, Capability, NumberId
from desktop.domain.state import State
from desktop.domain.voicemail import Voicemail, VoicemailId
from desktop.services.history import History
from desktop.store import Store
from ui.i18n import _
from ui.models.days import days
from ui.models.from_number import why_not
from ui.models.listening import Start, listen
from ui.models.moments import brief_moment, clock_time, spoken_moment
from ui.models.row_list import RowList
from ui.models.suggestion import folded
from ui.models.who import number_name, who
from ui.words import sentence_for

log = logging.getLogger(__name__)


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


class VoicemailsModel(QObject):
    changed = Signal()
    call_wanted = Signal(object, object)
    message_wanted = Signal(object)

    def __init__(
        self,
        store: Store,
        history: History,
        start: Start,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows: RowList[VoicemailRow] = RowList(self)
        self.number_id: NumberId | None = None
        self.search = ""
        self.loading = False
        self.problem = ""
        self.playing: VoicemailId | None = None
        self._store, self._history, self._start, self._clock = store, history, start, clock
        self._voicemails: tuple[Voicemail, ...] = ()
        self._generation = 0
        self._unsubscribe = listen(store, self._hear)
        days().turned.connect(self.retranslate)

    def close(self) -> None:
        days().turned.disconnect(self.retranslate)
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
        self.rows.become(self._all_rows())
        self.changed.emit()

    def retranslate(self) -> None:
        """Another language, or another day: what the rows say in words is said anew."""
        self.rows.become(self._all_rows())
        self.changed.emit()

    def toggle(self, row: VoicemailRow) -> None:
        """Play it, or stop it."""
        if self.playing == row.key:
            self._play_none()
            self._start(self._stop())
        else:
            self.playing = row.key
            self.problem = ""
            self.rows.become(self._all_rows())
            self.changed.emit()
            self._start(self._play(row.key))

    def call_back(self, row: VoicemailRow) -> None:
        if row.can_call:
            self.call_wanted.emit(row.peer, row.number_id)

    def message(self, row: VoicemailRow) -> None:
        if row.can_message:
            self.message_wanted.emit(ThreadKey(row.number_id, row.peer))

    # --- inside -------------------------------------------------------------------------------------------
    async def _play(self, voicemail_id: VoicemailId) -> None:
        try:
            await self._history.play_voicemail(voicemail_id)
            await self._history.mark_heard(voicemail_id)
        except Exception as error:
            self.problem = sentence_for(error)
        if self.playing == voicemail_id:
            self._play_none()

    async def _stop(self) -> None:
        try:
            await self._history.stop_voicemail()
        except Exception as error:
            self.problem = sentence_for(error)
            self.changed.emit()

    def _play_none(self) -> None:
        self.playing = None
        self.rows.become(self._all_rows())
        self.changed.emit()

    async def _load(self, generation: int, *, fresh: bool) -> None:
        try:
            voicemails = await self._history.load_voicemails(self.number_id)
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
        rows = self._all_rows()
        if fresh:
            self.rows.start_over(rows)
        else:
            self.rows.become(rows)
        self.loading = False
        self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.VoicemailsChanged() | e.CacheReplaced():
                self._start(self._load(self._generation, fresh=False))
            case e.ContactsChanged() | e.NumbersChanged():
                self.rows.become(self._all_rows())
            case _:
                pass

    def _all_rows(self) -> list[VoicemailRow]:
        wanted = folded(self.search)
        rows = [self._row(voicemail) for voicemail in self._voicemails]
        return [row for row in rows if not wanted or wanted in folded(f"{row.name} {row.number}")]

    def _row(self, voicemail: Voicemail) -> VoicemailRow:
        state = self._store.state
        number = state.number(voicemail.number_id)
        them = who(state, voicemail.peer, home=number.country if number else "")
        now = self._clock()
        mine = number_name(number) if number else ""
        length = clock_time(voicemail.duration)
        heard = "" if voicemail.heard else _("Not heard yet")
        parts = [them.name, heard, spoken_moment(voicemail.received_at, now=now), length, mine]
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
            playing=self.playing == voicemail.id,
            can_call=answerable and number is not None and not why_not(number, Capability.CALLS),
            can_message=answerable and number is not None and not why_not(number, Capability.MESSAGES),
            peer=voicemail.peer,
            number_id=voicemail.number_id,
            spoken=". ".join(part for part in parts if part),
        )
