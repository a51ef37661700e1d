"""Who is expected, who is attended to, and who is turned away."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pjsua2 as pj

from carrier.answering.attendant import Attendant, Stage
from carrier.answering.call import AnsweredCall
from carrier.answering.endpoint import guarded, tell
from carrier.answering.port import CallPort
from carrier.answering.sound import Sound
from carrier.answering.wire import MOST_CALLS, AnyEvent, Begin, Expect, Expected, Left
from carrier.voicemail.visit import EndOfTake

logger = logging.getLogger(__name__)

_MEDIA = re.compile(r"^m=.*$", re.MULTILINE)
_PLAIN_MEDIA = re.compile(r"m=[a-z]+ [0-9]+ RTP/S?AVP [0-9 ]+\s*")
_MOST_MEDIA = 2
_HANDLES_FREE_AFTER = 0.6
"""Seconds. pjsip keeps the handles of a call's sockets for half a second after they are closed, has 64 in
all, and aborts when none is left: who calls and hangs up as fast as can be must not use them up."""
_INVITED = re.compile(r"INVITE sips?:([0-9a-f\-]{36})@", re.IGNORECASE)


class DoorAccount(pj.Account):  # type: ignore[misc]
    """Hands on what comes in."""

    def __init__(self, on_invite: Callable[[Any, int, str], None]) -> None:
        super().__init__()
        self._on_invite = on_invite

    @guarded
    def onIncomingCall(self, prm: Any) -> None:
        self._on_invite(self, int(prm.callId), str(prm.rdata.wholeMsg))

    @guarded
    def onIncomingSubscribe(self, prm: Any) -> None:
        prm.code = 405


@dataclass(slots=True)
class Attended:
    visit: Expect
    call: AnsweredCall
    attendant: Attendant
    port: CallPort


class Visits:
    """On the owner thread."""

    def __init__(self, publish: Callable[[AnyEvent], None]) -> None:
        self._publish = publish
        self._begun: Begin | None = None
        self._expected: dict[str, tuple[Expect, float]] = {}
        self._attended: list[Attended] = []
        self._turned_away: list[AnsweredCall] = []
        self._leaving: list[tuple[str, float]] = []
        self._ports = [CallPort(f"call-{number}") for number in range(MOST_CALLS)]

    @property
    def calls(self) -> int:
        return len(self._attended) + len(self._turned_away)

    def begin(self, begin: Begin) -> None:
        self._begun = begin

    def expect(self, visit: Expect) -> None:
        self._expected[visit.visit_id] = (visit, time.monotonic())
        self._publish(Expected(visit.visit_id))

    def forget(self, visit_id: str) -> None:
        """Unless it has come: then it ends when its call does."""
        if self._expected.pop(visit_id, None) is not None:
            self._publish(Left(visit_id))

    def invited(self, account: Any, number: int, message: str) -> None:
        call = AnsweredCall(account, number)
        match = _INVITED.match(message)
        visit = self._expected.pop(match[1].lower(), (None, 0.0))[0] if match is not None else None
        free = [port for port in self._ports if port.sound is None]
        if visit is None or self._begun is None or not free or not _is_plain(message):
            self._turned_away.append(call)
            call.end(404 if visit is None else 488)
            if visit is not None:
                self._leaving.append((visit.visit_id, time.monotonic()))
            return
        sound = Sound()
        attendant = Attendant(
            visit,
            sound,
            spools=Path(self._begun.spools),
            times=self._begun.times,
            publish=self._publish,
            hang_up=call.end,
        )
        free[0].sound = sound
        self._attended.append(Attended(visit, call, attendant, free[0]))
        try:
            call.accept()
        except pj.Error as error:  # sound that can't be agreed on
            tell(f"visit {visit.visit_id}", error)
            error.__traceback__ = None
            call.end(488)

    def tick(self) -> None:
        now = time.monotonic()
        if self._expected and self._begun is not None:
            awaited = self._begun.times.awaited
            late = [visit_id for visit_id, (_, since) in self._expected.items() if now - since >= awaited]
            for visit_id in late:
                self.forget(visit_id)
        for each in tuple(self._attended):
            try:
                self._attend(each, now)
            except Exception as error:  # one visit must not end the others
                tell(f"visit {each.visit.visit_id}", error)
                error.__traceback__ = None
                each.attendant.gone(EndOfTake.CRASH)
                each.call.is_over = True
            if each.call.is_over:
                self._say_good_bye(each)
        for visit_id, left_at in tuple(self._leaving):
            if now - left_at >= _HANDLES_FREE_AFTER:
                self._leaving.remove((visit_id, left_at))
                self._publish(Left(visit_id))
        self._turned_away = [call for call in self._turned_away if not call.is_over]

    def end_all(self) -> None:
        """The process is about to end: what was recorded is closed, and the callers hear it end."""
        for each in self._attended:
            each.attendant.gone(EndOfTake.CRASH)
            try:
                each.call.end()
            except pj.Error as error:
                tell("hanging up", error)

    def drop(self) -> None:
        """The sound clock has stopped."""
        self._attended.clear()
        self._turned_away.clear()
        self._ports.clear()

    def _attend(self, each: Attended, now: float) -> None:
        call, attendant = each.call, each.attendant
        if call.media_changed:
            call.media_changed = False
            if call.media is not None:
                each.port.startTransmit(call.media)
                call.media.startTransmit(each.port)
                attendant.begin()
        digits, call.digits = call.digits, []
        for digit in digits:
            attendant.press(digit)
        if call.is_over:
            attendant.gone()
        elif attendant.stage is not Stage.OVER:
            attendant.tick(now, call.packets(now))

    def _say_good_bye(self, each: Attended) -> None:
        self._attended.remove(each)
        each.port.sound = None
        self._leaving.append((each.visit.visit_id, time.monotonic()))


def _is_plain(message: str) -> bool:
    """Whether its description is of a kind that the carrier's edge writes.

    pjsua2 has ended calls that offer DTLS before it hands them over, and answering such a call aborts; each
    media line takes two of its 64 handles.
    """
    lines = _MEDIA.findall(message.partition("\r\n\r\n")[2])
    return len(lines) <= _MOST_MEDIA and all(_PLAIN_MEDIA.fullmatch(line) for line in lines)
