"""The two sides of an answered call: joined to each other, or apart while one of them holds.

Joined, the offer of one is answered by the other. Who holds is answered by the carrier, and so is the other
side, to which the carrier plays music: neither has to do with the other until the hold is over.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from carrier.network.port import CannotNow, Party
from carrier.sip.sdp import Audio, adapt_answer, fits
from carrier.sip.side import Side
from carrier.sip.speaker import open_speaker

_T = TypeVar("_T")
_HOLDING = ("sendonly", "inactive")
_AGAIN_SECONDS = (0.1, 0.3)
"""Pauses before an offer that crossed one of the other side's is tried again; then it may be asked anew."""
_PATIENT_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0)
"""The same, where it is the carrier that wants something and nobody waits for it."""


class Talk:
    def __init__(
        self, first: Side, second: Side, *, secure: bool, spawn: Callable[[Coroutine[Any, Any, None]], None]
    ) -> None:
        """`secure`: the sound is SRTP."""
        self._sides = (first, second)
        self._secure = secure
        self._spawn = spawn
        self._changing = asyncio.Lock()
        """One change of the sound at a time."""
        self.over = False

    @property
    def sides(self) -> tuple[Side, Side]:
        return self._sides

    def other(self, side: Side) -> Side:
        first, second = self._sides
        return second if side is first else first

    def end(self) -> None:
        self.over = True
        for side in self._sides:
            side.leave_speaker()

    # What a side wants

    async def offers(self, side: Side, audio: Audio) -> Audio:
        """Hold, resume, another address. Raises `CannotNow`."""
        return await self._again(lambda: self._answer(side, audio), _AGAIN_SECONDS)

    async def _again(self, attempt: Callable[[], Coroutine[Any, Any, _T]], pauses: tuple[float, ...]) -> _T:
        for pause in pauses:
            try:
                async with self._changing:
                    return await attempt()
            except CannotNow as refused:
                if refused.status != 491 or self.over:
                    raise
            await asyncio.sleep(pause * random.uniform(0.7, 1.3))  # noqa: S311 - not a secret
        async with self._changing:
            return await attempt()

    async def _answer(self, side: Side, audio: Audio) -> Audio:
        if side not in self._sides:
            raise CannotNow(481)
        other = self.other(side)
        side.moved_to(audio)
        if audio.direction in _HOLDING:
            return await self._hold(side, other, audio)
        if other.holds:
            answer = await self._face(side, audio, holds=False)
            side.holds = False
            return answer
        answer = await self.pass_on(other, audio)
        side.holds = False
        for each in self._sides:
            each.leave_speaker()
        return answer

    async def _hold(self, side: Side, other: Side, audio: Audio) -> Audio:
        try:
            answer = await self._face(side, audio, holds=True)
        except CannotNow:
            if other.holds or side.holds:
                raise
            return await self.pass_on(other, audio)  # no way for the carrier's sound: they hold by themselves
        side.holds = True
        self._spawn(self._part(other))
        return answer

    async def _face(self, side: Side, audio: Audio, *, holds: bool) -> Audio:
        """The carrier answers it."""
        speaker = side.speaker or await open_speaker(audio.address)
        try:
            answer = speaker.answer(audio, holds=holds)
        except CannotNow:
            if side.speaker is None:
                speaker.close()
            raise
        if self.over:
            speaker.close()
            raise CannotNow(481)
        side.speaker = speaker
        if holds:
            speaker.hush()
        else:
            speaker.play()
        return answer

    async def _part(self, side: Side) -> None:
        """Tells a side that it is held, and plays to it."""
        try:
            await self._again(lambda: self._take_aside(side), _PATIENT_SECONDS)
        except CannotNow:
            pass  # it goes on as it was: held, without being told

    async def _take_aside(self, side: Side) -> None:
        if self.over or side not in self._sides or side.speaker is not None or not self.other(side).holds:
            return
        await self.take_aside(side)

    async def take_aside(self, side: Side, *, music: bool = True) -> None:
        """From here on it hears the carrier. Raises `CannotNow`."""
        speaker = await open_speaker(side.address)
        try:
            offer = speaker.offer(secure=self._secure)
            speaker.accept(await self.pass_on(side, offer))
        except BaseException:
            speaker.close()
            raise
        side.leave_speaker()
        side.speaker = speaker
        if side.is_voicemail:
            speaker.be_silent()
        elif music:
            speaker.play()

    # What somebody else wants

    async def replace(self, leaving: Side, joining: Side, offer: Audio) -> Audio:
        """The other side talks to `joining` from here on, which brought `offer` and gets what is returned.

        Where the other side holds, the carrier answers in its place. Raises `CannotNow`: all is as it was.
        """
        return await self._again(lambda: self._replace(leaving, joining, offer), _AGAIN_SECONDS)

    async def _replace(self, leaving: Side, joining: Side, offer: Audio) -> Audio:
        if leaving not in self._sides:
            raise CannotNow(481)
        _line(joining)
        other = self.other(leaving)
        if other.holds:
            answer = await self._face(joining, offer, holds=False)
        else:
            answer = await self.pass_on(other, offer)
            try:
                _line(joining)
            except CannotNow:  # it gave up meanwhile
                await self._come_back(leaving, other)
                raise
            other.leave_speaker()
        joining.moved_to(offer)
        self._take_place(leaving, joining)
        return answer

    async def _music_for(self, side: Side, offer: Audio) -> Audio | None:
        try:
            return await self._face(side, offer, holds=False)
        except CannotNow:
            return None

    async def _come_back(self, leaving: Side, staying: Side) -> None:
        """Who was to take the place of `leaving` has gone, and `staying` was told to talk to them already."""
        if leaving.holds:
            await self.take_aside(staying)
        else:
            await self._join(leaving, staying)

    def _take_place(self, leaving: Side, joining: Side) -> None:
        first, second = self._sides
        self._sides = (joining, second) if leaving is first else (first, joining)
        leaving.leave_speaker()

    async def _join(self, first: Side, second: Side) -> None:
        """Both are in calls already, to hear each other now. Raises `CannotNow`: `first` hears music then."""
        line = _line(first)
        offer = await line.offer()
        first.moved_to(offer)
        try:
            answer = await self.pass_on(second, offer)
        except CannotNow:
            line.settle(await self._music_for(first, offer))
            raise
        line.settle(answer)
        first.leave_speaker()
        second.leave_speaker()

    async def merge(self, leaving: Side, other_talk: Talk, joining: Side) -> None:
        """`joining`, of another talk, takes the place of `leaving`. Raises `CannotNow`: nobody has moved."""
        await self._again(lambda: self._merge(leaving, other_talk, joining), _AGAIN_SECONDS)

    async def _merge(self, leaving: Side, other_talk: Talk, joining: Side) -> None:
        async with other_talk._changing:
            if leaving not in self._sides or joining not in other_talk.sides:
                raise CannotNow(481)
            staying = self.other(leaving)
            if staying.holds or joining.holds:
                for each, held_by in ((staying, joining), (joining, staying)):
                    if held_by.holds and each.speaker is None:
                        await self.take_aside(each)
            else:
                await self._join(staying, joining)
            try:
                _line(joining)
            except CannotNow:
                await self._come_back(leaving, staying)
                raise
            self._take_place(leaving, joining)
            other_talk.over = True

    async def park(self, side: Side) -> None:
        """The other side hears music, `side` nothing, as far as they let themselves be parted."""
        other = self.other(side)
        if other.holds:
            return
        try:
            await self._again(lambda: self._put_aside(other, music=True), _AGAIN_SECONDS)
            # Nothing waits for this one: it may take its time, or be gone already.
            await self._put_aside(side, music=False)
        except CannotNow:
            pass
        if side not in self._sides:
            side.leave_speaker()

    async def _put_aside(self, side: Side, *, music: bool) -> None:
        if not (self.over or side.speaker is not None or side.holds):
            await self.take_aside(side, music=music)

    async def fetch_back(self, side: Side) -> None:
        """Who was parted by nobody's hold hears the other side again, if it can be."""
        other = self.other(side)
        if side.holds or other.holds or (side.speaker is None and other.speaker is None):
            return
        try:
            await self._again(lambda: self._join(side, other), _PATIENT_SECONDS)
        except CannotNow:
            pass

    async def pass_on(self, side: Side, audio: Audio) -> Audio:
        answer = await _line(side).renegotiate(audio)
        if self.over:
            raise CannotNow(481)
        if not fits(answer, audio):
            raise CannotNow(488)
        side.moved_to(answer)
        return adapt_answer(answer, audio)


def _line(side: Side) -> Party:
    if side.line is None or side.ended:
        raise CannotNow(481)
    return side.line
