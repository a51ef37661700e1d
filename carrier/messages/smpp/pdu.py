"""SMPP 3.4 on the wire. The two big units are smpp34's; the small ones are a few octets each.

Only its codec is used. Its session answers deliver_sm before we have stored what came: a kill would lose it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

import smpp34

LARGEST = 70_000
"""Octets of one unit: a message_payload of 64 KiB and its header."""
_HEADER = struct.Struct(">IIII")
HEADER_SIZE = _HEADER.size
_VERSION = 0x34


class Command(IntEnum):
    GENERIC_NACK = 0x80000000
    QUERY_SM = 0x3
    QUERY_SM_RESP = 0x80000003
    SUBMIT_SM = 0x4
    SUBMIT_SM_RESP = 0x80000004
    DELIVER_SM = 0x5
    DELIVER_SM_RESP = 0x80000005
    UNBIND = 0x6
    UNBIND_RESP = 0x80000006
    BIND_TRANSCEIVER = 0x9
    BIND_TRANSCEIVER_RESP = 0x80000009
    ENQUIRE_LINK = 0x15
    ENQUIRE_LINK_RESP = 0x80000015


ANSWER = 0x80000000
"""The bit by which an answer differs from its question."""


class Status(IntEnum):
    OK = 0x0
    INVALID_LENGTH = 0x1
    UNKNOWN_COMMAND = 0x3
    SYSTEM_ERROR = 0x8
    INVALID_SOURCE = 0xA
    INVALID_DESTINATION = 0xB
    INVALID_MESSAGE_ID = 0xC
    QUEUE_FULL = 0x14
    INVALID_DESTINATION_TON = 0x50
    INVALID_DESTINATION_NPI = 0x51
    THROTTLED = 0x58
    TRY_AGAIN = 0x64
    REFUSED_FOR_GOOD = 0x65
    QUERY_FAILED = 0x67


class Tag(IntEnum):
    RECEIPTED_MESSAGE_ID = 0x001E
    USER_MESSAGE_REFERENCE = 0x0204
    SAR_REFERENCE = 0x020C
    SAR_TOTAL = 0x020E
    SAR_PART = 0x020F
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427


class Malformed(Exception):
    """What came is no SMPP: the connection can't be read any further."""


@dataclass(frozen=True, slots=True)
class Header:
    size: int
    command: int
    status: int
    sequence: int


@dataclass(frozen=True, slots=True)
class ShortMessage:
    """What submit_sm and deliver_sm hold, with nothing read into it yet."""

    source: str
    source_ton: int
    destination: str
    destination_ton: int
    esm_class: int
    coding: int
    body: bytes
    tags: dict[int, bytes]


def read_header(octets: bytes) -> Header:
    """Raises `Malformed` where the size can't be."""
    header = Header(*_HEADER.unpack(octets))
    if not HEADER_SIZE <= header.size <= LARGEST:
        raise Malformed(f"a unit of {header.size} octets")
    return header


def write(command: int, sequence: int, body: bytes = b"", *, status: int = 0) -> bytes:
    return _HEADER.pack(HEADER_SIZE + len(body), command, status, sequence) + body


def write_bind(sequence: int, *, system_id: str, password: str, system_type: str) -> bytes:
    body = b"".join(_c_string(each) for each in (system_id, password, system_type))
    return write(Command.BIND_TRANSCEIVER, sequence, body + bytes([_VERSION, 0, 0]) + b"\0")


def write_query(sequence: int, network_id: str, *, source: str, source_ton: int) -> bytes:
    body = _c_string(network_id) + bytes([source_ton, 1]) + _c_string(source)
    return write(Command.QUERY_SM, sequence, body)


def read_query_state(body: bytes) -> int | None:
    """The message_state of a query_sm_resp; None where it is cut short."""
    fields = body.split(b"\0", 2)
    return fields[2][0] if len(fields) == 3 and fields[2] else None


def read_c_string(body: bytes) -> str:
    return body.split(b"\0", 1)[0].decode("latin-1")


def write_submit(sequence: int, wanted: ShortMessage) -> bytes:
    """Always with a receipt asked for, on success and on failure."""
    return smpp34.SubmitSm(
        wanted.source,
        wanted.destination,
        wanted.body,
        source_addr_ton=wanted.source_ton,
        source_addr_npi=1,
        dest_addr_ton=wanted.destination_ton,
        dest_addr_npi=1,
        esm_class=wanted.esm_class,
        registered_delivery=1,
        data_coding=wanted.coding,
        tlvs=[smpp34.Tlv(tag, value) for tag, value in wanted.tags.items()],
        sequence_number=sequence,
    ).encode()


def read_deliver(octets: bytes) -> ShortMessage | None:
    """None where it is cut short or says lengths that can't be."""
    try:
        unit = smpp34.decode(octets)
    except (smpp34.SmppError, ValueError):
        return None
    if not isinstance(unit, smpp34.DeliverSm):
        return None
    tags: dict[int, bytes] = {}
    for each in unit.tlvs:
        tags.setdefault(each.tag, bytes(each.value))
    return ShortMessage(
        source=unit.source_addr,
        source_ton=unit.source_addr_ton,
        destination=unit.destination_addr,
        destination_ton=unit.dest_addr_ton,
        esm_class=unit.esm_class,
        coding=unit.data_coding,
        body=bytes(unit.short_message) or tags.get(Tag.MESSAGE_PAYLOAD, b""),
        tags=tags,
    )


def _c_string(text: str) -> bytes:
    return text.encode("latin-1", "replace").replace(b"\0", b"") + b"\0"
