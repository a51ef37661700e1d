"""A carrier that is stopped and started again in a test, on the same data and the same port."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

from carrier.settings import Settings
from tests.carrier.running import RunningCarrier


class StoppableCarrier:
    def __init__(self, data: Path, **settings: Any) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._settings = {"data": data, "http_port": free.getsockname()[1], **settings}
        self.running = RunningCarrier(Settings(**self._settings))
        self.is_up = True

    @property
    def url(self) -> str:
        return self.running.ready.http

    async def stop(self) -> None:
        if self.is_up:
            self.is_up = False
            await asyncio.get_running_loop().run_in_executor(None, self.running.stop)

    async def start(self) -> None:
        def start() -> RunningCarrier:
            return RunningCarrier(Settings(**self._settings))

        self.running = await asyncio.get_running_loop().run_in_executor(None, start)
        self.is_up = True
