"""The pjsua2 endpoint: one a process, polled by the thread that made it."""

from __future__ import annotations

import functools
import gc
import logging
import socket
import traceback
from collections.abc import Callable
from typing import Any, ParamSpec

import pjsua2 as pj

from desktop.voice import g722, own_door

log = logging.getLogger(__name__)

P = ParamSpec("P")

MOST_CALLS = 4
CODECS = ("G722/16000", "PCMU/8000", "PCMA/8000")
CLOCK_RATE = 16_000
FRAME_MS = 20
"""The bridge works as often as packets leave. Each time it has to fetch code and data from afar anew, which
costs more than the work itself: at 10 ms the sound clock took a quarter more of the processor."""
_POLL_MS = 50
_POLL_IN_A_CALL_MS = 200


def guarded(method: Callable[P, None]) -> Callable[P, None]:
    """Keep every exception inside a callback: one that leaves it aborts the process or keeps its call."""

    @functools.wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            method(*args, **kwargs)
        except Exception as error:  # the last line before native code
            tell(f"in {method.__name__}", error)
            error.__traceback__ = None

    return call


def tell(where: str, error: BaseException) -> None:
    """Log an error by its place. Its text may hold addresses and numbers: only the status is kept."""
    frames = traceback.extract_tb(error.__traceback__)
    last = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
    log.error("%s: %s at %s, status %s", where, type(error).__name__, last, getattr(error, "status", "-"))


class Endpoint:
    def __init__(self) -> None:
        self._pj = pj.Endpoint()
        self._pj.libCreate()
        config = pj.EpConfig()
        config.logConfig.level = 0
        config.logConfig.consoleLevel = 0
        config.logConfig.msgLogging = 0
        agent = config.uaConfig
        agent.userAgent = "Fiveline"
        agent.maxCalls = MOST_CALLS
        agent.threadCnt = 0
        agent.mainThreadOnly = True
        agent.natTypeInSdp = 0
        agent.mwiUnsolicitedEnabled = False
        media = config.medConfig
        media.clockRate = CLOCK_RATE
        media.sndClockRate = CLOCK_RATE
        media.channelCount = 1
        media.noVad = True
        media.ecTailLen = 0
        media.audioFramePtime = FRAME_MS
        media.jbInit = 20
        media.jbMinPre = 20
        media.jbMaxPre = 160
        self._pj.libInit(config)
        transport = pj.TransportConfig()
        transport.boundAddress = "127.0.0.1"
        transport.publicAddress = "127.0.0.1"
        # Without it a 180 right after a 100 waits 40 ms for an acknowledgement.
        no_delay = pj.SockOpt()
        no_delay.level, no_delay.optName = socket.IPPROTO_TCP, socket.TCP_NODELAY
        no_delay.setOptValInt(1)
        transport.sockOptParams.sockOpts.append(no_delay)
        self.transport_id = int(self._pj.transportCreate(pj.PJSIP_TRANSPORT_TCP, transport))
        host, _, port = str(self._pj.transportGetInfo(self.transport_id).localName).rpartition(":")
        if not own_door.shut(host, int(port)):
            log.info("pjsua2 listens on this computer")
        self._pj.libStart()
        self._pj.audDevManager().setNullDev()
        g722.match_others()
        self.prefer(CODECS)
        self.version = str(self._pj.libVersion().full)

    def prefer(self, codecs: tuple[str, ...]) -> None:
        """Offer these codecs only, best first; those not among ours are never offered."""
        for info in self._pj.codecEnum2():
            name = str(info.codecId)
            place = next(
                (i for i, codec in enumerate(codecs) if name.startswith(codec) and codec in CODECS), None
            )
            self._pj.codecSetPriority(name, 0 if place is None else 250 - place)

    def poll(self, *, in_call: bool) -> None:
        """Let pjsua2 work, or wait for something to come; `Line.nudge` ends the wait.

        Without a line nothing ends it. A call has one, and looks around less often: that costs its share.
        """
        self._pj.libHandleEvents(_POLL_IN_A_CALL_MS if in_call else _POLL_MS)

    def stop_clock(self) -> None:
        """From here on no port of ours is called: they may be dropped."""
        self._pj.audDevManager().setNoDev()

    def destroy(self) -> None:
        """Everything made of pjsua2 must have been dropped, and the account unregistered."""
        gc.collect()
        self._pj.libDestroy(pj.PJSUA_DESTROY_NO_NETWORK)
        del self._pj


def whole_message(event: Any) -> str:
    """The SIP message that caused an event, or empty when none did."""
    if event.type == pj.PJSIP_EVENT_RX_MSG:
        return str(event.body.rxMsg.rdata.wholeMsg)
    if event.type == pj.PJSIP_EVENT_TSX_STATE and event.body.tsxState.type == pj.PJSIP_EVENT_RX_MSG:
        return str(event.body.tsxState.src.rdata.wholeMsg)
    return ""
