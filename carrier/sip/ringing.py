"""An account while it is rung: the devices that it has, and those that come back before it is over.

People live by their phone: a program that is started again, or a connection that blips, must not cost a call.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass

from carrier.network.port import Ending
from carrier.sip.call import Call
from carrier.sip.callee_leg import CalleeLeg
from carrier.sip.dialog import Switchboard
from carrier.sip.flow import Flow
from carrier.sip.limits import MOST_BRANCHES
from carrier.sip.registrar import Binding
from carrier.sip.sdp import Audio
from carrier.sip.side import Side
from carrier.sip.stand_in import StandIn

GRACE_SECONDS = 6.0
"""How long a call waits for a device that has just gone, where no other rings."""
GONE = Ending(480, "unreachable")


@dataclass(frozen=True, slots=True)
class Rung:
    """What every device of the account is told of the call."""

    account_id: str
    call_id: str
    caller: str
    """E.164; empty for a hidden number."""
    called: str
    domain: str
    audio: Audio
    but_for: str | None
    """The device that calls: it does not ring itself."""


class Ringing:
    def __init__(self, board: Switchboard, call: Call, rung: Rung, *, grace_seconds: float) -> None:
        self._board = board
        self._call = call
        self._rung = rung
        self._grace_seconds = grace_seconds
        self._sip_call_id = secrets.token_hex(16)
        self._asked: dict[str, tuple[Flow, Side]] = {}
        self._awaited: _Awaited | None = None
        self._legs = 0

    @property
    def account_id(self) -> str:
        return self._rung.account_id

    @property
    def call(self) -> Call:
        return self._call

    @property
    def _rings(self) -> bool:
        """Whoever comes back while the caller talks to voicemail is not rung any more."""
        return self._call.is_ringing and not self._call.is_diverted

    def reach(self, binding: Binding) -> None:
        """Rings a device, now or while the others ring already; over one connection once."""
        if not self._rings or binding.device_id == self._rung.but_for:
            return
        flow, before = self._asked.get(binding.device_id, (None, None))
        if flow == binding.flow or self._legs >= MOST_BRANCHES:
            return
        self._legs += 1
        branch = self._call.branch(binding.device_id)
        self._asked[binding.device_id] = (binding.flow, branch)
        leg = CalleeLeg(
            self._board,
            binding.flow,
            device_id=binding.device_id,
            call_id=self._rung.call_id,
            contact=binding.contact,
            caller=self._rung.caller,
            called=self._rung.called,
            domain=self._rung.domain,
            sip_call_id=self._sip_call_id,
        )
        leg.voice = branch
        branch.line = leg
        leg.start(self._rung.audio)
        if before is not None:
            self._call.withdraw(before, GONE)  # where it was asked before, it is no longer
        if self._awaited is not None:
            self._awaited.came()
            self._awaited = None

    def wait_for_one_that_left(self, device_id: str) -> None:
        """Until it is back, or the grace is over, the caller is not told that nobody is there."""
        waits = self._awaited is not None and not self._awaited.is_over
        if self._rings and not waits and device_id != self._rung.but_for:
            self._awaited = _Awaited(self._call.branch(), self._grace_seconds)


class _Awaited(StandIn):
    """The line of a device that may come back. It only ever gives up."""

    def __init__(self, branch: Side, seconds: float) -> None:
        super().__init__(branch)
        self._timer = asyncio.get_running_loop().call_later(seconds, branch.end, GONE)

    @property
    def is_over(self) -> bool:
        return self.side.ended

    def came(self) -> None:
        self._timer.cancel()
        self.side.end(GONE)

    def end(self, ending: Ending) -> None:
        super().end(ending)
        self._timer.cancel()
