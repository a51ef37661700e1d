"""A centre that takes texts and answers none of them."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from carrier.messages.smpp import pdu
from carrier.messages.smpp.pdu import Command, ShortMessage, Status
from carrier.messages.smpp.session import Answered, NoSession, open_session
from carrier.messages.smpp.settings import SmppSettings

TEXT = ShortMessage(
    source="33199020001",
    source_ton=1,
    destination="33612345678",
    destination_ton=1,
    esm_class=0,
    coding=0,
    body=b"hello",
    tags={},
)


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    header = pdu.read_header(await reader.readexactly(pdu.HEADER_SIZE))
    await reader.readexactly(header.size - pdu.HEADER_SIZE)
    writer.write(pdu.write(Command.BIND_TRANSCEIVER_RESP, header.sequence, b"\0"))
    while await reader.read(65_536):
        pass
    writer.close()


async def _nothing_comes(unit: ShortMessage, sequence: int) -> Status:
    raise AssertionError("nothing is delivered")


def test_where_thousands_are_not_answered_the_connection_is_made_anew() -> None:
    async def story() -> None:
        server = await asyncio.start_server(_serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        settings = SmppSettings(host="127.0.0.1", port=port, system_id="us", password="secret")
        async with server, open_session(settings) as session, asyncio.timeout(20):
            running = asyncio.create_task(session.run(_nothing_comes))
            await asyncio.sleep(0)
            asked: list[Answered] = []
            with suppress(NoSession):
                while len(asked) < 10_000:
                    asked.append(session.submit(TEXT))
            with pytest.raises(NoSession):
                await running
            assert 1_000 < len(asked) < 10_000
            assert [await each for each in asked] == [None] * len(asked)

    asyncio.run(story())
