"""Who has the floor: one call, or those that are joined. All others wait on hold.

A wish to hold is kept at once by cutting the sound; the other side is told by re-INVITE (RFC 3264 section
8.4), which may have to wait for another one, or collide with theirs. So each turn compares what is wanted
with what was agreed, and asks again where they differ. Everything here runs on the owner thread.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

import pjsua2 as pj

from desktop.voice.call import SipCall
from desktop.voice.endpoint import tell
from desktop.voice.wire import AnyEvent, CommandFailed, Held, Joined

log = logging.getLogger(__name__)

_LOOK_AGAIN = 0.1
_ASK_AGAIN = 1.0
_MOST_REFUSALS = 3
_COLLISION = 491
_BUSY_WITH_ANOTHER = 70_013
"""PJ_EINVALIDOP: an offer is under way."""
_RANDOM = SystemRandom()
_GLARE_OWN, _GLARE_THEIRS = (2.1, 4.0), (0.0, 2.0)
"""RFC 3261 section 14.1: who made the call waits longer, so that both do not ask again together."""


@dataclass(slots=True)
class Asking:
    """How far the other side of a call has been told."""

    under_way: bool = False
    not_before: float = 0.0
    refusals: int = 0
    told: tuple[bool, bool] = (False, False)


class Floor:
    def __init__(self, *, live: Mapping[str, SipCall], publish: Callable[[AnyEvent], None]) -> None:
        """`live` is the desk's own list of calls, by their ids."""
        self._live = live
        self._publish = publish
        self._joined: list[SipCall] = []
        self._asking: dict[str, Asking] = {}

    # --- who has it ---------------------------------------------------------------------------------------
    @property
    def talking(self) -> tuple[SipCall, ...]:
        """The calls that have the sound, or will have it."""
        return tuple(call for call in self._live.values() if not call.about.waits and not call.about.hold)

    @property
    def parts(self) -> tuple[tuple[Any, bool], ...]:
        """What is to be mixed: the bridge's end of each call, and whether it is muted."""
        with_sound = [call for call in self.talking if call.media is not None]
        if len(with_sound) > 1:  # the music of one who holds is nothing for the others
            with_sound = [call for call in with_sound if not call.about.held_there]
        return tuple((call.media, call.about.muted or not call.about.established) for call in with_sound)

    def party(self, call: SipCall) -> tuple[SipCall, ...]:
        """The call and all that are joined with it."""
        return tuple(self._joined) if call in self._joined else (call,)

    # --- who gets it --------------------------------------------------------------------------------------
    def give(self, call: SipCall) -> None:
        """To the call and those joined with it; whoever had it is held."""
        party = self.party(call)
        for other in self._live.values():
            if not other.about.waits or other in party:
                self._want(other, hold=other not in party)

    def take(self, call: SipCall) -> None:
        """Hold the call and those joined with it."""
        for one in self.party(call):
            self._want(one, hold=True)

    def join(self, call: SipCall, other: SipCall) -> None:
        members = {id(one): one for one in (*self.party(call), *self.party(other))}
        self._joined = list(members.values())
        self._tell_joined()
        self.give(call)

    def split(self, call: SipCall) -> None:
        """Talk with this one alone; the others of the party are held."""
        self._joined = []
        self._tell_joined()
        self.give(call)

    def leave(self, call: SipCall) -> None:
        """It is over."""
        self._asking.pop(call.about.id, None)
        if call in self._joined:
            self._joined.remove(call)
            if len(self._joined) < 2:
                self._joined = []
            self._tell_joined()

    # --- telling the other side ---------------------------------------------------------------------------
    def media_changed(self, call: SipCall) -> None:
        """An offer and its answer went through. Theirs does not come between ours and its answer."""
        asking = self._about(call)
        asking.under_way = False
        asking.refusals = 0
        asking.not_before = 0.0  # where ours met theirs half way, theirs is through now
        about = call.about
        log.info("call %s: agreed, held here %s, there %s", about.id, about.held_here, about.held_there)
        self._tell_held(call)

    def refused(self, call: SipCall, code: int) -> None:
        asking = self._about(call)
        if not asking.under_way:
            return
        asking.under_way = False
        log.info("call %s: hold %s refused, %s", call.about.id, call.about.hold, code)
        now = time.monotonic()
        if code == _COLLISION:
            asking.not_before = now + _RANDOM.uniform(*(_GLARE_OWN if call.about.outgoing else _GLARE_THEIRS))
            return
        asking.refusals += 1
        asking.not_before = now + _ASK_AGAIN
        if asking.refusals >= _MOST_REFUSALS and not call.about.hold:
            # They still believe themselves on hold, and would hear nothing of us.
            self._want(call, hold=True)
            self._publish(CommandFailed("Hold", "refused", call.about.id))

    def tick(self) -> None:
        now = time.monotonic()
        for call in list(self._live.values()):
            about = call.about
            if about.established and not about.ended_here and about.hold != about.held_here:
                asking = self._about(call)
                if not asking.under_way and now >= asking.not_before and asking.refusals < _MOST_REFUSALS:
                    self._ask(call, asking, now)

    def _ask(self, call: SipCall, asking: Asking, now: float) -> None:
        prm = pj.CallOpParam(True)
        prm.opt.audioCount = 1
        prm.opt.videoCount = 0
        asking.under_way = True
        log.info("call %s: asking, hold %s", call.about.id, call.about.hold)
        try:
            if call.about.hold:
                call.setHold(prm)
            else:
                prm.opt.flag = pj.PJSUA_CALL_UNHOLD
                call.reinvite(prm)
        except pj.Error as error:
            if error.status != _BUSY_WITH_ANOTHER:
                tell("hold", error)
            error.__traceback__ = None
            asking.under_way = False
            asking.not_before = now + _LOOK_AGAIN

    def _want(self, call: SipCall, *, hold: bool) -> None:
        if call.about.hold != hold:
            log.info("call %s: wanted, hold %s", call.about.id, hold)
            call.about.hold = hold
            self._about(call).refusals = 0
            self._tell_held(call)

    def _about(self, call: SipCall) -> Asking:
        return self._asking.setdefault(call.about.id, Asking())

    def _tell_held(self, call: SipCall) -> None:
        asking = self._about(call)
        now = (call.about.hold, call.about.held_there and call.about.established)
        if now != asking.told:
            asking.told = now
            self._publish(Held(call.about.id, *now))

    def _tell_joined(self) -> None:
        self._publish(Joined(tuple(call.about.id for call in self._joined)))
