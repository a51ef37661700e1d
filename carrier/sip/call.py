"""A call: one caller, one or more lines that ring, one that wins, and what the history keeps of it.

Nothing here knows SIP. Callers and callees are `Line`s, of devices or of the telephone network, and each of
them tells the call its news through a `Line` as well (`Call` for the caller, `Branch` for a callee).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from carrier.network.port import CannotNow, Ending, Line
from carrier.sip.directory import CallEntry
from carrier.sip.fates import fates
from carrier.sip.sdp import Audio, adapt_answer, fits

log = logging.getLogger(__name__)

RING_SECONDS = 45.0
LONGEST_CALL = 12 * 3600.0
_KEEP_AGAIN_SECONDS = (0.2, 1.0, 5.0)
ELSEWHERE = Ending(200, "answered-elsewhere", elsewhere=True)
_OUTGOING = {
    "busy": "busy",
    "no-answer": "no-answer",
    "declined": "declined",
    "cancelled": "cancelled",
}


def _as_heard(ending: Ending) -> Ending:
    """The end of a talk, as the other side hears of it: nobody is told that somebody else was signed out."""
    return Ending(200, "remote-hung-up") if ending.word in ("hung-up", "session-ended") else ending


@dataclass(frozen=True, slots=True)
class Page:
    """Where one account's history keeps the call."""

    call_id: str
    account_id: str
    number_id: str
    peer: str
    direction: str
    """"outgoing" or "incoming"."""


class Branch:
    """One callee, as it speaks to the call."""

    def __init__(self, call: Call, device_id: str | None) -> None:
        self._call = call
        self.device_id = device_id
        self.line: Line | None = None
        self.ended = False
        self.rang_after: float | None = None
        self.own_word = ""

    def ring(self) -> None:
        if self.rang_after is None and not self.ended:
            self.rang_after = self._call.seconds
        self._call.branch_rings(self)

    def answer(self, audio: Audio) -> None:
        self._call.branch_answers(self, audio)

    def end(self, ending: Ending) -> None:
        if not self.ended:
            self.own_word = ending.word
        self._call.branch_ends(self, ending)

    async def renegotiate(self, audio: Audio) -> Audio:
        return await self._call.from_callee(self, audio)


class Call:
    """The caller's `end` and `renegotiate` come here; `ring` and `answer` are not for a caller to say."""

    def __init__(
        self,
        *,
        offer: Audio,
        caller: Line,
        pages: tuple[Page, ...],
        keep: Callable[[CallEntry], Awaitable[None]],
        on_over: Callable[[Call], None],
        ring_seconds: float = RING_SECONDS,
        placed_by: str | None = None,
    ) -> None:
        """`placed_by` is the device that calls, None where the call comes from outside."""
        self._offer = offer
        self._caller = caller
        self._pages = pages
        self._keep = keep
        self._on_over = on_over
        self._ring_seconds = ring_seconds
        self._placed_by = placed_by
        self._branches: list[Branch] = []
        self._refusals: list[Ending] = []
        self._winner: Branch | None = None
        self._ringing = False
        self._started_at = datetime.now(UTC)
        self._started = time.monotonic()
        self._answered: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._dialling = True
        self.over = False

    @property
    def is_ringing(self) -> bool:
        """Neither answered nor over."""
        return self._winner is None and not self.over

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._started

    def branch(self, device_id: str | None = None) -> Branch:
        branch = Branch(self, device_id)
        self._branches.append(branch)
        return branch

    def dialled(self) -> None:
        """All branches have their lines: from now on the last refusal ends the call."""
        self._dialling = False
        if self.over:
            return
        if self._winner is None:
            self._timer = asyncio.get_running_loop().call_later(self._ring_seconds, self._rang_out)
        self._all_refused()

    # What callees say

    def branch_rings(self, branch: Branch) -> None:
        if not self._ringing and self._winner is None and not self.over and not branch.ended:
            self._ringing = True
            self._caller.ring()

    def branch_answers(self, branch: Branch, audio: Audio) -> None:
        if branch.ended:
            return
        if self.over or self._winner is not None:
            self._end_branch(branch, ELSEWHERE)
            return
        if not fits(audio, self._offer):
            self._end_branch(branch, Ending(488, "technical"))
            self._refusals.append(Ending(488, "technical"))
            self._all_refused()
            return
        self._winner = branch
        self._answered = time.monotonic()
        self._later(LONGEST_CALL, lambda: self.end_all("technical"))
        for other in self._branches:
            if other is not branch:
                self._end_branch(other, ELSEWHERE)
        self._caller.answer(adapt_answer(audio, self._offer))

    def branch_ends(self, branch: Branch, ending: Ending) -> None:
        if branch.ended:
            return
        branch.ended = True
        if self.over:
            return
        if branch is self._winner:
            heard = _as_heard(ending)
            self._caller.end(heard)
            self._finish(caller_word=heard.word, callee_word=ending.word)
        elif ending.word == "declined":
            for other in self._branches:
                self._end_branch(other, Ending(603, "declined"))
            self._caller.end(Ending(603, "declined"))
            self._finish(caller_word="declined", callee_word="declined")
        else:
            # That a device was signed out while it rang is no caller's business.
            self._refusals.append(Ending(480, "unreachable") if ending.word == "session-ended" else ending)
            self._all_refused()

    async def from_callee(self, branch: Branch, audio: Audio) -> Audio:
        if self.over or branch is not self._winner:
            raise CannotNow(491)
        return await self._passed(self._caller, audio)

    # What the caller says

    def ring(self) -> None:
        raise AssertionError("a caller does not ring")

    def answer(self, audio: Audio) -> None:
        raise AssertionError("a caller does not answer")

    def end(self, ending: Ending) -> None:
        if self.over:
            return
        heard = _as_heard(ending) if self._winner is not None else Ending(487, "cancelled")
        for branch in self._branches:
            self._end_branch(branch, heard)
        self._finish(caller_word=ending.word, callee_word=heard.word)

    async def renegotiate(self, audio: Audio) -> Audio:
        if self.over or self._winner is None or self._winner.line is None:
            raise CannotNow(491)
        return await self._passed(self._winner.line, audio)

    def withdraw(self, branch: Branch, ending: Ending) -> None:
        """The callee is not asked there any more; elsewhere it may still be."""
        self._end_branch(branch, ending)

    # What nobody asked for

    def end_all(self, word: str, *, status: int = 480) -> None:
        """The carrier ends it: to both sides the same word."""
        if self.over:
            return
        for branch in self._branches:
            self._end_branch(branch, Ending(status, word))
        self._caller.end(Ending(status, word))
        self._finish(caller_word=word, callee_word=word)

    def refuse(self, ending: Ending, *, callee_word: str = "") -> None:
        """It never got as far as a callee, whose history may have another word for it than the caller's."""
        if not self.over:
            self._caller.end(ending)
            self._finish(caller_word=ending.word, callee_word=callee_word or ending.word)

    async def _passed(self, line: Line, audio: Audio) -> Audio:
        answer = await line.renegotiate(audio)
        if self.over:
            raise CannotNow(481)
        if not fits(answer, audio):
            raise CannotNow(488)
        return adapt_answer(answer, audio)

    def _rang_out(self) -> None:
        self.end_all("no-answer")

    def _all_refused(self) -> None:
        if self._dialling or self.over or self._winner is not None:
            return
        if any(not branch.ended for branch in self._branches):
            return
        best = next((r for r in self._refusals if r.word == "busy"), None)
        best = best or (self._refusals[0] if self._refusals else Ending(480, "unreachable"))
        self._caller.end(best)
        self._finish(caller_word=best.word, callee_word=best.word)

    def _end_branch(self, branch: Branch, ending: Ending) -> None:
        if not branch.ended:
            branch.ended = True
            if branch.line is not None:
                branch.line.end(ending)

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, act)

    def _finish(self, *, caller_word: str, callee_word: str) -> None:
        self.over = True
        if self._timer is not None:
            self._timer.cancel()
        for page in self._pages:
            outgoing = page.direction == "outgoing"
            entry = self._entry(page, caller_word if outgoing else callee_word)
            asyncio.ensure_future(self._write(entry))  # noqa: RUF006 - `on_over` keeps the call until it is written
        self._unwritten = len(self._pages)
        if not self._unwritten:
            self._on_over(self)

    async def _write(self, entry: CallEntry) -> None:
        for pause in (*_KEEP_AGAIN_SECONDS, None):
            try:
                await self._keep(entry)
                break
            except Exception:
                if pause is None:
                    log.exception("call %s could not be kept", entry.call_id)
                else:
                    await asyncio.sleep(pause)
        self._unwritten -= 1
        if not self._unwritten:
            self._on_over(self)

    def _entry(self, page: Page, word: str) -> CallEntry:
        seconds = 0.0 if self._answered is None else time.monotonic() - self._answered
        answered = self._answered is not None
        waited = self.seconds if self._answered is None else self._answered - self._started
        incoming = page.direction == "incoming"
        if answered:
            outcome = "answered"
        elif page.direction == "outgoing":
            outcome = _OUTGOING.get(word, "failed")
        else:
            outcome = "declined" if word == "declined" else "missed"
        return CallEntry(
            call_id=page.call_id,
            account_id=page.account_id,
            number_id=page.number_id,
            peer=page.peer,
            direction=page.direction,
            outcome=outcome,
            reason=word or None,
            started_at=self._started_at,
            duration_seconds=round(seconds, 3),
            answered_by=self._winner.device_id if self._winner is not None and incoming else None,
            waited_seconds=round(waited, 3),
            devices=fates(self._branches, winner=self._winner, placed_by=self._placed_by) if incoming else (),
        )
