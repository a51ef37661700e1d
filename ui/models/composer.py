"""What is being written in one thread: kept at each pause, never shown in another thread."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.messages import LONGEST_TEXT, ThreadKey
from desktop.domain.numbers import Capability, is_a_name
from desktop.domain.session import SignedOut
from desktop.domain.state import State
from desktop.domain.wall_time import WallTime
from desktop.services.later import Later
from desktop.services.messages import LONGEST_DRAFT, Messages
from desktop.store import Store
from ui.i18n import _, ngettext
from ui.models.draft_lane import DraftLane, Way
from ui.models.from_number import FromNumber, as_from_number, from_numbers, why_not
from ui.models.listening import Start, listen
from ui.models.plain import shows_nothing
from ui.models.price_meter import Meter, meter
from ui.words import sentence_for

log = logging.getLogger(__name__)

_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
PAUSE = 400
"""Milliseconds without a change after which a draft is kept."""


__all__ = ["LONGEST_DRAFT", "PAUSE", "ComposerModel", "typed", "why_not_text"]


def typed(text: str) -> str:
    """From the clipboard: without what no keyboard types, so that a stray tab makes no message dearer, nor
    an accent that stands behind its letter.
    """
    text = unicodedata.normalize("NFC", _BREAKS.sub("\n", text).replace("\t", " "))
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))


def why_not_text(text: str) -> str:
    """Why nobody can be sent this; empty where it is a message."""
    if shows_nothing(text):
        return _("There is nothing to send yet.")
    over = len(text) - LONGEST_TEXT
    if over > 0:
        return ngettext("{count} character too many.", "{count} characters too many.", over).format(
            count=over
        )
    return ""


class ComposerModel(QObject):
    changed = Signal()
    opened = Signal(object)
    """The ThreadKey that is written in from now on, or None."""
    replaced = Signal(str)
    """The text is another one than what was typed: another thread's draft, or nothing after sending."""

    def __init__(
        self,
        store: Store,
        messages: Messages,
        start: Start,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.key: ThreadKey | None = None
        self.text = ""
        self.problem = ""
        self.meter: Meter | None = None
        self._store, self._messages, self._start, self._clock = store, messages, start, clock
        self._touched = False
        self._lane = DraftLane(messages)
        self._visit = 0
        """Rises with each thread that is opened: an answer to an earlier visit is none to this one."""
        self._loading = False
        """The thread's draft is being read."""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.keep)
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._leave()
        self._unsubscribe()

    # --- what is shown ------------------------------------------------------------------------------------
    @property
    def number(self) -> FromNumber | None:
        number = self._store.state.number(self.key.number_id) if self.key else None
        return as_from_number(number, Capability.MESSAGES) if number else None

    @property
    def numbers(self) -> tuple[FromNumber, ...]:
        return from_numbers(self._store.state, Capability.MESSAGES)

    @property
    def why_no_message(self) -> str:
        """Why nothing can be written here at all; empty where it can."""
        if self.key is None:
            return ""
        if not self.key.peer:
            return _("A hidden number can't be answered.")
        if is_a_name(self.key.peer):
            return _("This sender shows a name, not a number: it can't be answered.")
        number = self._store.state.number(self.key.number_id)
        return why_not(number, Capability.MESSAGES) if number else _("This number is no longer yours.")

    @property
    def why_not_send(self) -> str:
        """Why Send is off; empty where it is on."""
        return self.why_no_message or why_not_text(self.text)

    def _measure(self) -> None:
        threads = (self.key,) if self.key is not None and not self.why_no_message else ()
        self.meter = meter(self._store.state, threads, self.text, now=self._clock()) if threads else None

    @property
    def can_send(self) -> bool:
        return self.key is not None and not self.why_not_send

    @property
    def count(self) -> str:
        """How many messages it is and what they cost; empty while that is of no concern."""
        if len(self.text) > LONGEST_TEXT:
            return self.why_not_send
        return self.meter.words if self.meter else ""

    # --- what the person does -----------------------------------------------------------------------------
    def open(self, thread: ThreadKey | None) -> None:
        self._leave()
        self._enter(thread)

    def edit(self, text: str) -> None:
        if text == self.text:
            return
        self.text = text
        self._touched = True
        self.problem = ""
        self._measure()
        self._pause.start()
        self.changed.emit()

    def keep(self) -> None:
        """Keep what is written, now: the pause is over, or the window goes.

        What is written before the thread's draft has been read comes behind it, in a moment.
        """
        if self._loading and self._touched:
            self._pause.start()
            return
        self._pause.stop()
        if self._touched and self.key is not None:
            self._touched = False
            self._start(self._lane.keep((self.key, self.text)))

    def take_along(self, to: ThreadKey) -> None:
        """The person chose another number: what was written moves with them, unless a draft waits there."""
        if self.key is None or to == self.key:
            return
        left, carried = self.key, self.text
        if self._loading:  # what is typed stands nowhere yet: it is put down where it comes to
            self._touched = False
            self._enter(to, carried=carried, unsaved_in=left)
        else:
            self._leave()
            self._enter(to, carried=carried, moved_from=left)

    def send(self) -> None:
        if self.key is None or not self.can_send:
            self.changed.emit()
            return
        self.send_by(self._messages.send)

    def send_by(self, way: Way) -> None:
        """What is written leaves the field by `way`, and comes back where that fails."""
        if self.key is None or not self.can_send:
            return
        thread, text = self.key, self.text
        self._pause.stop()
        self._set_text("")
        self._start(self._send(thread, text, self._visit, way, keeps_draft=self._loading))

    def send_at(self, later: Later, when: WallTime, told: Callable[[], None]) -> None:
        """What is written waits until `when`."""

        async def keep(thread: ThreadKey, text: str, *, keeps_draft: bool = False) -> None:
            await later.schedule(thread, text, when, keeps_draft=keeps_draft)
            told()

        self.send_by(keep)

    # --- inside -------------------------------------------------------------------------------------------
    def _leave(self) -> None:
        self._pause.stop()
        if self._touched and self.key is not None:
            self._touched = False
            if self._loading:
                self._start(self._lane.add(self.key, self.text))
            else:
                self._start(self._lane.keep((self.key, self.text)))

    def _enter(
        self,
        thread: ThreadKey | None,
        *,
        carried: str = "",
        moved_from: ThreadKey | None = None,
        unsaved_in: ThreadKey | None = None,
    ) -> None:
        self.key = thread
        self._visit += 1
        self._loading = thread is not None
        self._set_text("")
        self.opened.emit(thread)
        if thread is not None:
            self._start(self._load(thread, self._visit, carried, moved_from, unsaved_in))

    async def _load(
        self,
        thread: ThreadKey,
        visit: int,
        carried: str,
        moved_from: ThreadKey | None,
        unsaved_in: ThreadKey | None,
    ) -> None:
        draft = await self._lane.load(thread)
        stays = visit == self._visit
        if carried and not draft and stays:
            draft = carried
            gone = () if moved_from is None else ((moved_from, ""),)
            self._start(self._lane.keep((thread, carried + self.text), *gone))
        elif carried and unsaved_in is not None:
            self._start(self._lane.add(unsaved_in, carried))
        if not stays:
            return
        self._loading = False
        if draft:
            typed_since = self.text
            self._set_text(draft + typed_since)
            if typed_since:
                self._touched = True
                self._pause.start()

    async def _send(self, thread: ThreadKey, text: str, visit: int, way: Way, *, keeps_draft: bool) -> None:
        try:
            await self._lane.send(thread, text, way, keeps_draft=keeps_draft)
        except Exception as error:
            log.info("a message was not taken: %s", type(error).__name__)
            if visit == self._visit:
                # Left meanwhile and come back to, it is read with the thread's draft.
                self._pause.stop()
                self._set_text(text + self.text)
                self._start(self._lane.keep((thread, self.text), whole=True))
                self.problem = sentence_for(error)
                self.changed.emit()

    def _set_text(self, text: str) -> None:
        self.text = text
        self._touched = False
        self.problem = ""
        self._measure()
        self.replaced.emit(text)
        self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        if isinstance(event, e.SessionChanged) and isinstance(event.session, SignedOut):
            self._pause.stop()
            self._lane.forget()
            self._enter(None)
        if isinstance(event, e.NumbersChanged | e.MoneyChanged):
            self._measure()
            self.changed.emit()
