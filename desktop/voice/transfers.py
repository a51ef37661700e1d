"""Handing a call on: to a number at once, or to another call after asking there (RFC 3515, RFC 5589).

Who is handed on waits on hold meanwhile. When it succeeds our calls end; when it fails we are back with
whoever was to be handed on. Everything here runs on the owner thread.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pjsua2 as pj

from desktop.voice.call import SipCall
from desktop.voice.endpoint import tell
from desktop.voice.floor import Floor
from desktop.voice.wire import AnyEvent, CommandFailed, TransferFailed, TransferRinging

_NUMBER = re.compile(r"^\+?[0-9*#]{1,32}$")
_HOLD_SECONDS = 3.0
"""How long hold may take before the transfer is asked for all the same."""
_ANSWER_SECONDS = 120.0
"""The carrier lets it ring for less; after that nobody will tell any more."""
_HANDED_ON = "transferred"
_RINGING, _OK, _NO_ANSWER, _TECHNICAL = 180, 200, 408, 500


@dataclass(slots=True)
class Transfer:
    call: SipCall
    uri: str
    """Empty where it goes to `other`."""
    other: SipCall | None
    give_up_at: float
    is_asked: bool = False
    rings: bool = False


class Transfers:
    def __init__(
        self,
        *,
        live: Mapping[str, SipCall],
        floor: Floor,
        publish: Callable[[AnyEvent], None],
        end: Callable[[SipCall], None],
        floor_changed: Callable[[], None],
    ) -> None:
        """`end` hangs up on a call that was handed on; `live` is the desk's own list."""
        self._live = live
        self._floor = floor
        self._publish = publish
        self._end = end
        self._floor_changed = floor_changed
        self._under_way: dict[str, Transfer] = {}

    def is_handed_on(self, call: SipCall) -> bool:
        return call.about.id in self._under_way

    def to_number(self, call_id: str, to: str, domain: str) -> None:
        call = self._free(call_id)
        if not _NUMBER.match(to) or not domain:
            self._publish(CommandFailed("Transfer", "not-a-number", call_id))
        elif call is None:
            self._publish(CommandFailed("Transfer", "no-such-call", call_id))
        else:
            self._begin(call, f"<sip:{to.replace('#', '%23')}@{domain}>", None)

    def to_call(self, call_id: str, other_id: str) -> None:
        call, other = self._free(call_id), self._free(other_id)
        if call is None or other is None or call is other:
            self._publish(CommandFailed("TransferTo", "no-such-call", call_id))
        else:
            self._begin(call, "", other)

    def _free(self, call_id: str) -> SipCall | None:
        """One that is talked on and not handed on already."""
        call = self._live.get(call_id)
        return call if call is not None and call.about.established and not self._takes_part(call) else None

    def _takes_part(self, call: SipCall) -> bool:
        return any(call in (one.call, one.other) for one in self._under_way.values())

    def _begin(self, call: SipCall, uri: str, other: SipCall | None) -> None:
        if len(self._floor.party(call)) > 1:
            self._floor.split(call)
        self._floor.take(call)
        self._floor_changed()
        self._under_way[call.about.id] = Transfer(call, uri, other, time.monotonic() + _HOLD_SECONDS)

    def told(self, call: SipCall, code: int) -> None:
        """By NOTIFY, or by a refusal of the REFER itself."""
        transfer = self._under_way.get(call.about.id)
        if transfer is None:
            return
        if code >= 300:
            self._fail(transfer, code)
        elif code >= _OK:
            del self._under_way[call.about.id]
            for one in (call, transfer.other):
                if one is not None and one.about.id in self._live:
                    self._end(one)
        elif code >= _RINGING and not transfer.rings:
            transfer.rings = True
            self._publish(TransferRinging(call.about.id))

    def leave(self, call: SipCall) -> None:
        """It is over; a transfer of it is too, and one to it fails."""
        self._under_way.pop(call.about.id, None)
        for transfer in [one for one in self._under_way.values() if one.other is call]:
            if call.about.word == _HANDED_ON:  # the carrier ended it, before it told of its success
                self.told(transfer.call, _OK)
            else:
                self._fail(transfer, _TECHNICAL)

    def tick(self) -> None:
        now = time.monotonic()
        for transfer in list(self._under_way.values()):
            if not transfer.is_asked and (transfer.call.about.held_here or now >= transfer.give_up_at):
                self._ask(transfer, now)
            elif transfer.is_asked and now >= transfer.give_up_at:
                self._fail(transfer, _NO_ANSWER)

    def _ask(self, transfer: Transfer, now: float) -> None:
        transfer.is_asked = True
        transfer.give_up_at = now + _ANSWER_SECONDS
        prm = pj.CallOpParam()
        try:
            if transfer.other is not None:
                transfer.call.xferReplaces(transfer.other, prm)
            else:
                transfer.call.xfer(transfer.uri, prm)
        except pj.Error as error:
            tell("transfer", error)
            error.__traceback__ = None
            self._fail(transfer, _TECHNICAL)

    def _fail(self, transfer: Transfer, code: int) -> None:
        """Back with the first, unless somebody else was taken meanwhile."""
        call = transfer.call
        del self._under_way[call.about.id]
        if all(one is transfer.other for one in self._floor.talking):
            self._floor.give(call)
            self._floor_changed()
        self._publish(TransferFailed(call.about.id, code))
