"""The making of calls: from a device or from outside, to an account's devices or to the telephone network."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from functools import partial

from carrier.network.ear import open_ear
from carrier.network.port import CannotNow, Ending, Line, OutsideCall, Party, TelephoneNetwork
from carrier.sip import session_timer
from carrier.sip.addresses import BadAddress, read_address
from carrier.sip.call import Call
from carrier.sip.caller_leg import CallerLeg
from carrier.sip.dialog import Switchboard, described, reason_header
from carrier.sip.directory import Called, Directory, Forbidden, SipDevice, Then
from carrier.sip.diversion import NOBODY, Diversion
from carrier.sip.limits import MOST_CALLS, MOST_CALLS_PER_DEVICE
from carrier.sip.not_available import NotAvailable
from carrier.sip.reception import Guest, Reception
from carrier.sip.record import Page
from carrier.sip.referral import Referral
from carrier.sip.registrar import Binding, Registrar
from carrier.sip.ring_check import SERVICE_NUMBER, ServiceLine
from carrier.sip.ringing import Ringing, Rung
from carrier.sip.sdp import Audio, BadDescription
from carrier.sip.side import Side
from carrier.sip.transaction import ServerTransaction
from carrier.sip.underway import UnderWay
from carrier.sip.voicemail import ToVoicemail, Voicemail

_UUID = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_TAKEN_OVER = re.compile(f"call-{_UUID}")
_GREETING = re.compile(f"greeting-{_UUID}")
MOVED = Ending(200, "moved")
NUMBER = re.compile(r"\+?[0-9*#]{1,32}")
_NOT_IN_USE = ("number-off", "number-expired")
_PREFERRED = re.compile(r"\+[0-9]{3,15}")


@dataclass(frozen=True, slots=True)
class _From:
    """Who calls, as the callee may know them."""

    number: str
    device_id: str | None


Dialling = CallerLeg | Referral
"""Who waits for a number to answer: a device, or somebody who is transferred to it."""


class Calls:
    """Also the carrier as the telephone network sees it: an `Exchange`."""

    def __init__(
        self,
        board: Switchboard,
        directory: Directory,
        network: TelephoneNetwork,
        registrar: Registrar,
        *,
        domain: str,
        ring_seconds: float,
        grace_seconds: float,
        reception: Reception | None,
    ) -> None:
        self._board = board
        self._directory = directory
        self._network = network
        self._registrar = registrar
        self._domain = domain
        self._ring_seconds = ring_seconds
        self._grace_seconds = grace_seconds
        self.voicemail = None if reception is None else Voicemail(board, reception)
        self._calls: set[Call] = set()
        self._under_way = UnderWay(directory, board.spawn)
        self._ringing: dict[Call, Ringing] = {}
        self._rung: dict[str, set[Ringing]] = {}
        """By the account that is called."""
        self._placing: set[tuple[str, str, str, int]] = set()

    @property
    def count(self) -> int:
        return len(self._calls)

    def end_all(self) -> None:
        for call in list(self._calls):
            call.end_all("technical", status=503)

    # From a device

    async def place(self, transaction: ServerTransaction, device: SipDevice, wanted: str) -> None:
        request = transaction.request
        merged = (device.device_id, request.call_id, request.from_.tag, request.cseq[0])
        if merged in self._placing:
            transaction.refuse(482)  # RFC 3261 section 8.2.2.2
            return
        if self.has_enough(device.device_id):
            transaction.refuse(486, reason=reason_header(Ending(486, "technical")))
            return
        self._placing.add(merged)
        try:
            await self._place(transaction, device, wanted)
        finally:
            self._placing.discard(merged)

    def has_enough(self, device_id: str) -> bool:
        placing = sum(1 for placing, *_ in self._placing if placing == device_id)
        under_way = sum(any(side.device_id == device_id for side in call.sides) for call in self._calls)
        return len(self._calls) >= MOST_CALLS or under_way + placing >= MOST_CALLS_PER_DEVICE

    async def _place(self, transaction: ServerTransaction, device: SipDevice, wanted: str) -> None:
        taken_over = _TAKEN_OVER.fullmatch(wanted)
        call_id = taken_over.group(1) if taken_over else str(uuid.uuid4())
        mine = _preferred(transaction)
        begun = self._caller_leg(transaction, device, call_id)
        if begun is None:
            return
        leg, audio = begun
        try:
            if taken_over:
                await self._take_over(leg, audio, device, call_id)
            elif greeting := _GREETING.fullmatch(wanted):
                await self._let_hear(leg, audio, device, greeting.group(1), call_id)
            else:
                await self.dial(leg, audio, device, mine, wanted, call_id)
        except Exception:
            leg.drop("technical")
            raise

    async def dial(
        self, leg: Dialling, audio: Audio, device: SipDevice, mine: str, wanted: str, call_id: str
    ) -> None:
        """Calls `wanted` for `device`, from its number `mine`; where that is empty, from one of its own."""
        number = wanted.strip()
        if not NUMBER.fullmatch(number):
            leg.end(Ending(404, "wrong-number"))
            return
        allowed = await self._directory.may_call(device, mine, number)
        if isinstance(allowed, Forbidden):
            pages = await self._refused_pages(device, mine, number, call_id)
            self._call(leg, audio, pages, device.device_id).refuse(Ending(allowed.status, allowed.word))
            return
        page = Page(call_id, device.account_id, allowed.number_id, allowed.called, "outgoing", own=mine)
        called = await self._directory.find_number(allowed.called, caller=allowed.caller)
        if leg.ending is not None:  # given up meanwhile
            self._call(leg, audio, (page,), device.device_id).caller.end(leg.ending)
            return
        if called is not None:
            self._ring_account(leg, audio, called, _From(allowed.caller, device.device_id), (page,))
            return
        call = self._call(leg, audio, (page,), device.device_id)
        branch = call.branch()
        branch.line = await self._network.place(
            OutsideCall(call_id, allowed.caller, allowed.called, audio), branch
        )
        if branch.ended or call.over:
            branch.line.end(Ending(487, "cancelled"))
        call.dialled()

    async def _take_over(self, leg: CallerLeg, audio: Audio, device: SipDevice, call_id: str) -> None:
        """A device goes on with an answered call of its own account; the one that had it hangs up."""
        found = self.talking(device.account_id, call_id)
        if found is None or leg.ending is not None:
            leg.end(Ending(404, "call-over"))
            return
        call, leaving = found
        if leaving.device_id == device.device_id:
            leg.end(Ending(486, "busy"))
            return
        joining = call.seat(leg, device.device_id)
        leg.voice = joining
        try:
            await call.hand_over(leaving, joining, audio, MOVED)
        except CannotNow as refused:
            joining.finish(
                Ending(404, "call-over") if refused.status == 481 else Ending(refused.status, "technical")
            )

    async def _let_hear(
        self, leg: CallerLeg, audio: Audio, device: SipDevice, number_id: str, call_id: str
    ) -> None:
        """A device hears what callers of its own number hear. No history has it."""
        own = await self._directory.find_own(device.account_id, number_id)
        if own is None or self.voicemail is None or leg.ending is not None:
            leg.end(Ending(404, "wrong-number"))
            return
        guest = Guest(own.account_id, own.number_id, own.e164, call_id, records=False)
        diversion = ToVoicemail(self.voicemail, guest, audio)
        self._call(leg, audio, (), device.device_id, diversion=diversion).refuse(NOBODY)

    def _caller_leg(
        self, transaction: ServerTransaction, device: SipDevice, call_id: str
    ) -> tuple[CallerLeg, Audio] | None:
        request = transaction.request
        try:
            target = str(read_address(request.headers.elements("contact")[0]).uri)
        except (BadAddress, IndexError):
            transaction.refuse(400)
            return None
        kind = request.headers.get("content-type").partition(";")[0].strip().lower()
        if request.body and kind != "application/sdp":
            transaction.refuse(415, accept="application/sdp")
            return None
        if session_timer.refused(transaction):
            return None
        try:
            audio, shape = described(request)
        except BadDescription:
            transaction.refuse(488, reason=reason_header(Ending(488, "technical")))
            return None
        leg = CallerLeg(
            self._board,
            transaction,
            device_id=device.device_id,
            call_id=call_id,
            target=target,
            audio=audio,
            shape=shape,
        )
        return leg, audio

    async def _refused_pages(
        self, device: SipDevice, mine: str, number: str, call_id: str
    ) -> tuple[Page, ...]:
        own = await self._directory.find_number(mine) if mine else None
        if own is None or own.account_id != device.account_id:
            return ()
        return (Page(call_id, device.account_id, own.number_id, number, "outgoing"),)

    # From outside

    async def deliver(self, call: OutsideCall, caller: Party) -> Line:
        called = await self._directory.find_number(call.called, caller=call.caller)
        if called is None:
            caller.end(Ending(404, "wrong-number"))
            return _Nobody()
        return self._ring_account(caller, call.audio, called, _From(call.caller, None), ()).caller

    # To the devices of an account

    def _ring_account(
        self, caller: Party, audio: Audio, called: Called, who: _From, pages: tuple[Page, ...]
    ) -> Call:
        call_id = str(uuid.uuid4())
        page = Page(call_id, called.account_id, called.number_id, who.number, "incoming", own=called.e164)
        guest = Guest(called.account_id, called.number_id, who.number, call_id)
        diversion = self._diversion(called, guest, audio)
        call = self._call(
            caller,
            audio,
            (*pages, page),
            who.device_id,
            diversion=diversion,
            ring_seconds=None if diversion is None else called.unanswered.after_seconds,
        )
        if called.word:
            call.refuse(NOBODY, callee_word=called.word)
            return call
        rung = Rung(
            called.account_id, call_id, who.number, called.e164, self._domain, audio, but_for=who.device_id
        )
        ringing = Ringing(self._board, call, rung, grace_seconds=self._grace_seconds)
        self._ringing[call] = ringing
        self._rung.setdefault(called.account_id, set()).add(ringing)
        for binding in self._registrar.of_account(called.account_id):
            ringing.reach(binding)
        for device_id in self._registrar.left_lately(called.account_id):
            ringing.wait_for_one_that_left(device_id)
        call.dialled()
        return call

    def _diversion(self, called: Called, guest: Guest, audio: Audio) -> Diversion | None:
        unanswered = called.unanswered
        if self.voicemail is None or called.word not in ("", *_NOT_IN_USE):
            return None
        if called.word or unanswered.then is Then.NOT_AVAILABLE:
            words = partial(self.voicemail.not_available, unanswered.language)
            return NotAvailable(self._board, words, audio)
        return ToVoicemail(self.voicemail, guest, audio) if unanswered.then is Then.VOICEMAIL else None

    async def check_ring(self, device_id: str, called: Called, call_id: str) -> bool:
        """The carrier calls this device alone, on `called`. False where it is not registered."""
        binding = self._registrar.binding(device_id)
        if binding is None:
            return False
        ear = await open_ear(binding.flow.local[0])
        audio = ear.offer(secure=binding.flow.reliable)
        line = ServiceLine(ear)
        call = self._call(line, audio, (), None)
        line.begin(call.caller)
        rung = Rung(
            called.account_id, call_id, SERVICE_NUMBER, called.e164, self._domain, audio, but_for=None
        )
        ringing = Ringing(self._board, call, rung, grace_seconds=self._grace_seconds)
        ringing.reach(binding)
        call.dialled()
        return True

    def device_came(self, binding: Binding) -> None:
        """It registered, perhaps while its account is rung."""
        for ringing in list(self._rung.get(binding.account_id, ())):
            ringing.reach(binding)

    def device_left(self, binding: Binding) -> None:
        """Its connection ended."""
        for ringing in list(self._rung.get(binding.account_id, ())):
            ringing.wait_for_one_that_left(binding.device_id)

    def _call(
        self,
        caller: Party,
        audio: Audio,
        pages: tuple[Page, ...],
        device_id: str | None,
        *,
        diversion: Diversion | None = None,
        ring_seconds: float | None = None,
    ) -> Call:
        call = Call(
            offer=audio,
            caller=caller,
            pages=pages,
            keep=self._directory.keep_call,
            on_over=self._over,
            on_talk=self._talks,
            spawn=self._board.spawn,
            ring_seconds=self._ring_seconds if ring_seconds is None else ring_seconds,
            placed_by=device_id,
            diversion=diversion,
        )
        self._calls.add(call)
        if isinstance(caller, CallerLeg | Referral):
            caller.voice = call.caller
        return call

    def talking(self, account_id: str, call_id: str) -> tuple[Call, Side] | None:
        """An answered call by its id in the account's history, and the side of it that is the account's.

        A device that takes it over brings a leg of its own: `call.seat(leg, device_id)` makes its side (the
        leg's `voice`), and `await call.hand_over(side, seat, audio, ending)` puts it in the other's place.
        """
        for call in self._calls:
            for side in () if call.is_ringing or call.over else call.sides:
                page = side.record.page if side.record is not None else None
                if page is not None and (page.account_id, page.call_id) == (account_id, call_id):
                    return call, side
        return None

    def _talks(self, call: Call) -> None:
        self._under_way.changed(call, () if call.over else call.sides)

    def _over(self, call: Call) -> None:
        self._calls.discard(call)
        if (ringing := self._ringing.pop(call, None)) is not None:
            self._rung[ringing.account_id].discard(ringing)
            if not self._rung[ringing.account_id]:
                del self._rung[ringing.account_id]


class _Nobody:
    """The line of a call that was refused before it had one."""

    def ring(self, early: Audio | None = None) -> None: ...

    def answer(self, audio: Audio) -> None: ...

    def end(self, ending: Ending) -> None: ...

    async def renegotiate(self, audio: Audio) -> Audio:
        raise AssertionError("nobody is there")


def _preferred(transaction: ServerTransaction) -> str:
    """The number that the device wants to call from; empty where it says none that can be read."""
    value = transaction.request.headers.get("p-preferred-identity")
    try:
        user = read_address(value).uri.user if value else ""
    except BadAddress:
        return ""
    return user if _PREFERRED.fullmatch(user) else ""
