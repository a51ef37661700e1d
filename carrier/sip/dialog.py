"""The identity of a conversation with a device, and what a leg needs of the edge to lead it."""

from __future__ import annotations

import secrets
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from carrier.network.port import Ending
from carrier.sip.flow import Flow
from carrier.sip.message import Message, Request
from carrier.sip.sdp import Audio, BadDescription, Shape, read_description
from carrier.sip.transaction import ServerTransaction, Transactions, own_via

if TYPE_CHECKING:
    from carrier.sip.leg import Leg

ALLOW = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, REFER, NOTIFY"


class Switchboard(Protocol):
    """What a leg needs of the edge."""

    transactions: Transactions

    def contact(self, flow: Flow) -> str: ...

    def way_to(self, device_id: str) -> Flow | None:
        """The flow that the device is registered over now."""

    def way_out(self, host: str, port: int) -> Flow:
        """Datagrams to a program of the carrier's own."""

    def enter(self, leg: Leg) -> None: ...

    def leave(self, leg: Leg) -> None: ...

    def refer(self, leg: Leg, transaction: ServerTransaction) -> None:
        """The device wants to transfer its call."""

    def spawn(self, work: Coroutine[Any, Any, None]) -> None: ...


def reason_header(ending: Ending) -> str:
    if ending.elsewhere:
        return 'SIP;cause=200;text="Call completed elsewhere"'
    return f'SIP;cause={ending.status};text="{ending.word}"'


def described(message: Message) -> tuple[Audio, Shape]:
    """Raises `BadDescription`: no body, another type, or one that we do not understand."""
    kind = message.headers.get("content-type").partition(";")[0].strip().lower()
    if not message.body or kind != "application/sdp":
        raise BadDescription("no session description")
    if message.headers.get("content-encoding").lower() not in ("", "identity"):
        raise BadDescription("a body that is encoded")
    return read_description(message.body)


@dataclass
class Dialog:
    """The identity of the conversation with the device."""

    call_id: str
    local: str
    """Our From or To, without its tag."""
    remote: str
    """Theirs, as they wrote it, with its tag once there is one."""
    target: str
    remote_tag: str = ""
    local_tag: str = field(default_factory=lambda: secrets.token_hex(10))
    local_seq: int = 0
    remote_seq: int = -1

    @property
    def key(self) -> tuple[str, str]:
        return (self.call_id, self.local_tag)


def send_ack(board: Switchboard, ack: Request, flow: Flow) -> None:
    """ACK to a 2xx is a transaction of its own that nobody answers (RFC 3261 section 13.2.2.4)."""
    ack.headers.items.insert(0, ("via", own_via(flow, f"z9hG4bK{secrets.token_hex(12)}")))
    flow.send(ack.render())
