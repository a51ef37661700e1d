"""One call as pjsua2 sees it. Its callbacks copy what they are handed, tell the desk, and return."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Protocol

import pjsua2 as pj

from desktop.voice import headers
from desktop.voice.endpoint import guarded, whole_message
from desktop.voice.moving import SoundAt


class CallDesk(Protocol):
    """Who hears of a call. Everything runs on the owner thread."""

    def rang(self, call: SipCall) -> None: ...
    def confirmed(self, call: SipCall) -> None: ...
    def media_changed(self, call: SipCall) -> None: ...
    def disconnected(self, call: SipCall) -> None: ...
    def renegotiation_refused(self, call: SipCall, code: int) -> None: ...
    def transfer_told(self, call: SipCall, code: int) -> None: ...
    def other_shown(self, call: SipCall, number: str) -> None: ...


@dataclass(slots=True)
class Particulars:
    """What is known of a call besides its pjsua2 object."""

    id: str
    outgoing: bool
    session_id: str = ""
    called: str = ""
    """Which of my numbers it came for, E.164."""
    word: str = ""
    """From the last `Reason` that came."""
    muted: bool = False
    hold: bool = False
    """We want it on hold: its sound is cut at once, the other side is told as soon as it can be."""
    held_here: bool = False
    """The other side knows that we hold it."""
    held_there: bool = False
    """They want to hear nothing from us."""
    handed_to: str | None = None
    """Who is at the other end, once that is somebody else; empty where they hide."""
    answered: bool = False
    """We said yes, or they did."""
    established: bool = False
    ended_here: str = ""
    """Our own word, when it was ended from this side."""
    early_media: bool = False
    announced_ringing: tuple[bool, bool] = (False, False)
    code: int = 0
    phrase: str = ""
    received: int = 0
    heard_at: float = field(default_factory=time.monotonic)

    @property
    def waits(self) -> bool:
        """It rings here, and nobody has taken it."""
        return not self.outgoing and not self.answered


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of a call's sound, since it began."""

    received: int
    lost: int
    jitter_ms: float
    round_trip_ms: float
    sent: int
    far_lost: int
    far_reports: int


class SipCall(pj.Call):  # type: ignore[misc]
    def __init__(self, account: Any, desk: CallDesk, particulars: Particulars, number: int = -1) -> None:
        super().__init__(account, number)
        self._desk = desk
        self.about = particulars
        self.media: Any = None
        """The bridge's end of this call while sound can flow."""
        self.sound_at = SoundAt(account.media_address)

    @guarded
    def onCallState(self, prm: Any) -> None:
        self._read(whole_message(prm.e))
        info = self.getInfo()
        state = int(info.state)
        if state in (pj.PJSIP_INV_STATE_EARLY, pj.PJSIP_INV_STATE_CONNECTING) and self.about.outgoing:
            if state == pj.PJSIP_INV_STATE_EARLY:
                self._desk.rang(self)
        elif state == pj.PJSIP_INV_STATE_CONFIRMED:
            self.about.established = True
            self._desk.confirmed(self)
        elif state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self.about.code = int(info.lastStatusCode)
            self.about.phrase = headers.clean_name(str(info.lastReason))
            self.media = None
            self._desk.disconnected(self)

    @guarded
    def onCallTsxState(self, prm: Any) -> None:
        self._read(whole_message(prm.e))
        self.sound_at.heard(prm.e)
        if prm.e.type != pj.PJSIP_EVENT_TSX_STATE:
            return
        transaction = prm.e.body.tsxState.tsx
        code, method = int(transaction.statusCode), str(transaction.method)
        if method == "UPDATE" and transaction.role == pj.PJSIP_ROLE_UAS:
            self._see_other(whole_message(prm.e))
            return
        if transaction.role != pj.PJSIP_ROLE_UAC or code < 300 or code in (401, 407):
            return
        if method == "INVITE" and self.about.established:
            self._desk.renegotiation_refused(self, code)
        elif method == "REFER":
            self._desk.transfer_told(self, code)

    @guarded
    def onCallMediaState(self, prm: Any) -> None:
        self.media = None
        info = self.getInfo()  # kept while its members are used: they are views into it
        medias = info.media
        for index in range(len(medias)):
            media = medias[index]
            if media.type != pj.PJMEDIA_TYPE_AUDIO:
                continue
            self.about.held_here = media.status == pj.PJSUA_CALL_MEDIA_LOCAL_HOLD
            self.about.held_there = not int(media.dir) & pj.PJMEDIA_DIR_ENCODING
            if media.status in (pj.PJSUA_CALL_MEDIA_ACTIVE, pj.PJSUA_CALL_MEDIA_REMOTE_HOLD):
                self.media = self.getAudioMedia(index)
                break
        answered = int(info.lastStatusCode) >= 200
        self.about.early_media = self.media is not None and self.about.outgoing and not answered
        self._desk.media_changed(self)

    @guarded
    def onCallTransferStatus(self, prm: Any) -> None:
        code = int(prm.statusCode)
        prm.cont = code < 200 and not prm.finalNotify
        self._desk.transfer_told(self, code)

    @guarded
    def onCallTransferRequest(self, prm: Any) -> None:
        prm.statusCode = pj.PJSIP_SC_FORBIDDEN

    @guarded
    def onCallReplaceRequest(self, prm: Any) -> None:
        prm.statusCode = pj.PJSIP_SC_FORBIDDEN

    def codec(self) -> tuple[str, bool]:
        """Codec and rate, and whether the media is encrypted."""
        info = self.getStreamInfo(0)
        secured = int(info.proto) & _SECURED == _SECURED
        return f"{info.codecName}/{info.codecClockRate}", secured

    def statistics(self) -> Statistics:
        stat = self.getStreamStat(0)  # kept while its members are used: they are views into it
        rtcp = stat.rtcp
        came, went = rtcp.rxStat, rtcp.txStat
        jitter, round_trip = came.jitterUsec, rtcp.rttUsec
        return Statistics(
            received=int(came.pkt),
            lost=int(came.loss),
            jitter_ms=jitter.last / 1_000,
            round_trip_ms=round_trip.last / 1_000,
            sent=int(went.pkt),
            far_lost=int(went.loss),
            far_reports=int(went.updateCount),
        )

    def _see_other(self, message: str) -> None:
        number = headers.asserted_number(message)
        if number is not None and number != self.about.handed_to:
            self.about.handed_to = number
            self._desk.other_shown(self, number)

    def _read(self, message: str) -> None:
        if not message:
            return
        self.about.session_id = headers.session_id(message) or self.about.session_id
        self.about.word = headers.reason_word(message) or self.about.word


_SECURED = int(pj.PJMEDIA_TP_PROFILE_SRTP)
