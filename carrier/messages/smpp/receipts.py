"""A delivery receipt: in tags where the SMS centre has them, else in a line of text (appendix B)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from carrier.messages.journal import DELIVERED
from carrier.messages.smpp.pdu import ShortMessage, Tag

RECEIPT = 0x04
KIND = 0x3C
"""The bits of esm_class that say what a deliver_sm is; 0 is a text."""
_ID = re.compile(r"\bid:\s*([^\s]{1,64})", re.IGNORECASE)
_STATE = re.compile(r"\bstat:\s*([A-Za-z]{1,10})", re.IGNORECASE)
_LONGEST = 512
_LONGEST_ADDRESS = 32
"""More than any has, and what the database holds."""

_FATES: dict[int | str, str] = {2: DELIVERED, "DELIVRD": DELIVERED}
_FATES |= dict.fromkeys((3, 4, 5, 8, "EXPIRED", "DELETED", "UNDELIV", "REJECTD"), "unreachable")


@dataclass(frozen=True, slots=True)
class Receipt:
    network_id: str
    """Lower case; empty where the receipt names none."""
    reference: int | None
    """The user_message_reference that we gave, where the SMS centre gives it back."""
    sender: str
    recipient: str
    """Of the message that is receipted, as digits."""
    fate: str | None
    """"delivered", the word of a failure, or None while it is under way."""


def is_receipt(unit: ShortMessage) -> bool:
    return unit.esm_class & KIND == RECEIPT


def read_receipt(unit: ShortMessage) -> Receipt:
    text = unit.body[:_LONGEST].decode("latin-1")
    tagged = unit.tags.get(Tag.RECEIPTED_MESSAGE_ID, b"").split(b"\0")[0].decode("latin-1")
    named = _ID.search(text)
    state = unit.tags.get(Tag.MESSAGE_STATE, b"")
    said = _STATE.search(text)
    reference = unit.tags.get(Tag.USER_MESSAGE_REFERENCE, b"")
    return Receipt(
        network_id=(tagged or (named[1] if named else "")).lower()[:64],
        reference=int.from_bytes(reference, "big") if len(reference) == 2 else None,
        sender=digits(unit.destination),
        recipient=digits(unit.source),
        fate=fate_of(state[0]) if len(state) == 1 else fate_of(said[1].upper()) if said else None,
    )


def fate_of(state: int | str) -> str | None:
    return _FATES.get(state)


def same_ids(network_id: str) -> frozenset[str]:
    """Ids that may mean the same: some centres answer in hexadecimal and write decimal receipts."""
    same = {network_id, network_id.lstrip("0") or "0"}
    if re.fullmatch(r"[0-9]{1,20}", network_id):
        same |= {f"{int(network_id):x}", f"{int(network_id):08x}"}
    if re.fullmatch(r"[0-9a-f]{1,16}", network_id):
        same |= {str(int(network_id, 16)), f"{int(network_id, 16):010d}"}
    return frozenset(same)


def digits(address: str) -> str:
    return "".join(c for c in address if c in "0123456789")[:_LONGEST_ADDRESS]
