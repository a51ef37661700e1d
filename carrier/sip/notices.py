"""What a device hears of the transfer that it asked for: NOTIFY with a line of SIP (RFC 3515 section 2.4)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from carrier.sip.limits import MOST_TRANSFERS_A_MINUTE
from carrier.sip.message import PHRASES, Response

if TYPE_CHECKING:
    from carrier.sip.leg import Leg

_SECONDS = 180
"""How long it may be told of it, as the carrier says at first."""


class Notices:
    def __init__(self, leg: Leg, event: str) -> None:
        """`event` tells this transfer from others of the same call."""
        self._leg = leg
        self._event = event
        self._over = False

    def tell(self, status: int) -> None:
        """How far it is. A final status is the last that is told."""
        if self._over or self._leg.over:
            return
        self._over = status >= 200
        notify = self._leg.request("NOTIFY")
        notify.headers.add("event", self._event)
        state = "terminated;reason=noresource" if self._over else f"active;expires={_SECONDS}"
        notify.headers.add("subscription-state", state)
        notify.headers.add("content-type", "message/sipfrag;version=2.0")
        notify.body = f"SIP/2.0 {status} {PHRASES.get(status, 'Refused')}\r\n".encode()
        self._leg.board.transactions.start(notify, self._leg.way(), self._answered, lambda: None)

    def _answered(self, response: Response) -> None:
        if response.status >= 300:
            self._over = True  # it does not want to know (RFC 6665 section 4.2.2)


class Refers:
    """How often one leg's device has asked for a transfer."""

    def __init__(self) -> None:
        self._lately: list[float] = []
        self._count = 0

    def allow(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._lately = [at for at in self._lately if at > now - 60]
        if len(self._lately) >= MOST_TRANSFERS_A_MINUTE:
            return False
        self._lately.append(now)
        return True

    def event(self, number: int) -> str:
        """Of the REFER with this CSeq; the first of a dialog needs no id (RFC 3515 section 2.4.6)."""
        self._count += 1
        return "refer" if self._count == 1 else f"refer;id={number}"
