"""Calls on this computer (CALL-1 to CALL-6)."""

from __future__ import annotations

import logging
import re
import time
import unicodedata
from dataclasses import replace
from uuid import uuid4

from desktop.domain.active_calls import ActiveCall
from desktop.domain.calls import Call, CallId, Direction, EndOfCall, Phase
from desktop.domain.connection import Engine, Registration
from desktop.domain.errors import Mendable
from desktop.domain.events import (
    CallAnswered,
    CallBegan,
    CallDismissed,
    CallEnded,
    CallHandedOn,
    CallHeld,
    CallMuted,
    CallNamed,
    CallRang,
    CallsJoined,
    ResumeFailed,
    TonesSent,
)
from desktop.domain.numbers import HIDDEN, Address, Capability, Number, NumberId, NumberStatus
from desktop.services.clock import Clock, utc_now
from desktop.services.dialling import Verdict, read_number
from desktop.services.voice import Voice
from desktop.store import Store
from desktop.voice import wire

log = logging.getLogger(__name__)

MOST_CALLS = 3
SILENCE = 30.0
"""Seconds without a packet after which a call is dead."""
LONGEST_NAME = 80
LONGEST_DETAIL = 200


class Calls:
    def __init__(self, store: Store, voice: Voice, *, region: str = "", clock: Clock = utc_now) -> None:
        """`region` is where this computer is, ISO 3166-1 alpha-2: its emergency numbers are known too."""
        self._store = store
        self._voice = voice
        self._region = region
        self._clock = clock
        self._ends: dict[CallId, EndOfCall] = {}
        """Why we hang up ourselves, where it is more than that."""
        self._left_alone = ""
        voice.listen(self._hear)

    async def dial(self, to: Address, *, number_id: NumberId, asks_for: CallId | None = None) -> CallId:
        """Call `to` out on `number_id`. The outcome, a refusal too, comes as events on the call.

        Whoever is talked with is held. `asks_for` is a call that may be handed on to this one.
        An emergency number is refused before anything else, so that whoever needs help hears of it whatever
        state the phone is in.

        Raises `Mendable` ("premium-rate", "not-a-number", "cannot-call", "too-many-calls") before anything
        is sent.
        """
        state = self._store.state
        number = state.number(number_id)
        dialled = read_number(to, country=number.country if number else "", here=self._region)
        if dialled.verdict is Verdict.EMERGENCY:
            call = self._outgoing(number_id, Address(dialled.emergency))
            return self._go_out(call, number, call.peer, EndOfCall.EMERGENCY_NOT_SUPPORTED)
        if number is None or not number.can(Capability.CALLS):
            raise Mendable("cannot-call")
        self._require_room()
        if dialled.verdict is Verdict.PREMIUM_RATE:
            raise Mendable("premium-rate")
        address = dialled.address
        if address is None:
            raise Mendable("not-a-number")
        call = replace(self._outgoing(number_id, address), asks_for=asks_for)
        return self._go_out(call, number, address, self._refusal(number))

    async def take_over(self, active: ActiveCall) -> CallId:
        """Go on here with a call that another device has; that one hangs up once the sound comes here.

        Whoever is talked with is held. Raises `Mendable` ("too-many-calls").
        """
        self._require_room()
        call = replace(self._outgoing(active.number_id, active.peer), carrier_id=active.id, taken_over=True)
        number = self._store.state.number(active.number_id)
        return self._go_out(call, number, f"call-{active.id}", self._unready)

    async def hear_greeting(self, number_id: NumberId) -> CallId:
        """Hear what callers of `number_id` hear whom nobody answers. Nothing is recorded, nor in the history.

        Raises `Mendable` ("too-many-calls").
        """
        self._require_room()
        # It is with nobody: there is no calling back, and no message.
        call = replace(self._outgoing(number_id, HIDDEN), to_voicemail=True)
        return self._go_out(call, self._store.state.number(number_id), f"greeting-{number_id}", self._unready)

    async def answer(self, call_id: CallId) -> None:
        """Whoever is talked with is held."""
        if self._is_live(call_id):
            self._voice.send(wire.Answer(call_id))

    async def end_and_answer(self, call_id: CallId) -> None:
        """Hang up on whoever is talked with, and answer this one; what waits on hold goes on waiting."""
        if self._is_live(call_id):
            for call in self._store.state.live_calls:
                if call.id != call_id and _has_the_sound(call):
                    self._voice.send(wire.HangUp(call.id))
            self._voice.send(wire.Answer(call_id))

    async def decline(self, call_id: CallId) -> None:
        if self._is_live(call_id):
            self._voice.send(wire.Decline(call_id))

    async def hang_up(self, call_id: CallId) -> None:
        if self._is_live(call_id):
            self._voice.send(wire.HangUp(call_id))

    async def mute(self, call_id: CallId, muted: bool) -> None:
        if self._is_live(call_id):
            self._voice.send(wire.Mute(call_id, muted))

    async def hold(self, call_id: CallId) -> None:
        """With it those that are joined with it."""
        if self._is_live(call_id):
            self._voice.send(wire.Hold(call_id, True))

    async def resume(self, call_id: CallId) -> None:
        """Talk with them again, and those that are joined with them; whoever is talked with is held."""
        if self._is_live(call_id):
            self._voice.send(wire.Hold(call_id, False))

    async def join(self, call_id: CallId, other_id: CallId) -> None:
        """All hear each other and us. If one of them is muted, all are."""
        if self._is_live(call_id) and self._is_live(other_id):
            self._voice.send(wire.Join(call_id, other_id))

    async def split(self, call_id: CallId) -> None:
        """Talk with this one alone; those that were joined with it wait on hold."""
        if self._is_live(call_id):
            self._voice.send(wire.Split(call_id))

    async def send_tones(self, call_id: CallId, digits: str) -> None:
        """Raises `Mendable` ("not-a-tone")."""
        if not re.fullmatch(r"[0-9A-D*#]{1,32}", digits):
            raise Mendable("not-a-tone")
        if self._is_live(call_id):
            self._voice.send(wire.SendTones(call_id, digits))

    def leave_alone(self, carrier_id: str) -> None:
        """A call of this id is none of the person's: it rings, and stands nowhere."""
        self._left_alone = carrier_id

    def dismiss(self, call_id: CallId) -> None:
        """Stop showing an ended call."""
        self._store.apply(CallDismissed(call_id))

    def end_all(self, end: EndOfCall) -> None:
        """Hang up whatever goes on, because of `end`."""
        for call in self._store.state.live_calls:
            self._voice.send(wire.HangUp(call.id))
            self._store.apply(CallEnded(call.id, end))

    def _require_room(self) -> None:
        if len(self._store.state.live_calls) >= MOST_CALLS:
            raise Mendable("too-many-calls")

    def _outgoing(self, number_id: NumberId, peer: Address) -> Call:
        return Call(
            CallId(str(uuid4())), Direction.OUTGOING, number_id, peer, "", Phase.DIALING, self._clock()
        )

    def _go_out(self, call: Call, number: Number | None, to: str, refusal: EndOfCall | None) -> CallId:
        """It is shown, and dials `to`, unless something refuses it at once."""
        self._begin(call)
        if refusal is not None or number is None:
            self._store.apply(CallEnded(call.id, refusal or EndOfCall.NOT_REGISTERED))
        else:
            self._voice.send(wire.Dial(call.id, to, number.e164))
        return call.id

    def _refusal(self, number: Number) -> EndOfCall | None:
        match number.status:
            case NumberStatus.OFF:
                return EndOfCall.NUMBER_OFF
            case NumberStatus.EXPIRED:
                return EndOfCall.NUMBER_EXPIRED
            case NumberStatus.UNVERIFIED:
                return EndOfCall.NOT_VERIFIED
            case NumberStatus.ACTIVE:
                pass
        return self._unready

    @property
    def _unready(self) -> EndOfCall | None:
        """Why no call can be made from here just now."""
        state = self._store.state
        ready = state.engine is Engine.RUNNING and state.registration is Registration.REGISTERED
        return None if ready else EndOfCall.NOT_REGISTERED

    def _is_live(self, call_id: CallId) -> bool:
        call = self._store.state.call(call_id)
        return call is not None and call.is_live

    def _begin(self, call: Call) -> None:
        for ended in self._store.state.calls:
            if not ended.is_live:
                self._store.apply(CallDismissed(ended.id))
        self._store.apply(CallBegan(call))

    def _hear(self, event: wire.AnyEvent) -> None:
        match event:
            case wire.Incoming(session_id=carrier_id) if carrier_id and carrier_id == self._left_alone:
                pass
            case wire.Incoming():
                self._ring(event)
            case wire.Ringing(call_id=call_id, session_id=carrier_id):
                self._name(CallId(call_id), carrier_id)
                self._store.apply(CallRang(CallId(call_id)))
            case wire.Confirmed(call_id=call_id, session_id=carrier_id, codec=codec, encrypted=encrypted):
                self._name(CallId(call_id), carrier_id)
                self._store.apply(
                    CallAnswered(CallId(call_id), self._clock(), time.monotonic(), codec, encrypted)
                )
            case wire.Muted(call_id=call_id, muted=muted):
                self._store.apply(CallMuted(CallId(call_id), muted))
            case wire.Held(call_id=call_id, here=here, there=there):
                self._store.apply(CallHeld(CallId(call_id), here, there))
            case wire.OtherShown(call_id=call_id, number=number):
                self._store.apply(CallHandedOn(CallId(call_id), Address(number[:32])))
            case wire.Joined(call_ids=call_ids):
                self._store.apply(CallsJoined(frozenset(map(CallId, call_ids))))
            case wire.TonesSent(call_id=call_id, digits=digits):
                self._store.apply(TonesSent(CallId(call_id), digits))
            case wire.Ended():
                self._end(event)
            case wire.MediaStats(call_id=call_id, silent_seconds=silent) if silent >= SILENCE:
                if self._is_live(CallId(call_id)) and CallId(call_id) not in self._ends:
                    self._ends[CallId(call_id)] = EndOfCall.SILENCE
                    self._voice.send(wire.HangUp(call_id))
            case wire.CommandFailed(command="Hold", why="refused", call_id=call_id):
                self._store.apply(ResumeFailed(CallId(call_id)))
            case wire.CommandFailed(command="Dial", call_id=call_id, why=why):
                self._store.apply(CallEnded(CallId(call_id), EndOfCall.TECHNICAL, why[:LONGEST_DETAIL]))
            case _:
                pass

    def _name(self, call_id: CallId, carrier_id: str) -> None:
        call = self._store.state.call(call_id)
        if carrier_id and call is not None and call.carrier_id != carrier_id:
            self._store.apply(CallNamed(call_id, carrier_id))

    def _ring(self, event: wire.Incoming) -> None:
        number = next((n for n in self._store.state.numbers if n.e164 == event.number), None)
        if number is None:  # not ours: the carrier would not send it
            # Not declined: that would end the ringing on the person's other devices too.
            log.error("a call came for a number that is not ours")
            self._voice.send(wire.HangUp(event.call_id))
            return
        self._begin(
            Call(
                CallId(event.call_id),
                Direction.INCOMING,
                number.id,
                Address(event.peer[:32]),
                _clean_name(event.peer_name),
                Phase.RINGING,
                self._clock(),
                silenced=self._store.state.quiet.silences(number.id),
                carrier_id=event.session_id,
            )
        )

    def _end(self, event: wire.Ended) -> None:
        call_id = CallId(event.call_id)
        call = self._store.state.call(call_id)
        ours = self._ends.pop(call_id, None)
        if call is not None:
            end = ours or end_of(event, direction=call.direction, answered=call.answered_at is not None)
            detail = f"{event.code} {event.phrase}".strip()[:LONGEST_DETAIL]
            self._store.apply(CallEnded(call_id, end, detail))


_BY_CODE = {
    404: EndOfCall.WRONG_NUMBER,
    408: EndOfCall.NO_ANSWER,
    410: EndOfCall.WRONG_NUMBER,
    480: EndOfCall.UNREACHABLE,
    484: EndOfCall.WRONG_NUMBER,
    486: EndOfCall.BUSY,
    487: EndOfCall.CANCELLED,
    600: EndOfCall.BUSY,
    603: EndOfCall.DECLINED,
    604: EndOfCall.WRONG_NUMBER,
}
"""RFC 3261 section 21, where the carrier gave no word."""
_WORDS = {end.value: end for end in EndOfCall}


def end_of(event: wire.Ended, *, direction: Direction, answered: bool) -> EndOfCall:
    """Why a call is over: the carrier's word first, then what the SIP status says."""
    word = _WORDS.get(event.reason.strip().lower().replace(" ", "-"))
    if event.reason.strip().lower() == "call completed elsewhere":
        return EndOfCall.ANSWERED_ELSEWHERE
    if word is not None and not (word is EndOfCall.HUNG_UP and event.by_remote):
        return word
    if answered and event.code < 400:
        return EndOfCall.REMOTE_HUNG_UP if event.by_remote else EndOfCall.HUNG_UP
    if not answered and event.code < 400:
        return EndOfCall.CANCELLED
    if direction is Direction.INCOMING and event.code in (486, 603) and not event.by_remote:
        return EndOfCall.DECLINED
    return end_by_code(event.code)


def end_by_code(code: int) -> EndOfCall:
    """What a SIP status means where no word came with it."""
    return _BY_CODE.get(code, EndOfCall.TECHNICAL)


def _has_the_sound(call: Call) -> bool:
    """Whether it is talked on, or will be without another word from here."""
    asked_for = call.direction is Direction.OUTGOING or call.phase is not Phase.RINGING
    return asked_for and not call.held


def _clean_name(name: str) -> str:
    """A name from the network: no controls, no bidi tricks, bounded."""
    kept = "".join(
        c for c in name[: 4 * LONGEST_NAME] if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )
    return " ".join(kept.split())[:LONGEST_NAME]
