"""The number on the program's icon, as launchers on Linux hear it: com.canonical.Unity.LauncherEntry."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from dbus_fast import Message
from dbus_fast.aio.message_bus import MessageBus

from tests.harness.notice_server import a_bus

ENTRY = "com.canonical.Unity.LauncherEntry"
PROGRAM = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication(sys.argv)
app.setApplicationName("fiveline")
QGuiApplication.setDesktopFileName("fiveline")
from ui.places.outside import show_on_icon
for count in (7, 0):
    show_on_icon(count)
"""


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="no X server to show the program on")
async def test_a_launcher_hears_the_number(tmp_path: Path) -> None:
    async with a_bus(tmp_path) as address:
        bus = await MessageBus(bus_address=address).connect()
        heard: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()

        def hear(message: Message) -> None:
            if message.interface == ENTRY and message.member == "Update":
                uri, properties = message.body
                heard.put_nowait((uri, {name: each.value for name, each in properties.items()}))

        bus.add_message_handler(hear)
        rule = f"type='signal',interface='{ENTRY}'"
        await bus.call(
            Message(
                destination="org.freedesktop.DBus",
                path="/org/freedesktop/DBus",
                interface="org.freedesktop.DBus",
                member="AddMatch",
                signature="s",
                body=[rule],
            )
        )
        environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": address, "QT_QPA_PLATFORM": "xcb"}
        program = await asyncio.create_subprocess_exec(
            "xvfb-run", "-a", sys.executable, "-c", PROGRAM, env=environment
        )
        async with asyncio.timeout(30):
            first, second = await heard.get(), await heard.get()
            assert await program.wait() == 0
        bus.disconnect()
    assert first == ("application://fiveline.desktop", {"count": 7, "count-visible": True})
    assert second[1]["count-visible"] is False
