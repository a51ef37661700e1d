"""An SMS centre in a process of its own: SMPP 3.4 on 127.0.0.1, told what to do by lines of JSON.

It does what it is told, as badly as real ones do: answers late, never, with errors, drops connections. What
it sees goes out as lines of JSON. The big units are read and written by smpp34, not by the carrier's code.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import struct
import sys
from contextlib import suppress
from itertools import count
from typing import Any

import smpp34

SUBMIT, DELIVER, BIND, UNBIND, ENQUIRE, QUERY = 0x4, 0x5, 0x9, 0x6, 0x15, 0x3
ANSWER = 0x80000000


def say(event: str, **more: Any) -> None:
    sys.stdout.write(json.dumps({"event": event, **more}) + "\n")
    sys.stdout.flush()


def unit(command: int, sequence: int, body: bytes = b"", status: int = 0) -> bytes:
    return struct.pack(">IIII", 16 + len(body), command, status, sequence) + body


class Centre:
    def __init__(self) -> None:
        self.writers: list[asyncio.StreamWriter] = []
        self.plan: list[str] = []
        """What to do with the submits to come: "ok", "silent", "drop" or a status; then always "ok"."""
        self.state: int | None = None
        """What is said when it is asked about a message; None: it knows no query_sm."""
        self.ids = count(0x1A2B3C00)
        self.sequences = count(1)
        self.mute = False
        """Hears, and says nothing until the next connection."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError):
            while True:
                start = await reader.readexactly(16)
                size, command, status, sequence = struct.unpack(">IIII", start)
                body = await reader.readexactly(size - 16)
                self.take(writer, command, status, sequence, start + body)
        if writer in self.writers:
            self.writers.remove(writer)
            say("gone")
        writer.close()

    def take(
        self, writer: asyncio.StreamWriter, command: int, status: int, sequence: int, octets: bytes
    ) -> None:
        if command == BIND:
            fields = octets[16:].split(b"\0")
            self.mute = False
            if fields[1] != b"secret":
                writer.write(unit(BIND | ANSWER, sequence, b"\0", 0xE))
                say("refused")
                return
            writer.write(unit(BIND | ANSWER, sequence, b"Centre\0"))
            self.writers.append(writer)
            say("bound", system_id=fields[0].decode())
        elif self.mute:
            say("ignored")
        elif command == SUBMIT:
            self.submitted(writer, sequence, octets)
        elif command == QUERY:
            network_id = octets[16:].split(b"\0")[0]
            say("query", id=network_id.decode())
            if self.state is None:
                writer.write(unit(ANSWER, sequence, status=3))
            else:
                writer.write(
                    unit(QUERY | ANSWER, sequence, network_id + b"\0" + b"\0" + bytes([self.state, 0]))
                )
        elif command == DELIVER | ANSWER:
            say("acknowledged", status=status, sequence=sequence)
        elif command in (ENQUIRE, UNBIND):
            writer.write(unit(command | ANSWER, sequence))
            say("enquired" if command == ENQUIRE else "unbound")

    def submitted(self, writer: asyncio.StreamWriter, sequence: int, octets: bytes) -> None:
        what = self.plan.pop(0) if self.plan else "ok"
        sent = smpp34.decode(octets)
        assert isinstance(sent, smpp34.SubmitSm)
        network_id = f"{next(self.ids):X}"
        say(
            "submit",
            what=what,
            id=network_id,
            sequence=sequence,
            source=sent.source_addr,
            source_ton=sent.source_addr_ton,
            destination=sent.destination_addr,
            destination_ton=sent.dest_addr_ton,
            esm_class=sent.esm_class,
            coding=sent.data_coding,
            registered=sent.registered_delivery,
            body=bytes(sent.short_message).hex(),
            tags={str(each.tag): bytes(each.value).hex() for each in sent.tlvs},
        )
        if what == "ok":
            writer.write(unit(SUBMIT | ANSWER, sequence, network_id.encode() + b"\0"))
        elif what == "drop":
            writer.transport.abort()
        elif what != "silent":
            writer.write(unit(SUBMIT | ANSWER, sequence, b"\0", int(what)))

    def obey(self, order: dict[str, Any]) -> None:
        match order["do"]:
            case "plan":
                self.plan += order["answers"]
            case "state":
                self.state = order["state"]
            case "mute":
                self.mute = True
            case "drop":
                for writer in self.writers:
                    writer.transport.abort()
            case "answer":
                for writer in self.writers:
                    body = str(order["id"]).encode() + b"\0"
                    writer.write(unit(SUBMIT | ANSWER, order["sequence"], body))
            case "raw":
                for writer in self.writers:
                    writer.write(bytes.fromhex(order["octets"]))
            case "deliver":
                sequence = order.get("sequence") or next(self.sequences)
                octets = smpp34.DeliverSm(
                    order["source"],
                    order["destination"],
                    bytes.fromhex(order.get("body", "")),
                    source_addr_ton=order.get("source_ton", 1),
                    dest_addr_ton=order.get("destination_ton", 1),
                    esm_class=order.get("esm_class", 0),
                    data_coding=order.get("coding", 0),
                    tlvs=[
                        smpp34.Tlv(int(tag), bytes.fromhex(value))
                        for tag, value in order.get("tags", {}).items()
                    ],
                    sequence_number=sequence,
                ).encode()
                for writer in [each for each in self.writers if not each.is_closing()]:
                    writer.write(octets)
                if order.get("then") == "drop":
                    for writer in self.writers:
                        writer.transport.abort()
        say("obeyed", do=order["do"])


async def main() -> None:
    centre = Centre()
    context = None
    if len(sys.argv) > 2:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
    server = await asyncio.start_server(centre.serve, "127.0.0.1", int(sys.argv[1]), ssl=context)
    say("ready", port=server.sockets[0].getsockname()[1])
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin
    )
    while line := await orders.readline():
        centre.obey(json.loads(line))


if __name__ == "__main__":
    asyncio.run(main())
