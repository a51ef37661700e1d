"""Who asks: the digest, or the connection over which the device has already proved itself."""

from __future__ import annotations

import re

from carrier.sip.addresses import BadAddress
from carrier.sip.auth import Digest, Verdict
from carrier.sip.directory import Directory, SipDevice
from carrier.sip.transaction import ServerTransaction

_DEVICE_ID = re.compile(r"[A-Za-z0-9\-_.]{1,64}")


class Gate:
    def __init__(self, directory: Directory, digest: Digest) -> None:
        self._directory = directory
        self._digest = digest

    async def device(self, transaction: ServerTransaction, *, trust_connection: bool) -> SipDevice | None:
        """The device that sent this, or None; then it has been answered."""
        request, flow = transaction.request, transaction.flow
        try:
            name = request.from_.uri.user
        except BadAddress:
            transaction.turn_away(403)
            return None
        if not _DEVICE_ID.fullmatch(name):
            transaction.turn_away(403)
            return None
        if trust_connection and flow.reliable and name in flow.devices:
            device = await self._directory.device(name)
            if device is None:
                transaction.turn_away(403, reason='SIP;cause=403;text="session-ended"')
            return device
        source = flow.peer[0]
        if not self._digest.may_try(source, name):
            transaction.turn_away(403)
            return None
        credentials = self._digest.credentials(request)
        if credentials is None:
            self._challenge(transaction, stale=False)
            return None
        if not self._digest.challenged(credentials, source=source):
            self._challenge(transaction, stale=True)
            return None
        known = await self._directory.device(name) if credentials.username == name else None
        verdict = self._digest.judge(
            credentials, source=source, method=request.method, secret=known.secret if known else None
        )
        match verdict:
            case Verdict.GOOD:
                return known
            case Verdict.STALE:
                self._challenge(transaction, stale=True)
            case Verdict.WRONG:
                self._digest.was_wrong(source, name)
                transaction.turn_away(403)
        return None

    def _challenge(self, transaction: ServerTransaction, *, stale: bool) -> None:
        response = transaction.response(401)
        for challenge in self._digest.challenges(source=transaction.flow.peer[0], stale=stale):
            response.headers.add("www-authenticate", challenge)
        transaction.turn_away_with(response)
