"""A call whose computer has another address now: the other side is told where its sound goes (RFC 3264).

pjsua2 leaves the sound of a call on the address that it was begun on. A re-INVITE that makes the media anew
binds it to the account's present one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import pjsua2 as pj

from desktop.voice.account import SipAccount
from desktop.voice.endpoint import tell

_AGAIN_AFTER = 1.0
"""Seconds after a refusal: both sides may have moved, and met half way (491)."""
_CHALLENGES = (401, 407)
_REFUSED = 300


@dataclass(slots=True)
class SoundAt:
    """Where one call's sound is received."""

    address: str
    """Of this computer, as the other side was told; empty where it could not be told."""
    asking: bool = False
    refused_at: float = 0.0

    def heard(self, event: Any) -> None:
        """What became of a transaction of the call's."""
        if not self.asking or event.type != pj.PJSIP_EVENT_TSX_STATE:
            return
        transaction = event.body.tsxState.tsx
        status = int(transaction.statusCode)
        if transaction.role != pj.PJSIP_ROLE_UAC or str(transaction.method) != "INVITE" or status < 200:
            return
        if status < _REFUSED:
            self.asking = False
        elif status not in _CHALLENGES:
            self.refused()

    def refused(self) -> None:
        self.asking, self.address, self.refused_at = False, "", time.monotonic()


class Movable(Protocol):
    """What is needed of `SipCall`."""

    sound_at: SoundAt

    def reinvite(self, prm: Any) -> None: ...


def move(calls: Iterable[Movable], account: SipAccount | None) -> None:
    """Ask for those that talk over an address which is no longer ours. Called again and again."""
    if account is None or account.state != "registered":
        return
    for call in calls:
        at = call.sound_at
        if at.asking or at.address == account.media_address:
            continue
        if time.monotonic() - at.refused_at < _AGAIN_AFTER:
            continue
        prm = pj.CallOpParam(True)
        prm.opt.audioCount = 1
        prm.opt.videoCount = 0
        prm.opt.flag |= pj.PJSUA_CALL_REINIT_MEDIA
        at.address, at.asking = account.media_address, True
        try:
            call.reinvite(prm)
        except pj.Error as error:  # another one is under way
            tell("reinvite", error)
            error.__traceback__ = None
            at.refused()
