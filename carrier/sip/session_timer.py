"""Session timers (RFC 4028): each side of a dialog shows now and then that it is there, or the call ends."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from carrier.sip.addresses import BadAddress, params_of
from carrier.sip.limits import LONGEST_SESSION
from carrier.sip.message import Message, Request, Response
from carrier.sip.transaction import ServerTransaction

if TYPE_CHECKING:
    from carrier.sip.leg import Leg

PROPOSED_SECONDS = 1800
LEAST_SECONDS = 90
_NUMBER = re.compile(r"[0-9]{1,9}")


def _read(message: Message, name: str) -> tuple[int, str] | None:
    """Seconds and refresher. None where there is no such header; raises `BadAddress`."""
    value = message.headers.get(name)
    if not value:
        return None
    seconds, semicolon, rest = value.partition(";")
    if not _NUMBER.fullmatch(seconds.strip()) or len(message.headers.all(name)) > 1:
        raise BadAddress(f"bad {name}")
    return int(seconds), params_of(semicolon + rest).get("refresher") or ""


def refused(transaction: ServerTransaction) -> bool:
    """Whether the device was told that it wants something that can't be, or that can't be read."""
    try:
        wanted = _read(transaction.request, "session-expires")
    except BadAddress:
        transaction.refuse(400)
        return True
    if wanted is not None and wanted[0] < LEAST_SECONDS:
        transaction.refuse(422, min_se=str(LEAST_SECONDS))
        return True
    return False


class SessionTimer:
    """Of one leg. Off until the device agrees to it."""

    def __init__(self, leg: Leg) -> None:
        self._leg = leg
        self._seconds = 0
        self._proposed = PROPOSED_SECONDS
        self._least = LEAST_SECONDS
        self._ours = False
        """We refresh, and the device finds out if we are gone."""
        self._until = 0.0
        self._timer: asyncio.TimerHandle | None = None

    # The device asks

    def grant(self, request: Request, response: Response) -> None:
        """In the 2xx to its INVITE or UPDATE; where that says nothing of a timer, there is none any more."""
        wanted = _read(request, "session-expires")
        if wanted is None:
            self.stop()
            return
        knows = "timer" in request.headers.tokens("supported") + request.headers.tokens("require")
        seconds = min(wanted[0], LONGEST_SESSION)
        ours = wanted[1] == "uas" or not knows
        response.headers.add("session-expires", f"{seconds};refresher={'uas' if ours else 'uac'}")
        if knows and not ours:
            response.headers.add("require", "timer")
        self._start(seconds, ours=ours)

    # We ask

    def propose(self, request: Request) -> None:
        role = "" if not self._seconds else f";refresher={'uac' if self._ours else 'uas'}"
        request.headers.add("supported", "timer")
        request.headers.add("session-expires", f"{self._seconds or self._proposed}{role}")
        request.headers.add("min-se", str(self._least))

    def heard(self, response: Response) -> None:
        """A 2xx to what was proposed."""
        try:
            agreed = _read(response, "session-expires")
        except BadAddress:
            agreed = None
        if agreed is None or not agreed[0]:
            self.stop()  # it knows of no timers; the audit finds out whether it is still there
        else:
            self._start(max(LEAST_SECONDS, min(agreed[0], LONGEST_SESSION)), ours=agreed[1] != "uas")

    def longer(self, response: Response) -> bool:
        """A 422: whether a longer time may be proposed, which happens once."""
        try:
            least = _read(response, "min-se")
        except BadAddress:
            return False
        if least is None or not self._least < least[0] <= LONGEST_SESSION:
            return False
        self._least = least[0]
        self._proposed = max(self._proposed, self._least)
        return True

    # The time

    def _start(self, seconds: int, *, ours: bool) -> None:
        self.stop()
        loop = asyncio.get_running_loop()
        self._seconds, self._ours = seconds, ours
        self._until = loop.time() + seconds
        if ours:
            self._timer = loop.call_later(seconds / 2, self._refresh)
        else:
            self._timer = loop.call_later(seconds - min(32.0, seconds / 3), self._expired)

    def stop(self) -> None:
        self._seconds = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refresh(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() >= self._until:
            self._expired()
        else:
            # `heard` sets it anew; until then it is tried again.
            self._timer = loop.call_later(self._seconds / 8, self._refresh)
            self._leg.refresh()

    def _expired(self) -> None:
        self._leg.drop("unreachable")
