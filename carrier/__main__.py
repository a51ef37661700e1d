"""`fiveline-carrier`: `serve` runs a carrier, `admin` looks after its accounts."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

from carrier.admin import add_admin_commands, run_admin
from carrier.messages.outside import WrongSettings, sms_settings
from carrier.service import Carrier, Ready
from carrier.settings import Settings
from carrier.store.database import UnusableDatabase

MOST_ANSWERING = 64


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.command == "admin":
        return run_admin(options)
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    try:
        sms = sms_settings(os.environ)
    except WrongSettings as error:
        sys.stderr.write(f"fiveline-carrier: {error}\n")
        return 1
    settings = Settings(
        data=options.data,
        http_port=options.http_port,
        sip_port=options.sip_port,
        sip_tls_port=options.sip_tls_port,
        database_url=options.database_url,
        demo=options.demo,
        insecure_http=options.insecure_http,
        sms=sms,
        answering_processes=options.answering_processes,
    )
    try:
        asyncio.run(_serve(settings, while_stdin=options.while_stdin))
    except (OSError, UnusableDatabase) as error:
        sys.stderr.write(f"fiveline-carrier: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fiveline-carrier", description="The service behind Fiveline.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="run a carrier; prints one line of JSON when it is ready")
    _add_place(serve)
    serve.add_argument("--http-port", type=_port, default=0, metavar="N", help="0 picks a free one")
    serve.add_argument("--sip-port", type=_port, default=0, metavar="N", help="for TCP and UDP")
    serve.add_argument("--sip-tls-port", type=_port, default=0, metavar="N")
    serve.add_argument("--demo", action="store_true", help="with people, messages and a voicemail in it")
    serve.add_argument("--insecure-http", action="store_true", help="HTTP without TLS, on 127.0.0.1")
    serve.add_argument(
        "--answering-processes",
        type=_processes,
        default=1,
        metavar="N",
        help="for voicemail, four callers each; 0 is none: calls ring out",
    )
    serve.add_argument(
        "--while-stdin", action="store_true", help="stop when standard input ends: with whoever started it"
    )
    admin = commands.add_parser("admin", help="look after accounts")
    _add_place(admin)
    add_admin_commands(admin)
    return parser


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="certificates and database")
    parser.add_argument("--database-url", metavar="URL", help="postgresql://... instead of SQLite in DIR")


def _port(written: str) -> int:
    port = int(written)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is 0 to 65535")
    return port


def _processes(written: str) -> int:
    count = int(written)
    if not 0 <= count <= MOST_ANSWERING:
        raise argparse.ArgumentTypeError(f"0 to {MOST_ANSWERING} processes")
    return count


async def _serve(settings: Settings, *, while_stdin: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    if while_stdin:
        _stop_with_stdin(loop, stop)
    carrier = Carrier(settings)
    ready = await carrier.start()
    try:
        with suppress(BrokenPipeError):
            print(_ready_line(ready), flush=True)  # noqa: T201 (promised to whoever started us)
        await stop.wait()
    finally:
        await carrier.stop()


def _stop_with_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """A parent that was killed says no goodbye, but its end of the pipe closes."""

    def wait() -> None:
        while sys.stdin.buffer.read(4096):
            pass
        with suppress(RuntimeError):  # the loop has ended by itself
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait, name="standard input", daemon=True).start()


def _ready_line(ready: Ready) -> str:
    line: dict[str, object] = {"http": ready.http, "ca": ready.ca, "sip": ready.sip.model_dump()}
    if ready.accounts:
        line["accounts"] = [
            {
                "email": account.email,
                "password": account.password,
                "plan": account.plan,
                "numbers": [number.e164 for number in account.numbers],
            }
            for account in ready.accounts
        ]
    return json.dumps(line)


if __name__ == "__main__":
    sys.exit(main())
