"""An SMS centre that is smpp34's own server, a session layer that nobody here wrote. It echoes."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from typing import Any

import smpp34


def say(event: str, **more: Any) -> None:
    sys.stdout.write(json.dumps({"event": event, **more}) + "\n")
    sys.stdout.flush()


async def main() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = smpp34.Server("127.0.0.1", port, system_id="Centre")
    await server.start()
    say("ready", port=port)
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    serving = asyncio.create_task(serve(server))
    await asyncio.wait({ended, serving}, return_when=asyncio.FIRST_COMPLETED)
    serving.cancel()
    await server.stop()


async def serve(server: smpp34.Server) -> None:
    bound: dict[str, smpp34.Esme] = {}
    number = 0
    while True:
        event = await server.next()
        if isinstance(event, smpp34.Esme):
            bound[event.session_id] = event
            say("bound", system_id=event.system_id)
        elif isinstance(event, smpp34.SubmitSmEvent):
            number += 1
            event.accept(f"id-{number}")
            say("submit", id=f"id-{number}", body=bytes(event.short_message).hex())
            await bound[event.session_id].deliver_sm(
                event.source_addr,
                f"id:id-{number} stat:DELIVRD".encode(),
                source_addr=event.destination_addr,
                source_addr_ton=1,
                dest_addr_ton=1,
                esm_class=0x04,
            )
            answer = await bound[event.session_id].deliver_sm(
                event.source_addr,
                bytes(event.short_message),
                source_addr=event.destination_addr,
                source_addr_ton=1,
                dest_addr_ton=1,
                esm_class=event.esm_class,
                data_coding=event.data_coding,
            )
            say("acknowledged", status=answer.command_status)


if __name__ == "__main__":
    asyncio.run(main())
