"""The pjsua2 endpoint: one a process, polled by the thread that made it. SIP over UDP on this machine."""

from __future__ import annotations

import ctypes
import functools
import gc
import logging
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any, ParamSpec

import pjsua2 as pj

from carrier.answering import frame_memory
from carrier.answering.wire import HOST, MOST_CALLS
from carrier.voicemail.visit import RATE

logger = logging.getLogger(__name__)

P = ParamSpec("P")


FRAME_MS = 20
_CODECS = ("G722/16000", "PCMU/8000", "PCMA/8000")
_POLL_MS = 200
_POLL_IN_A_CALL_MS = 20
_G722_SHIFT = 1


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
    logger.error("%s: %s at %s, status %s", where, type(error).__name__, last, getattr(error, "status", "-"))


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
        media.clockRate = RATE
        media.sndClockRate = RATE
        media.channelCount = 1
        media.noVad = True
        media.ecTailLen = 0
        media.audioFramePtime = FRAME_MS
        media.jbInit = 20
        media.jbMinPre = 20
        media.jbMaxPre = 160
        self._pj.libInit(config)
        transport = pj.TransportConfig()
        transport.boundAddress = HOST
        transport.publicAddress = HOST
        self.transport_id = int(self._pj.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport))
        self._pj.libStart()
        self._pj.audDevManager().setNullDev()
        info = self._pj.transportGetInfo(self.transport_id)
        self.port = int(str(info.localName).rpartition(":")[2])
        for codec in self._pj.codecEnum2():
            name = str(codec.codecId)
            place = next((at for at, known in enumerate(_CODECS) if name.startswith(known)), None)
            self._pj.codecSetPriority(name, 0 if place is None else 250 - place)
        _match_others()
        frame_memory.check()
        self._waker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._waker.setblocking(False)

    def poll(self, *, in_call: bool) -> None:
        """Let pjsua2 work, or wait for something to come."""
        self._pj.libHandleEvents(_POLL_IN_A_CALL_MS if in_call else _POLL_MS)

    def nudge(self) -> None:
        """End the wait of `poll`. From any thread: an empty line is no SIP, and ends it all the same."""
        try:
            self._waker.sendto(b"\r\n\r\n", (HOST, self.port))
        except OSError:
            pass  # it ends by itself

    def stop_clock(self) -> None:
        """From here on no port of ours is called: they may be dropped."""
        self._pj.audDevManager().setNoDev()

    def destroy(self) -> None:
        """Everything made of pjsua2 must have been dropped."""
        gc.collect()
        self._pj.libDestroy(pj.PJSUA_DESTROY_NO_NETWORK)
        del self._pj
        self._waker.close()


def account_config(transport_id: int, port: int) -> Any:
    """Of the only account: it takes what comes, and never registers.

    `contactForced` keeps pjsip from working a contact out of a hostile request, by which it can be aborted.
    """
    config = pj.AccountConfig()
    config.idUri = f"sip:voicemail@{HOST}:{port}"
    config.regConfig.registerOnAdd = False
    config.sipConfig.contactForced = f"<sip:voicemail@{HOST}:{port}>"
    config.sipConfig.transportId = transport_id
    nat = config.natConfig
    nat.iceEnabled = False
    nat.turnEnabled = False
    nat.sipStunUse = pj.PJSUA_STUN_USE_DISABLED
    nat.mediaStunUse = pj.PJSUA_STUN_USE_DISABLED
    nat.contactRewriteUse = 0
    nat.viaRewriteUse = 0
    nat.sdpNatRewriteUse = 0
    nat.sipOutboundUse = 0
    config.callConfig.timerUse = pj.PJSUA_SIP_TIMER_INACTIVE
    config.callConfig.prackUse = pj.PJSUA_100REL_NOT_USED
    media = config.mediaConfig
    media.srtpUse = pj.PJMEDIA_SRTP_OPTIONAL
    media.srtpSecureSignaling = 0
    media.srtpOpt.keyings.append(pj.PJMEDIA_SRTP_KEYING_SDES)
    for suite in ("AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32", "AES_256_CM_HMAC_SHA1_80"):
        crypto = pj.SrtpCrypto()
        crypto.name = suite
        media.srtpOpt.cryptos.append(crypto)
    media.lockCodecEnabled = False
    media.transportConfig.boundAddress = HOST
    media.transportConfig.port = _FIRST_RTP_PORT
    media.transportConfig.portRange = _RTP_PORTS
    media.transportConfig.randomizePort = True
    return config


_FIRST_RTP_PORT = 20_000
_RTP_PORTS = 12_000


def _match_others() -> None:
    """The loudness of G.722, as spandsp and most gateways have it.

    The codec works on 14 bits. pjsip shifts its samples by two, most others by one: we would be 6 dB too soft
    to them, and they 6 dB too loud to us, up to clipping. The wheel's library exports the switch on Linux and
    macOS; pjsua2 does not hand it out.
    """
    library = sys.modules.get("pjsua2._pjsua2") or getattr(pj, "_pjsua2", None)
    path = getattr(library, "__file__", None)
    if sys.platform == "win32" or path is None:
        return
    try:
        switch = ctypes.CDLL(path).pjmedia_codec_g722_set_pcm_shift
    except (OSError, AttributeError):
        logger.warning("the loudness of G.722 is pjsip's own")
        return
    switch.argtypes = [ctypes.c_int]
    switch.restype = ctypes.c_int
    switch(_G722_SHIFT)
