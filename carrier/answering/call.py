"""One call as pjsua2 sees it. Its callbacks note what happened, and return."""

from __future__ import annotations

from typing import Any

import pjsua2 as pj

from carrier.answering.endpoint import guarded

_COUNTED_EVERY = 0.2


class AnsweredCall(pj.Call):  # type: ignore[misc]
    def __init__(self, account: Any, number: int) -> None:
        super().__init__(account, number)
        self.media: Any = None
        """The bridge's end of it while sound can flow."""
        self.media_changed = False
        self.digits: list[str] = []
        self.is_over = False
        self._packets = 0
        self._counted_at = 0.0

    def accept(self) -> None:
        prm = pj.CallOpParam()
        prm.statusCode = pj.PJSIP_SC_OK
        self.answer(prm)

    def end(self, status: int = 0) -> None:
        """Hang up; before an answer, refuse with `status`."""
        if self.is_over:
            return
        prm = pj.CallOpParam()
        if status:
            prm.statusCode = status
        self.hangup(prm)

    def packets(self, now: float) -> int:
        """How many have come in the stream, as of a moment ago."""
        if self.media is not None and now - self._counted_at >= _COUNTED_EVERY:
            self._counted_at = now
            stat = self.getStreamStat(0)  # kept while its members are used: they are views into it
            rtcp = stat.rtcp
            received = rtcp.rxStat
            self._packets = int(received.pkt)
        return self._packets

    @guarded
    def onCallState(self, prm: Any) -> None:
        info = self.getInfo()
        if int(info.state) == pj.PJSIP_INV_STATE_DISCONNECTED:
            self.media = None
            self.is_over = True

    @guarded
    def onCallMediaState(self, prm: Any) -> None:
        self.media = None
        self.media_changed = True
        info = self.getInfo()  # kept while its members are used: they are views into it
        medias = info.media
        for index in range(len(medias)):
            media = medias[index]
            flows = media.status in (pj.PJSUA_CALL_MEDIA_ACTIVE, pj.PJSUA_CALL_MEDIA_REMOTE_HOLD)
            if media.type == pj.PJMEDIA_TYPE_AUDIO and flows:
                self.media = self.getAudioMedia(index)
                break

    @guarded
    def onDtmfDigit(self, prm: Any) -> None:
        if len(self.digits) < 100:
            self.digits.append(str(prm.digit)[:1])

    @guarded
    def onCallTransferRequest(self, prm: Any) -> None:
        prm.statusCode = pj.PJSIP_SC_FORBIDDEN

    @guarded
    def onCallReplaceRequest(self, prm: Any) -> None:
        prm.statusCode = pj.PJSIP_SC_FORBIDDEN
