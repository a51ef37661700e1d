"""A phone with no screen and no voice as a process to be killed: `python -m tests.services.headless`.

It resumes or signs in, sends each line that it reads ("file:PATH" as a file, "group-file:PATH" to another one
too, "later-file:PATH" for this very minute), and says what happens:
{"is": "up"}, {"is": "listed", "done": n, "total": n} of the first listing, {"is": "kept", "text": ...} after
`send` returned, {"is": "waiting", "count": n}, and {"is": "failed"} for a message that is called so.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.bootstrap import open_phone
from desktop.domain.connection import Carrier
from desktop.domain.events import (
    CarrierChanged,
    Event,
    MessagesChanged,
    ScheduledChanged,
    SyncProgressed,
    WaitingChanged,
)
from desktop.domain.files import Enclosed
from desktop.domain.messages import MessageStatus, ThreadKey
from desktop.domain.numbers import Address
from desktop.domain.session import SignedIn
from desktop.domain.state import State
from desktop.domain.wall_time import wall_time
from desktop.services.voice import NoEngine
from tests.fakes import FileCredentials

ANOTHER = Address("+33199000006")


def say(**words: Any) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


async def run(options: argparse.Namespace) -> None:
    phone = await open_phone(
        profile=options.profile,
        carrier_url=options.carrier,
        ca_file=options.ca,
        credentials=FileCredentials(options.keyring),
        make_engine=lambda on_event, on_state: NoEngine(),
    )

    def told(event: Event, state: State) -> None:
        match event:
            case CarrierChanged(Carrier.UP):
                say(**{"is": "up"})
            case SyncProgressed(done, total):
                say(**{"is": "listed", "done": done, "total": total})
            case WaitingChanged() | ScheduledChanged():
                unanswered = sum(each.unanswered for each in state.scheduled)
                say(**{"is": "waiting", "count": state.waiting + unanswered})
            case MessagesChanged(messages) if any(m.status is MessageStatus.FAILED for m in messages):
                say(**{"is": "failed"})
            case _:
                pass

    phone.store.subscribe(told)
    await phone.sessions.resume()
    if not isinstance(phone.store.state.session, SignedIn):
        await phone.sessions.sign_in(options.email, options.password)
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        text = line.decode().rstrip("\n")
        number = next(n for n in phone.store.state.numbers if n.e164 == options.number)
        thread = ThreadKey(number.id, Address(options.to))
        kind, found, path = text.partition("file:")
        match kind, found:
            case "", "file:":
                await phone.files.send(thread, [await phone.files.look_at(path)])
            case "group-", "file:":
                enclosed = Enclosed(await phone.files.look_at(path))
                people = [thread.peer, ANOTHER]
                await phone.groups.send(number.id, people, "to both", enclosed=enclosed)
            case "later-", "file:":
                enclosed = Enclosed(await phone.files.look_at(path))
                now = wall_time(datetime.now(UTC), "UTC")
                await phone.later.schedule_files(thread, [enclosed], now)
            case _:
                await phone.messages.send(thread, text)
        say(**{"is": "kept", "text": text})
    await phone.close()


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    for name in ("--profile", "--ca", "--keyring"):
        parser.add_argument(name, type=Path, required=True)
    for name in ("--carrier", "--email", "--password", "--number", "--to"):
        parser.add_argument(name, required=True)
    asyncio.run(run(parser.parse_args(words)))


if __name__ == "__main__":
    main()
