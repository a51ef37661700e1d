"""The device's registration (RFC 3261 section 10).

One account, through the relay, kept until it is taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pjsua2 as pj

from desktop.voice.endpoint import guarded
from desktop.voice.wire import Register, RegistrationState

EXPIRES = 300
FIRST_RETRY = 1
RETRY = 2
RETRY_JITTER = 1
_FIRST_RTP_PORT = 20_000
_RTP_PORTS = 20_000
_SUITES = ("AES_CM_128_HMAC_SHA1_80", "AES_256_CM_HMAC_SHA1_80")
"""Best first is what all can speak: a call keeps its suite when the carrier takes a side, to play music."""
_REFUSALS = frozenset((401, 403, 404, 407, 423))


class SipAccount(pj.Account):  # type: ignore[misc]
    """Its callbacks tell of the registration's state and of incoming calls."""

    def __init__(
        self,
        *,
        publish: Callable[[RegistrationState], None],
        on_invite: Callable[[SipAccount, int, str], None],
    ) -> None:
        super().__init__()
        self._publish = publish
        self._on_invite = on_invite
        self.state = "registering"
        self.media_address = ""
        """Of this computer: where the media of calls is bound from now on."""

    @guarded
    def onRegState(self, prm: Any) -> None:
        code = int(prm.code)
        if code // 100 == 2:
            state = "registered" if int(prm.expiration) > 0 else "none"
        elif code in _REFUSALS:
            state = "refused"
        else:
            state = "unreachable"
        self.state = state
        self._publish(RegistrationState(state=state, code=code, reason=str(prm.reason)[:80]))

    @guarded
    def onIncomingCall(self, prm: Any) -> None:
        self._on_invite(self, int(prm.callId), str(prm.rdata.wholeMsg))

    @guarded
    def onIncomingSubscribe(self, prm: Any) -> None:
        prm.code = 405


def configured(asked: Register, *, relay_port: int, transport_id: int, local_address: str) -> Any:
    """pjsua2's settings for the account; `local_address` is where media is bound."""
    config = pj.AccountConfig()
    config.idUri = f"sip:{asked.user}@{asked.domain}"
    config.regConfig.registrarUri = f"sip:{asked.domain}"
    config.regConfig.registerOnAdd = True
    config.regConfig.timeoutSec = EXPIRES
    config.regConfig.firstRetryIntervalSec = FIRST_RETRY
    config.regConfig.retryIntervalSec = RETRY
    config.regConfig.randomRetryIntervalSec = RETRY_JITTER
    config.regConfig.dropCallsOnFail = False
    config.regConfig.unregWaitMsec = 1_000
    sip = config.sipConfig
    sip.authCreds.append(pj.AuthCredInfo("digest", asked.domain, asked.user, 0, asked.secret))
    sip.proxies.append(f"sip:127.0.0.1:{relay_port};transport=tcp;lr;hide")
    # The same after every restart, so that a registration takes the place of the one before.
    sip.contactForced = f"<sip:{asked.user}@device.invalid;transport=tcp>"
    sip.transportId = transport_id
    nat = config.natConfig
    nat.iceEnabled = False
    nat.turnEnabled = False
    nat.sipStunUse = pj.PJSUA_STUN_USE_DISABLED
    nat.mediaStunUse = pj.PJSUA_STUN_USE_DISABLED
    nat.contactRewriteUse = 0
    nat.viaRewriteUse = 0
    nat.sdpNatRewriteUse = 0
    nat.sipOutboundUse = 0
    call = config.callConfig
    call.timerUse = pj.PJSUA_SIP_TIMER_INACTIVE
    call.prackUse = pj.PJSUA_100REL_NOT_USED
    media = config.mediaConfig
    media.srtpUse = pj.PJMEDIA_SRTP_MANDATORY
    media.srtpSecureSignaling = 0
    media.srtpOpt.keyings.append(pj.PJMEDIA_SRTP_KEYING_SDES)
    for suite in _SUITES:
        crypto = pj.SrtpCrypto()
        crypto.name = suite
        media.srtpOpt.cryptos.append(crypto)
    media.lockCodecEnabled = False
    media.transportConfig.boundAddress = local_address
    media.transportConfig.port = _FIRST_RTP_PORT
    media.transportConfig.portRange = _RTP_PORTS
    media.transportConfig.randomizePort = True
    if ":" in local_address:
        media.ipv6Use = pj.PJSUA_IPV6_ENABLED_PREFER_IPV6
    return config
