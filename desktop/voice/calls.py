"""All calls of the device, by the program's ids: what is asked for, what happened, and who has the sound.

A call that is dialled, answered or resumed gets the floor, and whoever had it is held. One that rings
meanwhile does so with a soft tone in the ear. Everything here runs on the owner thread.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import pjsua2 as pj

from desktop.voice import headers, moving
from desktop.voice.account import SipAccount
from desktop.voice.call import Particulars, SipCall
from desktop.voice.endpoint import tell
from desktop.voice.floor import Floor
from desktop.voice.measuring import Measuring
from desktop.voice.pace import Pace
from desktop.voice.ringer import Tone
from desktop.voice.signals import signal
from desktop.voice.sound import SoundRoom
from desktop.voice.transfers import Transfers
from desktop.voice.wire import (
    AnyEvent,
    CommandFailed,
    Confirmed,
    Ended,
    Incoming,
    Muted,
    OtherShown,
    Ringing,
    TonesSent,
    UseRinging,
)

log = logging.getLogger(__name__)

MOST_AT_ONCE = 3
LONGEST_RING = 120.0
"""Seconds. A carrier gives up much earlier; one that has forgotten the call never says so, and of three calls
that ring for ever nobody else gets through."""
_CALLABLE = re.compile(
    r"^(?:\+?[0-9*#]{1,32}|(?:call|greeting)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$"
)
_OWN_NUMBER = re.compile(r"^\+[0-9]{6,15}$")
_TONES = re.compile(r"^[0-9A-D*#]{1,32}$")
_RINGING, _OK = 180, 200
_UNAVAILABLE, _BUSY, _TERMINATED, _DECLINED = 480, 486, 487, 603


class Calls:
    def __init__(
        self,
        *,
        publish: Callable[[AnyEvent], None],
        sound: SoundRoom,
        mix: Callable[[tuple[tuple[Any, bool], ...]], None],
    ) -> None:
        """`mix` lets the bridge's ends that it is given hear each other and us, as far as none is muted."""
        self._publish = publish
        self._sound = sound
        self._mix = mix
        self._live: dict[str, SipCall] = {}
        self._floor = Floor(live=self._live, publish=publish)
        self.transfers = Transfers(
            live=self._live,
            floor=self._floor,
            publish=publish,
            end=lambda call: self.hang_up(call.about.id, word="transferred"),
            floor_changed=self._hear_anew,
        )
        self._refused: list[SipCall] = []
        self._over: list[SipCall] = []
        self._measuring = Measuring(
            publish=publish, end=lambda call, word: self.hang_up(call.about.id, word=word)
        )
        self._ringing = UseRinging()
        self._pace = Pace()

    # --- asked for ----------------------------------------------------------------------------------------
    def dial(self, account: SipAccount | None, domain: str, *, call_id: str, to: str, number: str) -> None:
        if call_id in self._live or not _CALLABLE.match(to) or not _OWN_NUMBER.match(number):
            self._publish(CommandFailed("Dial", "not-a-number", call_id))
            return
        if account is None:
            self._publish(Ended(call_id, 503, False, "not-registered", "Not registered"))
            return
        if len(self._live) >= MOST_AT_ONCE:
            self._publish(CommandFailed("Dial", "too-many-calls", call_id))
            return
        call = SipCall(account, self, Particulars(id=call_id, outgoing=True))
        self._live[call_id] = call
        prm = pj.CallOpParam(True)
        prm.opt.audioCount = 1
        prm.opt.videoCount = 0
        identity = pj.SipHeader()
        identity.hName = "P-Preferred-Identity"
        identity.hValue = f"<sip:{number}@{domain}>"
        prm.txOption.headers.append(identity)
        try:
            call.makeCall(f"sip:{to.replace('#', '%23')}@{domain}", prm)
        except pj.Error as error:
            tell("makeCall", error)
            error.__traceback__ = None
            del self._live[call_id]
            self._over.append(call)
            self._publish(Ended(call_id, 500, False, "technical", "The call could not be set up"))
            return
        self._floor.give(call)
        self._sound.open_for_call()
        self._hear_anew()

    def may_dial(self) -> bool:
        """Whether another call may begin now; then it has."""
        return not self._pace.wait(time.monotonic())

    def answer(self, call_id: str) -> None:
        call = self._waiting(call_id, "Answer")
        if call is None:
            return
        call.about.answered = True
        self._floor.give(call)
        self._sound.open_for_call()
        self._reply(call, _OK)
        self._hear_anew()

    def decline(self, call_id: str) -> None:
        call = self._waiting(call_id, "Decline")
        if call is not None:
            call.about.ended_here = "declined"
            self._reply(call, _DECLINED)

    def hang_up(self, call_id: str, *, word: str = "hung-up") -> None:
        call = self._live.get(call_id)
        if call is None:
            self._publish(CommandFailed("HangUp", "no-such-call", call_id))
            return
        about = call.about
        about.ended_here = about.ended_here or word
        prm = pj.CallOpParam()
        if about.waits:
            # Only this device goes away: a 603, pjsua2's own word, would end the ringing on the others too.
            prm.statusCode = _UNAVAILABLE
        try:
            call.hangup(prm)
        except pj.Error as error:
            tell("hangup", error)
            error.__traceback__ = None
            if not call.isActive():
                self._bury(call, code=500)

    def hang_up_all(self) -> None:
        for call_id in list(self._live):
            self.hang_up(call_id)

    def use_ringing(self, rules: UseRinging) -> None:
        """From now on, and for what rings already: switching it off silences at once."""
        self._ringing = rules
        if any(call.about.waits for call in self._live.values()):
            self._ring()

    def mute(self, call_id: str, muted: bool) -> None:
        call = self._live.get(call_id)
        if call is None:
            self._publish(CommandFailed("Mute", "no-such-call", call_id))
            return
        self._mute(self._floor.party(call), muted)
        self.reconnect_sound()

    def hold(self, call_id: str, on: bool) -> None:
        call = self._live.get(call_id)
        if call is None or call.about.waits:
            self._publish(CommandFailed("Hold", "no-such-call", call_id))
            return
        if self.transfers.is_handed_on(call):
            self._publish(CommandFailed("Hold", "handed-on", call_id))
            return
        if on:
            self._floor.take(call)
        else:
            self._floor.give(call)
        self._hear_anew()

    def join(self, call_id: str, other_id: str) -> None:
        call, other = self._live.get(call_id), self._live.get(other_id)
        if call is None or other is None or call is other:
            self._publish(CommandFailed("Join", "no-such-call", call_id))
            return
        if not (call.about.established and other.about.established):
            self._publish(CommandFailed("Join", "not-talking", call_id))
            return
        if self.transfers.is_handed_on(call) or self.transfers.is_handed_on(other):
            self._publish(CommandFailed("Join", "handed-on", call_id))
            return
        self._floor.join(call, other)
        party = self._floor.party(call)
        if any(one.about.muted for one in party):  # nobody is heard unawares
            self._mute(party, True)
        self._hear_anew()

    def split(self, call_id: str) -> None:
        call = self._live.get(call_id)
        if call is None or self._floor.party(call) == (call,):
            self._publish(CommandFailed("Split", "not-joined", call_id))
            return
        self._floor.split(call)
        self._hear_anew()

    def send_tones(self, call_id: str, digits: str) -> None:
        """As telephone-events (RFC 4733)."""
        call = self._live.get(call_id)
        why = ""
        if call is None or call.media is None:
            why = "no-such-call"
        elif not _TONES.match(digits):
            why = "no-tones"
        else:
            try:
                call.dialDtmf(digits)
            except pj.Error as error:
                tell("dialDtmf", error)
                error.__traceback__ = None
                why = "not-understood-there"
        self._publish(CommandFailed("SendTones", why, call_id) if why else TonesSent(call_id, digits))

    # --- happened -----------------------------------------------------------------------------------------
    def invited(self, account: SipAccount, number: int, message: str) -> None:
        about = Particulars(id=str(uuid.uuid4()), outgoing=False, session_id=headers.session_id(message))
        call = SipCall(account, self, about, number)
        if len(self._live) >= MOST_AT_ONCE:
            about.ended_here = "busy"
            self._refused.append(call)  # until its end has been processed
            self._reply(call, _BUSY)
            return
        self._live[about.id] = call
        self._reply(call, _RINGING)
        name, uri = headers.address(headers.first(message, "from"))
        _, called = headers.address(headers.first(message, "to"))
        peer = headers.number_of(uri)
        about.called = headers.number_of(called)
        self._publish(
            Incoming(
                call_id=about.id,
                session_id=about.session_id,
                peer=peer,
                peer_name=headers.clean_name(name) if peer else "",
                number=about.called,
            )
        )
        self._ring()

    def rang(self, call: SipCall) -> None:
        about = call.about
        now = (True, about.early_media)
        if now != about.announced_ringing:
            about.announced_ringing = now
            self._publish(Ringing(about.id, about.session_id, about.early_media))
            self._ring()

    def confirmed(self, call: SipCall) -> None:
        about = call.about
        about.heard_at = time.monotonic()
        self.reconnect_sound()
        self._ring()
        try:
            codec, encrypted = call.codec()
        except pj.Error as error:  # answered without sound
            tell("codec", error)
            error.__traceback__ = None
            codec, encrypted = "", False
        if encrypted:
            self._publish(Confirmed(about.id, about.session_id, codec, encrypted))
        else:  # never talk in the clear, whatever was negotiated
            self.hang_up(about.id, word="technical")

    def media_changed(self, call: SipCall) -> None:
        call.about.heard_at = time.monotonic()
        self._floor.media_changed(call)
        self.reconnect_sound()
        if call.about.early_media:
            self.rang(call)

    def renegotiation_refused(self, call: SipCall, code: int) -> None:
        self._floor.refused(call, code)
        self.reconnect_sound()

    def transfer_told(self, call: SipCall, code: int) -> None:
        self.transfers.told(call, code)

    def other_shown(self, call: SipCall, number: str) -> None:
        self._publish(OtherShown(call.about.id, number))

    def disconnected(self, call: SipCall) -> None:
        self._bury(call, code=call.about.code)

    # --- in between ---------------------------------------------------------------------------------------
    def tick(self) -> None:
        """After each turn of pjsua2: tell of calls that are over, and let go of them."""
        while self._over:
            call = self._over.pop()
            if call in self._refused:
                self._refused.remove(call)
            if self._live.get(call.about.id) is call:
                del self._live[call.about.id]
                self._floor.leave(call)
                self._tell_end(call)
                self.transfers.leave(call)
        self._floor.tick()
        self.transfers.tick()
        self._measuring.tick(tuple(self._live.values()))
        self._stop_ringing(time.monotonic() - LONGEST_RING)

    def _stop_ringing(self, before: float) -> None:
        for call in tuple(self._live.values()):
            if call.about.waits and not call.about.ended_here and call.about.heard_at < before:
                call.about.heard_at = time.monotonic()  # not in each turn, where it does not end at once
                self._reply(call, _UNAVAILABLE)

    def move(self, account: SipAccount | None) -> None:
        """Tell the other sides where this computer is now."""
        moving.move((call for call in self._live.values() if call.about.established), account)

    @property
    def live(self) -> int:
        return len(self._live) + len(self._refused) + len(self._over)

    def _tell_end(self, call: SipCall) -> None:
        about = call.about
        by_remote = not about.ended_here
        code, word = about.code, about.word
        if about.established:
            code = _OK
        elif about.ended_here in ("hung-up", "cancelled"):
            code = _TERMINATED
        if about.ended_here in ("silence", "technical", "transferred"):
            word = about.ended_here
        busy_tone = by_remote and about.outgoing and not about.established and code >= 400
        self._publish(Ended(about.id, code, by_remote, word, about.phrase))
        self.reconnect_sound()
        self._ring(Tone.BUSY if busy_tone else None)
        if all(c.about.waits for c in self._live.values()):
            self._sound.close_after_call()

    def _bury(self, call: SipCall, *, code: int) -> None:
        call.about.code = code
        call.media = None
        if call not in self._over:
            self._over.append(call)

    def _reply(self, call: SipCall, status: int) -> None:
        prm = pj.CallOpParam()
        prm.statusCode = status
        try:
            if status >= 300:
                call.hangup(prm)
            else:
                call.answer(prm)
        except pj.Error as error:  # it is over already: its end is told by its state
            tell(f"answering {status}", error)
            error.__traceback__ = None

    def _waiting(self, call_id: str, command: str) -> SipCall | None:
        call = self._live.get(call_id)
        if call is None or not call.about.waits:
            self._publish(CommandFailed(command, "not-ringing" if call else "no-such-call", call_id))
            return None
        return call

    def _mute(self, calls: tuple[SipCall, ...], muted: bool) -> None:
        for call in calls:
            call.about.muted = muted
            self._publish(Muted(call.about.id, muted))

    def reconnect_sound(self) -> None:
        self._mix(self._floor.parts)
        self._sound.attend(self._are_muted())

    def _are_muted(self) -> bool | None:
        """Whether nobody shall hear us now; None where nobody could."""
        hear_us = [
            call
            for call in self._floor.talking
            if call.media is not None and call.about.established and not call.about.held_there
        ]
        return all(call.about.muted for call in hear_us) if hear_us else None

    def _hear_anew(self) -> None:
        """Another has the floor."""
        self.reconnect_sound()
        self._ring()

    def _ring(self, after: Tone | None = None) -> None:
        calls, talking = self._live.values(), self._floor.talking
        self._sound.ring(signal(calls, talking, self._ringing, after=after))
