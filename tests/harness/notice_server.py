"""A server of org.freedesktop.Notifications: it shows nothing, keeps all, and presses buttons for real.

In a test's own process, or as one of its own: `python -m tests.harness.notice_server`, which writes a line of
JSON for whatever happens and takes "press ID WORD", "reply ID TEXT" and "close ID" from its standard input.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dbus_fast import Message, MessageType, NameFlag
from dbus_fast.aio.message_bus import MessageBus

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
INTERFACE = f"""<node><interface name="{NAME}">
<method name="GetCapabilities"><arg direction="out" type="as"/></method>
<method name="GetServerInformation"><arg direction="out" type="s"/><arg direction="out" type="s"/>
<arg direction="out" type="s"/><arg direction="out" type="s"/></method>
<method name="Notify"><arg direction="in" type="s"/><arg direction="in" type="u"/>
<arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="s"/>
<arg direction="in" type="as"/>
<arg direction="in" type="a{{sv}}"/><arg direction="in" type="i"/><arg direction="out" type="u"/></method>
<method name="CloseNotification"><arg direction="in" type="u"/></method>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
<signal name="NotificationReplied"><arg type="u"/><arg type="s"/></signal>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
</interface></node>"""
ALL = ("actions", "body", "body-markup", "inline-reply", "persistence")
DISMISSED, TAKEN_BACK = 2, 3


@dataclass
class Shown:
    number: int
    title: str
    text: str
    buttons: dict[str, str]
    hints: dict[str, Any]
    timeout: int


@dataclass
class Screen:
    """What stands on it, and all that ever stood there."""

    now: dict[int, Shown] = field(default_factory=dict)
    ever: list[Shown] = field(default_factory=list)


class NoticeServer:
    def __init__(self, bus: MessageBus, abilities: tuple[str, ...]) -> None:
        self.screen = Screen()
        self.told: Callable[[str, Any], None] = lambda what, value: None
        self._bus = bus
        self._abilities = abilities
        self._number = 0
        bus.add_message_handler(self._hear)

    # --- the person in front of the screen ----------------------------------------------------------------
    def press(self, number: int, word: str) -> None:
        """As desktops do: the notice goes with the press."""
        assert word in self.screen.now[number].buttons, self.screen.now[number].buttons
        self._signal("ActionInvoked", "us", [number, word])
        self.dismiss(number)

    def reply(self, number: int, text: str) -> None:
        """Written in the field of the notice, which goes with it."""
        assert "inline-reply" in self.screen.now[number].buttons
        self._signal("NotificationReplied", "us", [number, text])
        self.dismiss(number)

    def dismiss(self, number: int) -> None:
        self.screen.now.pop(number, None)
        self._signal("NotificationClosed", "uu", [number, DISMISSED])

    # --- what programs ask --------------------------------------------------------------------------------
    def _hear(self, message: Message) -> Message | None:
        if message.message_type is not MessageType.METHOD_CALL or message.path != PATH:
            return None
        if message.member == "Introspect":
            return Message.new_method_return(message, "s", [INTERFACE])
        match message.member:
            case "GetCapabilities":
                return Message.new_method_return(message, "as", [list(self._abilities)])
            case "GetServerInformation":
                return Message.new_method_return(message, "ssss", ["Test", "Fiveline", "1", "1.2"])
            case "Notify":
                return Message.new_method_return(message, "u", [self._show(*message.body)])
            case "CloseNotification":
                self._take_back(message.body[0])
                return Message.new_method_return(message)
            case _:
                return None

    def _show(
        self,
        program: str,
        replaced: int,
        icon: str,
        title: str,
        text: str,
        actions: list[str],
        hints: dict[str, Any],
        timeout: int,
    ) -> int:
        del program, icon
        if not replaced:
            self._number += 1
        number = replaced or self._number
        buttons = dict(zip(actions[::2], actions[1::2], strict=True))
        plain = {name: hint.value for name, hint in hints.items()}
        shown = Shown(number, title, text, buttons, plain, timeout)
        self.screen.now[number] = shown
        self.screen.ever.append(shown)
        self.told("shown", asdict(shown))
        return number

    def _take_back(self, number: int) -> None:
        if self.screen.now.pop(number, None) is not None:
            self.told("gone", number)
            self._signal("NotificationClosed", "uu", [number, TAKEN_BACK])

    def _signal(self, member: str, signature: str, body: list[Any]) -> None:
        self._bus.send(Message.new_signal(PATH, NAME, member, signature, body))


@contextlib.asynccontextmanager
async def a_bus(folder: Path) -> AsyncIterator[str]:
    """A session bus of its own; the address."""
    config = folder / "bus.conf"
    config.write_text(
        '<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"\n'
        ' "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">\n'
        f"<busconfig><type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>"
        '<policy context="default"><allow send_destination="*" eavesdrop="true"/>'
        '<allow eavesdrop="true"/><allow own="*"/>'
        "</policy></busconfig>\n",
        encoding="ascii",
    )
    daemon = await asyncio.create_subprocess_exec(
        "dbus-daemon",
        f"--config-file={config}",
        "--nofork",
        "--print-address",
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert daemon.stdout is not None
        yield (await daemon.stdout.readline()).decode().strip()
    finally:
        with contextlib.suppress(ProcessLookupError):
            daemon.terminate()
        await daemon.wait()


@contextlib.asynccontextmanager
async def serving(address: str, abilities: tuple[str, ...] = ALL) -> AsyncIterator[NoticeServer]:
    bus = await MessageBus(bus_address=address or None).connect()
    server = NoticeServer(bus, abilities)
    await bus.request_name(NAME, NameFlag.REPLACE_EXISTING)
    try:
        yield server
    finally:
        bus.disconnect()


async def _main() -> None:
    def tell(what: str, value: Any) -> None:
        sys.stdout.write(json.dumps({what: value}) + "\n")
        sys.stdout.flush()

    loop = asyncio.get_running_loop()
    async with serving("") as server:
        server.told = tell
        tell("ready", True)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            what, number, *word = line.split()
            if what == "press":
                server.press(int(number), word[0])
            elif what == "reply":
                server.reply(int(number), " ".join(word))
            else:
                server.dismiss(int(number))


if __name__ == "__main__":
    asyncio.run(_main())
