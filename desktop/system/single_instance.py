"""One program for each profile: a second start hands its link over and goes.

A lock file says who is there (the system frees it when the program dies), and a socket on 127.0.0.1, whose
port and secret stand beside it, takes the link. It listens from when its window is painted until that
is closed: who comes earlier waits, who comes later waits too, and takes its place.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import msgspec

log = logging.getLogger(__name__)

LONGEST_LINK = 4097
"""Characters; one more than a link may have, so that one that was cut is still seen to be too long."""
LONGEST_LINE = LONGEST_LINK * 6 + 256
"""Bytes; a control character takes six."""
TIMEOUT = 2.0
"""Seconds that a second start waits for the first to answer."""
PATIENCE = 6.0
"""Seconds in which one that begins listens, and one that ends is gone."""
_BETWEEN = 0.1


class _Address(msgspec.Struct, frozen=True):
    port: int
    word: str


class _Knock(msgspec.Struct, frozen=True):
    word: str
    link: str


class SingleInstance:
    """Holds the profile for as long as the program runs."""

    def __init__(self, lock: IO[bytes], folder: Path) -> None:
        self._lock = lock
        self._folder = folder
        self._word = secrets.token_hex(16)
        self._server: asyncio.Server | None = None

    async def listen(self, on_link: Callable[[str], None]) -> None:
        """Call `on_link` with what later starts were given: a link, or "" to come to the front."""

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                line = await asyncio.wait_for(reader.readline(), TIMEOUT)
                knock = msgspec.json.decode(line, type=_Knock)
                if hmac.compare_digest(knock.word, self._word):
                    on_link(knock.link[:LONGEST_LINK])
                    writer.write(b"ok\n")
                    await writer.drain()
            except (OSError, TimeoutError, ValueError, msgspec.MsgspecError):
                log.info("a knock that was not understood")
            finally:
                writer.close()

        self._server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=LONGEST_LINE)
        port = self._server.sockets[0].getsockname()[1]
        address = self._folder / "instance.json"
        address.touch(mode=0o600)
        address.write_bytes(msgspec.json.encode(_Address(port=port, word=self._word)))

    def stop_listening(self) -> None:
        """What was handed over from here on would be lost."""
        if self._server is not None:
            self._server.close()
            self._server = None
        (self._folder / "instance.json").unlink(missing_ok=True)

    def close(self) -> None:
        self.stop_listening()
        self._lock.close()


def join(folder: Path, link: str) -> SingleInstance | None:
    """The profile for this program; None where the one that has it took `link`.

    Raises `TimeoutError` where that does not answer.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        if (instance := take_profile(folder)) is not None:
            return instance
        if hand_over(folder, link):
            return None
        if time.monotonic() >= deadline:
            raise TimeoutError
        time.sleep(_BETWEEN)


def take_profile(folder: Path) -> SingleInstance | None:
    """The profile for this program alone, or None where another one has it."""
    lock = (folder / "instance.lock").open("ab")
    if _locked(lock):
        return SingleInstance(lock, folder)
    lock.close()
    return None


def hand_over(folder: Path, link: str) -> bool:
    """Give `link` to the program that has the profile. False where it does not answer."""
    try:
        address = msgspec.json.decode((folder / "instance.json").read_bytes(), type=_Address)
        with socket.create_connection(("127.0.0.1", address.port), timeout=TIMEOUT) as connection:
            knock = _Knock(word=address.word, link=link[:LONGEST_LINK])
            connection.sendall(msgspec.json.encode(knock) + b"\n")
            return connection.recv(8).startswith(b"ok")
    except (OSError, msgspec.MsgspecError):
        return False


if os.name == "nt":

    def _locked(file: IO[bytes]) -> bool:
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:

    def _locked(file: IO[bytes]) -> bool:
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
