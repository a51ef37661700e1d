"""Who can be reached where (RFC 3261 section 10): a registration a device, over its own connection."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass

from carrier.sip.addresses import BadAddress, Uri, read_address
from carrier.sip.directory import SipDevice
from carrier.sip.flow import Flow
from carrier.sip.message import Request
from carrier.sip.transaction import ServerTransaction

SHORTEST = 30
LONGEST = 3600
USUAL = 600
LATELY_SECONDS = 60.0
"""So long a device that went counts as one that may be back in a moment."""
_CONTACT_PARAMS = ("transport", "ob", "line", "rinstance")


@dataclass(slots=True)
class Binding:
    device_id: str
    account_id: str
    contact: str
    flow: Flow
    sip_call_id: str
    cseq: int
    expires_at: float
    """On the loop's clock."""
    timer: asyncio.TimerHandle


class Registrar:
    """`on_bound(binding)` is called for each registration that stands."""

    def __init__(self, *, on_bound: Callable[[Binding], None]) -> None:
        self._on_bound = on_bound
        self._bindings: dict[str, Binding] = {}
        self._accounts: dict[str, set[str]] = {}
        self._left: dict[str, tuple[str, float]] = {}
        """Devices that went lately, the first to go first: account, and when."""

    def __len__(self) -> int:
        return len(self._bindings)

    def binding(self, device_id: str) -> Binding | None:
        return self._bindings.get(device_id)

    def of_account(self, account_id: str) -> list[Binding]:
        return [self._bindings[device] for device in sorted(self._accounts.get(account_id, ()))]

    def left_lately(self, account_id: str) -> list[str]:
        """The account's devices that were registered a moment ago, and are not now."""
        self._forget_long_gone()
        return [device for device, (account, _) in self._left.items() if account == account_id]

    def register(self, transaction: ServerTransaction, device: SipDevice) -> bool:
        """Answers the request of a device that proved itself. True where a registration stands afterwards."""
        request = transaction.request
        known = self._bindings.get(device.device_id)
        number = request.cseq[0]
        if known is not None and known.sip_call_id == request.call_id and number <= known.cseq:
            transaction.refuse(400)
            return False
        try:
            wanted = self._wanted(request)
        except BadAddress:
            transaction.refuse(400)
            return False
        if wanted is not None:
            contact, seconds = wanted
            if seconds == 0:
                self.forget(device.device_id)
                transaction.refuse(200)
                return False
            if seconds < SHORTEST:
                transaction.refuse(423, min_expires=str(SHORTEST))
                return False
            self._bind(transaction, device, contact, min(seconds, LONGEST))
        self._confirm(transaction, device.device_id)
        if wanted is not None:
            self._on_bound(self._bindings[device.device_id])
        return wanted is not None

    def _wanted(self, request: Request) -> tuple[str, int] | None:
        """The contact and for how long, 0 seconds to be forgotten; None for a mere question.

        Raises `BadAddress`.
        """
        contacts = request.headers.elements("contact")
        usual = _seconds(request.headers.get("expires"), USUAL)
        if not contacts:
            return None
        if "*" in contacts:
            if len(contacts) > 1 or usual != 0 or not request.headers.get("expires"):
                raise BadAddress("* with more")
            return "", 0
        kept: tuple[str, int] | None = None
        for text in contacts:
            address = read_address(text)
            uri = address.uri
            seconds = _seconds(address.params.get("expires") or "", usual)
            if seconds > 0:
                kept = (str(_rebuilt(uri)), seconds)
        return kept or ("", 0)

    def _bind(self, transaction: ServerTransaction, device: SipDevice, contact: str, seconds: int) -> None:
        loop = asyncio.get_running_loop()
        self.forget(device.device_id)
        self._bindings[device.device_id] = Binding(
            device_id=device.device_id,
            account_id=device.account_id,
            contact=contact,
            flow=transaction.flow,
            sip_call_id=transaction.request.call_id,
            cseq=transaction.request.cseq[0],
            expires_at=loop.time() + seconds,
            timer=loop.call_later(seconds, self.forget, device.device_id),
        )
        self._left.pop(device.device_id, None)
        self._accounts.setdefault(device.account_id, set()).add(device.device_id)
        transaction.flow.devices.add(device.device_id)

    def _confirm(self, transaction: ServerTransaction, device_id: str) -> None:
        response = transaction.response(200)
        binding = self._bindings.get(device_id)
        if binding is not None:
            left = max(1, round(binding.expires_at - asyncio.get_running_loop().time()))
            response.headers.add("contact", f"<{binding.contact}>;expires={left}")
            response.headers.add("expires", str(left))
        transaction.respond(response)

    def forget(self, device_id: str) -> Binding | None:
        binding = self._bindings.pop(device_id, None)
        if binding is None:
            return None
        binding.timer.cancel()
        binding.flow.devices.discard(device_id)
        devices = self._accounts[binding.account_id]
        devices.discard(device_id)
        if not devices:
            del self._accounts[binding.account_id]
        self._forget_long_gone()
        self._left.pop(device_id, None)
        self._left[device_id] = (binding.account_id, asyncio.get_running_loop().time())
        return binding

    def end(self, device_id: str) -> None:
        """Its session is over: it is not registered, and nobody waits for it."""
        self.forget(device_id)
        self._left.pop(device_id, None)

    def _forget_long_gone(self) -> None:
        since = asyncio.get_running_loop().time() - LATELY_SECONDS
        while self._left:
            device_id, (_, at) = next(iter(self._left.items()))
            if at > since:
                return
            del self._left[device_id]

    def lost(self, flow: Flow) -> list[Binding]:
        """A connection ended: who was registered over it is no longer."""
        gone = [binding for binding in self._bindings.values() if binding.flow is flow]
        for binding in gone:
            self.forget(binding.device_id)
        return gone

    def clear(self) -> None:
        for device in list(self._bindings):
            self.end(device)


def _seconds(text: str, usual: int) -> int:
    """RFC 3261 section 10.2.1.1: what can't be read counts as the usual time."""
    if not re.fullmatch(r"[0-9]{1,10}", text):
        return usual
    return min(int(text), 2**31 - 1)


def _rebuilt(uri: Uri) -> Uri:
    """A contact as it may stand in a request line: no header, no parameter that steers routing."""
    if uri.has_headers or not re.fullmatch(r"[A-Za-z0-9\-_.!~*'()+$&]{0,128}", uri.user):
        raise BadAddress("bad user in Contact")
    params = tuple((name, value) for name, value in uri.params if name in _CONTACT_PARAMS)
    return Uri(uri.scheme, uri.user, uri.host, uri.port, params)
