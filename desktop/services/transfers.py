"""Calls that are handed on (CALL-6): to a number at once, or to somebody who was asked first."""

from __future__ import annotations

from desktop.domain.calls import Call, CallId, EndOfCall, Phase
from desktop.domain.errors import Mendable
from desktop.domain.events import CallEnded, Event, TransferBegan, TransferFailed, TransferRang
from desktop.domain.numbers import Address
from desktop.domain.state import State
from desktop.services.calls import Calls, end_by_code
from desktop.services.dialling import Verdict, read_number
from desktop.services.voice import Voice
from desktop.store import Store
from desktop.voice import wire

_GIVEN_UP = (EndOfCall.HUNG_UP, EndOfCall.CANCELLED)
"""By us: nothing failed."""


class Transfers:
    def __init__(self, store: Store, voice: Voice, calls: Calls, *, region: str = "") -> None:
        """`region` is where this computer is, ISO 3166-1 alpha-2: its emergency numbers are known too."""
        self._store = store
        self._voice = voice
        self._calls = calls
        self._region = region
        voice.listen(self._hear)
        store.subscribe(self._see)

    async def transfer(self, call_id: CallId, to: Address) -> None:
        """Hand the call on to `to`, who is not asked. It ends as transferred, or `TransferFailed` comes.

        Raises `Mendable` ("premium-rate", "not-a-number", "emergency", "cannot-transfer") before anything is
        sent.
        """
        call = self._free(call_id)
        number = self._store.state.number(call.number_id)
        dialled = read_number(to, country=number.country if number else "", here=self._region)
        if dialled.verdict is Verdict.EMERGENCY:
            raise Mendable("emergency")
        if dialled.verdict is Verdict.PREMIUM_RATE:
            raise Mendable("premium-rate")
        if dialled.address is None:
            raise Mendable("not-a-number")
        self._store.apply(TransferBegan(call_id, dialled.address))
        self._voice.send(wire.Transfer(call_id, dialled.address))

    async def ask_first(self, call_id: CallId, to: Address) -> CallId:
        """Call `to` while the call waits on hold; `transfer_to` then puts it through.

        Raises what `Calls.dial` does, and `Mendable` ("cannot-transfer").
        """
        call = self._free(call_id)
        return await self._calls.dial(to, number_id=call.number_id, asks_for=call_id)

    async def transfer_to(self, call_id: CallId, other_id: CallId) -> None:
        """Put the call through to the other one: they talk, and both calls end here.

        Raises `Mendable` ("cannot-transfer").
        """
        self._free(call_id)
        other = self._free(other_id)
        self._store.apply(TransferBegan(call_id, other.peer))
        self._voice.send(wire.TransferTo(call_id, other_id))

    def _free(self, call_id: CallId) -> Call:
        """One that is talked on and not handed on already."""
        call = self._store.state.call(call_id)
        if call is None or call.phase not in (Phase.TALKING, Phase.HELD) or call.transfer is not None:
            raise Mendable("cannot-transfer")
        return call

    def _hear(self, event: wire.AnyEvent) -> None:
        match event:
            case wire.TransferRinging(call_id=call_id):
                self._store.apply(TransferRang(CallId(call_id)))
            case wire.TransferFailed(call_id=call_id, code=code):
                self._fail(CallId(call_id), end_by_code(code))
            case wire.CommandFailed(command="Transfer" | "TransferTo", call_id=call_id):
                self._fail(CallId(call_id), EndOfCall.TECHNICAL)
            case _:
                pass

    def _fail(self, call_id: CallId, why: EndOfCall) -> None:
        call = self._store.state.call(call_id)
        if call is not None and call.transfer is not None:
            self._store.apply(TransferFailed(call_id, call.transfer.to, why))

    def _see(self, event: Event, state: State) -> None:
        """Whoever was asked is gone: back with the one who waits, unless another is talked with."""
        if not isinstance(event, CallEnded):
            return
        asked = state.call(event.call_id)
        waits = state.call(asked.asks_for) if asked is not None and asked.asks_for is not None else None
        if asked is None or waits is None or waits.phase is not Phase.HELD or waits.transfer is not None:
            return
        if any(call.phase is Phase.TALKING for call in state.live_calls):
            return
        self._voice.send(wire.Hold(waits.id, False))
        if asked.answered_at is None and event.end not in _GIVEN_UP:
            self._store.apply(TransferFailed(waits.id, asked.peer, event.end))
