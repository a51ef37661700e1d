"""A call: one caller, one or more lines that ring, one that wins, and what the history keeps of it.

Nothing here knows SIP. Callers and callees are `Party`s, of devices or of the telephone network, and each of
them tells the call its news through its `Side`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any, Protocol

from carrier.network.port import CannotNow, Ending, Party
from carrier.sip.directory import CallEntry
from carrier.sip.diversion import NOBODY, Diversion
from carrier.sip.fates import DeviceFate, fates
from carrier.sip.record import Keeping, Page, Record
from carrier.sip.sdp import Audio, adapt_answer, fits
from carrier.sip.side import Side
from carrier.sip.talk import Talk

RING_SECONDS = 45.0
LED_SECONDS = 30.0
"""Until voicemail answers, or has said that nobody is there."""
LONGEST_CALL = 12 * 3600.0
TRANSFERRED = Ending(200, "transferred")
ELSEWHERE = Ending(200, "answered-elsewhere", elsewhere=True)


def _as_heard(ending: Ending) -> Ending:
    """The end of a talk, as the other side hears of it: nobody is told that somebody else was signed out."""
    return Ending(200, "remote-hung-up") if ending.word in ("hung-up", "session-ended") else ending


def _seen_by(side: Side) -> str:
    """The number of the other side, as far as it was shown to this one."""
    return side.record.talks_to if side.record is not None else ""


class Transferring(Protocol):
    """A transfer, as the call that it is about knows it."""

    @property
    def leaving(self) -> Side:
        """The side that asked for it, and may hang up meanwhile: the other one waits for its outcome."""

    def give_up(self) -> None:
        """The call is over."""


class Call:
    """Its `caller` is the side that the caller's line speaks to."""

    def __init__(
        self,
        *,
        offer: Audio,
        caller: Party,
        pages: tuple[Page, ...],
        keep: Callable[[CallEntry], Awaitable[None]],
        on_over: Callable[[Call], None],
        on_talk: Callable[[Call], None],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
        ring_seconds: float = RING_SECONDS,
        placed_by: str | None = None,
        diversion: Diversion | None = None,
    ) -> None:
        """`placed_by` is the device that calls, None where the call comes from outside.

        `on_talk` is called when others talk than before: at the answer, when a side is replaced, at the end.
        """
        self._offer = offer
        self.caller = Side(self, caller, placed_by)
        self.caller.moved_to(offer)
        records = [Record(page) for page in pages]
        self.caller.record = next((record for record in records if not record.is_incoming), None)
        self._callee_record = next((record for record in records if record.is_incoming), None)
        self._keeping = Keeping(keep, self._kept)
        self._on_over = on_over
        self._on_talk = on_talk
        self._spawn = spawn
        self._ring_seconds = ring_seconds
        self._diversion = diversion
        """Where it goes if nobody answers, as long as it has not gone there."""
        self.is_diverted = False
        self._branches: list[Side] = []
        self._refusals: list[Ending] = []
        self._talk: Talk | None = None
        self.transfer: Transferring | None = None
        """Somebody is to take a side's place. One at a time."""
        self._ringing = False
        self._heard_early = False
        self._started = time.monotonic()
        self._timer: asyncio.TimerHandle | None = None
        self._dialling = True
        self.over = False

    @property
    def is_ringing(self) -> bool:
        """Neither answered nor over."""
        return self._talk is None and not self.over

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._started

    @property
    def sides(self) -> tuple[Side, ...]:
        """The two who talk; the caller alone while nobody has answered."""
        return (self.caller,) if self._talk is None else self._talk.sides

    def branch(self, device_id: str | None = None) -> Side:
        """One more who is called; its line has to follow."""
        branch = Side(self, None, device_id)
        self._branches.append(branch)
        return branch

    def dialled(self) -> None:
        """All branches have their lines: from now on the last refusal ends the call."""
        self._dialling = False
        if self.over:
            return
        if self._talk is None:
            self._timer = asyncio.get_running_loop().call_later(self._ring_seconds, self._rang_out)
        self._all_refused()

    # What its sides say

    def rings(self, side: Side, early: Audio | None) -> None:
        line = self.caller.line
        if self._talk is not None or self.over or side.ended or line is None:
            return
        if early is not None and self._may_be_heard(side, early):
            self._heard_early = True
            line.ring(adapt_answer(early, self._offer))
        elif not self._ringing:
            self._ringing = True
            line.ring()

    def _may_be_heard(self, side: Side, early: Audio) -> bool:
        """Before the answer one callee alone is heard; of several, nobody knows whose answer it would be."""
        alone = all(branch is side or branch.ended for branch in self._branches)
        return alone and not self._heard_early and fits(early, self._offer)

    def answers(self, side: Side, audio: Audio) -> None:
        if side.ended:
            return
        if self.over or self._talk is not None:
            side.finish(ELSEWHERE)
            return
        if not fits(audio, self._offer):
            side.finish(Ending(488, "technical"))
            self._refusals.append(Ending(488, "technical"))
            self._all_refused()
            return
        self._taken(side, audio)

    def _taken(self, side: Side, audio: Audio) -> None:
        side.moved_to(audio)
        self._talk = Talk(self.caller, side, secure=bool(self._offer.cryptos), spawn=self._spawn)
        self._later(LONGEST_CALL, lambda: self.end_all("technical"))
        for other in self._branches:
            if other is not side:
                other.finish(ELSEWHERE)
        if self._callee_record is not None:
            self._callee_record.devices = self._fates(side)
        side.record, self._callee_record = self._callee_record, None
        for each in self._talk.sides:
            if each.record is not None:
                each.record.answered(each.device_id)
        if self.caller.line is not None:
            self.caller.line.answer(adapt_answer(audio, self._offer))
        self._on_talk(self)

    def ends(self, side: Side, ending: Ending) -> None:
        if side.ended:
            return
        side.ended = True
        if self.over:
            return
        if self._talk is not None:
            self._hung_up(self._talk, side, ending)
        elif side is self.caller:
            for branch in self._branches:
                branch.finish(Ending(487, "cancelled"))
            self._finish(caller_word=ending.word, callee_word="cancelled")
        elif self.is_diverted:
            self._end_unanswered(NOBODY)
        elif ending.word == "declined":
            self._nobody_answers(Ending(603, "declined"))
        else:
            # That a device was signed out while it rang is no caller's business.
            self._refusals.append(Ending(480, "unreachable") if ending.word == "session-ended" else ending)
            self._all_refused()

    def _hung_up(self, talk: Talk, side: Side, ending: Ending) -> None:
        if side not in talk.sides:
            return  # it gave up before it had taken another's place
        if self.transfer is not None and side is self.transfer.leaving and ending.word == "hung-up":
            side.leave_speaker()
            self._close(side, TRANSFERRED.word)
            return
        heard = _as_heard(ending)
        talk.other(side).finish(heard)
        for each in talk.sides:
            self._close(each, ending.word if each is side else heard.word)
        self._done()

    async def offers(self, side: Side, audio: Audio) -> Audio:
        if self.over or self._talk is None:
            raise CannotNow(491)
        return await self._talk.offers(side, audio)

    def withdraw(self, branch: Side, ending: Ending) -> None:
        """The callee is not asked there any more; elsewhere it may still be."""
        branch.finish(ending)

    # Others in the place of one side

    def seat(self, line: Party, device_id: str | None) -> Side:
        """For a line that is to take a side's place. Its news go to what is returned (`leg.voice = side`)."""
        return Side(self, line, device_id)

    async def hand_over(self, leaving: Side, joining: Side, offer: Audio, ending: Ending) -> None:
        """`joining`, made by `seat`, goes on with the answered call instead of `leaving`.

        The other side is asked to talk to `offer`, which `joining` brought; its line hears the answer.
        `leaving` is hung up with `ending`. The page of the history stays the same, for it is the same call.

        Raises `CannotNow`: 481 where the call or one of the two is over, 491 where another change of the
        sound is under way, 488 where the other side can't. The call stays as it was then, and `joining` has
        to be ended by whoever brought it.
        """
        if self.over or self._talk is None:
            raise CannotNow(481)
        answer = await self._talk.replace(leaving, joining, offer)
        if self.transfer is not None and self.transfer.leaving is leaving:
            self.transfer.give_up()
        joining.record, leaving.record = leaving.record, None
        if joining.line is not None:
            joining.line.answer(answer)
        leaving.finish(ending)
        self._on_talk(self)

    async def adopt(
        self, leaving: Side, other: Call, also_leaving: Side, *, on_joined: Callable[[], None]
    ) -> None:
        """Two calls become one: `leaving` of this one and `also_leaving` of the other are done with.

        Those whom they talked to talk to each other. `on_joined` comes before the two are hung up. Raises
        `CannotNow`: nobody has left then.
        """
        if self.over or self._talk is None or other.over or other._talk is None:
            raise CannotNow(481)
        joining, staying = other._talk.other(also_leaving), self._talk.other(leaving)
        at_joining, at_staying = _seen_by(also_leaving), _seen_by(leaving)
        await self._talk.merge(leaving, other._talk, joining)
        on_joined()
        staying.show(at_joining)
        joining.show(at_staying)
        joining.call = self
        other._dissolve(also_leaving)
        self._leave(leaving)
        self._on_talk(self)

    def _dissolve(self, leaving: Side) -> None:
        """Who is not leaving has another call."""
        self._leave(leaving)
        self._talk = None
        self._done()

    def _leave(self, side: Side) -> None:
        side.finish(TRANSFERRED)
        self._close(side, TRANSFERRED.word)

    @property
    def secure(self) -> bool:
        """The sound is SRTP."""
        return bool(self._offer.cryptos)

    def other(self, side: Side) -> Side:
        """Whom it talks to."""
        assert self._talk is not None
        return self._talk.other(side)

    async def park(self, side: Side) -> None:
        """Whoever `side` talks to hears music, and `side` nothing, until they are fetched back."""
        if self._talk is not None:
            await self._talk.park(side)

    async def fetch_back(self, side: Side) -> None:
        """The transfer that `side` asked for came to nothing: it talks again, or the other is let go."""
        if self.over or self._talk is None or side not in self._talk.sides:
            return
        if side.ended:
            self.end_all("unreachable")
        else:
            await self._talk.fetch_back(side)

    # What nobody asked for

    def end_all(self, word: str, *, status: int = 480) -> None:
        """The carrier ends it: to both sides the same word."""
        if self.over:
            return
        if self._talk is None:
            self._end_unanswered(Ending(status, word))
            return
        for side in self._talk.sides:
            side.finish(Ending(status, word))
            self._close(side, word)
        self._done()

    def refuse(self, ending: Ending, *, callee_word: str = "") -> None:
        """It never got as far as a callee, whose history may have another word for it than the caller's."""
        if not self.over:
            self._nobody_answers(ending, callee_word=callee_word)

    def _nobody_answers(self, ending: Ending, *, callee_word: str = "") -> None:
        diversion, self._diversion = self._diversion, None
        if diversion is None:
            self._end_unanswered(ending, callee_word=callee_word)
            return
        for branch in self._branches:
            branch.finish(ending)
        self.is_diverted = True
        self._close_callee(callee_word or ending.word, to_voicemail=diversion.to_voicemail)
        self._later(LED_SECONDS, lambda: self.end_all(NOBODY.word))
        side = self.branch()
        diversion.lead(side)
        if diversion.to_voicemail:
            self.rings(side, None)

    def _end_unanswered(self, ending: Ending, *, callee_word: str = "") -> None:
        for branch in self._branches:
            branch.finish(ending)
        self.caller.finish(ending)
        self._finish(caller_word=ending.word, callee_word=callee_word or ending.word)

    def _rang_out(self) -> None:
        self._nobody_answers(Ending(480, "no-answer"))

    def _all_refused(self) -> None:
        if self._dialling or self.over or self._talk is not None:
            return
        if any(not branch.ended for branch in self._branches):
            return
        best = next((r for r in self._refusals if r.word == "busy"), None)
        self._nobody_answers(best or (self._refusals[0] if self._refusals else NOBODY))

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, act)

    # The history

    def _fates(self, winner: Side | None) -> tuple[DeviceFate, ...]:
        return fates(self._branches, winner=winner, placed_by=self.caller.device_id)

    def _finish(self, *, caller_word: str, callee_word: str) -> None:
        self._close(self.caller, caller_word)
        self._close_callee(callee_word)
        self._done()

    def _close_callee(self, word: str, *, to_voicemail: bool = False) -> None:
        if self._callee_record is not None:
            self._callee_record.devices = self._fates(None)
            self._keeping.write(replace(self._callee_record.entry(word), to_voicemail=to_voicemail))
            self._callee_record = None

    def _close(self, side: Side, word: str) -> None:
        if side.record is not None:
            self._keeping.write(side.record.entry(word))
            side.record = None

    def _done(self) -> None:
        self.over = True
        if self._timer is not None:
            self._timer.cancel()
        if self._talk is not None:
            self._talk.end()
        transfer, self.transfer = self.transfer, None
        if transfer is not None:
            transfer.give_up()
        self._on_talk(self)
        if self._keeping.is_idle:
            self._on_over(self)

    def _kept(self) -> None:
        if self.over:
            self._on_over(self)
