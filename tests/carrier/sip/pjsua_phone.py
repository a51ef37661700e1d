"""A phone on pjsua2, a process of its own: registers over TCP, calls or answers, and says what happens.

Called with: port, device id, secret, a number to call (or nothing), seconds to talk. It says a line of text
for each event.
"""

from __future__ import annotations

import sys
import time

import pjsua2 as pj  # type: ignore[import-not-found,unused-ignore]

DOMAIN = "fiveline.test"


def say(*words: object) -> None:
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


class Talk(pj.Call):  # type: ignore[misc,unused-ignore]
    over = False

    def onCallState(self, prm: object) -> None:  # noqa: N802
        info = self.getInfo()
        say("state", info.stateText, info.lastStatusCode)
        if info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self.over = True

    def onCallMediaState(self, prm: object) -> None:  # noqa: N802
        info = self.getInfo()
        for media in info.media:
            if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status == pj.PJSUA_CALL_MEDIA_ACTIVE:
                stream = self.getStreamInfo(media.index)
                say("media", stream.codecName, stream.proto == pj.PJMEDIA_TP_PROTO_RTP_SAVP)
                # What is heard is said again, so that packets flow both ways.
                audio = self.getAudioMedia(media.index)
                audio.startTransmit(audio)


class Account(pj.Account):  # type: ignore[misc,unused-ignore]
    call: Talk | None = None

    def onRegState(self, prm: object) -> None:  # noqa: N802
        say("registered" if self.getInfo().regIsActive else "unregistered", prm.code)  # type: ignore[attr-defined]

    def onIncomingCall(self, prm: object) -> None:  # noqa: N802
        self.call = Talk(self, prm.callId)  # type: ignore[attr-defined]
        say("incoming", self.call.getInfo().remoteUri)
        answer = pj.CallOpParam()
        answer.statusCode = 200
        self.call.answer(answer)


def main(port: str, device: str, secret: str, number: str = "", seconds: str = "2") -> None:
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    config = pj.EpConfig()
    config.logConfig.level = config.logConfig.consoleLevel = 0
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    endpoint.libInit(config)
    transport = pj.TransportConfig()
    transport.boundAddress = "127.0.0.1"
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_TCP, transport)
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    wanted = pj.AccountConfig()
    wanted.idUri = f"sip:{device}@{DOMAIN}"
    wanted.regConfig.registrarUri = f"sip:{DOMAIN};transport=tcp"
    wanted.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", device, 0, secret))
    wanted.sipConfig.proxies.append(f"sip:127.0.0.1:{port};transport=tcp;lr")
    wanted.mediaConfig.srtpUse = pj.PJMEDIA_SRTP_MANDATORY
    wanted.mediaConfig.srtpSecureSignaling = 0
    wanted.natConfig.contactForced = f"sip:{device}@127.0.0.1:5060;transport=tcp"
    account = Account()
    account.create(wanted)
    until = time.monotonic() + 20
    dialled = False
    while time.monotonic() < until and not (account.call is not None and account.call.over):
        endpoint.libHandleEvents(10)
        if number and not dialled and account.getInfo().regIsActive:
            dialled = True
            account.call = Talk(account)
            account.call.makeCall(f"sip:{number}@{DOMAIN}", pj.CallOpParam(True))
        if call_seconds(account) >= int(seconds) and number:
            assert account.call is not None
            account.call.hangup(pj.CallOpParam())
            number = ""
    account.call = None
    account.setRegistration(False)
    for _ in range(100):
        endpoint.libHandleEvents(10)
        if not account.getInfo().regIsActive:
            break
    account.shutdown()
    endpoint.libDestroy(pj.PJSUA_DESTROY_NO_NETWORK)
    say("ended")


def call_seconds(account: Account) -> float:
    if account.call is None or account.call.over or not account.call.isActive():
        return 0
    info = account.call.getInfo()
    return float(info.connectDuration.sec) if info.state == pj.PJSIP_INV_STATE_CONFIRMED else 0


if __name__ == "__main__":
    main(*sys.argv[1:])
