"""A phone whose window is only looked at: `python -m tests.services.onlooker`.

It signs in, with its real voice engine, and says in lines of JSON what the window's readiness indicator
and the tray show, and when: {"word": "Ready" or "tray: reachable", "at": seconds of the monotonic clock}.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path

from desktop.bootstrap import open_phone
from tests.fakes import FileCredentials
from ui.models.badge import BadgeModel
from ui.models.quiet import QuietModel
from ui.models.shell import ShellModel
from ui.models.tray import TrayModel
from ui.tasks import Tasks


async def run(options: argparse.Namespace) -> None:
    phone = await open_phone(
        profile=options.profile,
        carrier_url=options.carrier,
        ca_file=options.ca,
        credentials=FileCredentials(options.keyring),
    )
    shell, tasks = ShellModel(phone.store), Tasks()
    tray = TrayModel(shell, QuietModel(phone.store, phone.quiet, tasks.start), BadgeModel(phone.store))

    def say(word: str) -> None:
        sys.stdout.write(json.dumps({"word": word, "at": time.monotonic()}) + "\n")
        sys.stdout.flush()

    shell.changed.connect(lambda: say(shell.readiness.word))
    tray.changed.connect(lambda: say(f"tray: {tray.sign.value}"))
    await phone.sessions.sign_in(options.email, options.password)
    await asyncio.to_thread(sys.stdin.read)
    await phone.sessions.sign_out()
    await phone.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("--profile", "--ca", "--keyring"):
        parser.add_argument(name, type=Path, required=True)
    for name in ("--carrier", "--email", "--password"):
        parser.add_argument(name, required=True)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
