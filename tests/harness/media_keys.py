"""A desktop that has media keys: it finds the players on a session bus and hands one of them each press."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from dbus_fast import Message, MessageFlag, MessageType
from dbus_fast.aio.message_bus import MessageBus

PREFIX, PATH, PLAYER = "org.mpris.MediaPlayer2.", "/org/mpris/MediaPlayer2", "org.mpris.MediaPlayer2.Player"
PROPERTIES = "org.freedesktop.DBus.Properties"
_BUS, _BUS_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"


class KeyDesktop:
    def __init__(self, bus: MessageBus) -> None:
        self._bus = bus

    async def players(self) -> list[str]:
        (names,) = await self.ask(_BUS, _BUS_PATH, _BUS, "ListNames")
        return sorted(name for name in names if name.startswith(PREFIX))

    async def press(self, key: str, player: str = f"{PREFIX}fiveline") -> None:
        """And wait until the player took it. Raises `AssertionError` where there is none."""
        assert await self.ask(player, PATH, PLAYER, key) == []

    async def shoot(self, key: str, player: str = f"{PREFIX}fiveline") -> None:
        """Wait for no answer, as some desktops do."""
        await self._bus.send(
            Message(
                destination=player,
                path=PATH,
                interface=PLAYER,
                member=key,
                flags=MessageFlag.NO_REPLY_EXPECTED,
            )
        )

    async def signal(self, key: str, player: str) -> None:
        """To this one alone; no desktop does that."""
        await self._bus.send(
            Message(
                message_type=MessageType.SIGNAL, destination=player, path=PATH, interface=PLAYER, member=key
            )
        )

    async def facts(self, interface: str, player: str = f"{PREFIX}fiveline") -> dict[str, Any]:
        (facts,) = await self.ask(player, PATH, PROPERTIES, "GetAll", "s", [interface])
        return {name: fact.value for name, fact in facts.items()}

    async def ask(
        self,
        who: str,
        path: str,
        interface: str,
        what: str,
        signature: str = "",
        body: list[Any] | None = None,
    ) -> list[Any]:
        answer = await self._bus.call(
            Message(
                destination=who,
                path=path,
                interface=interface,
                member=what,
                signature=signature,
                body=body or [],
            )
        )
        assert answer.message_type is MessageType.METHOD_RETURN, (answer.error_name, answer.body)
        return list(answer.body)


@contextlib.asynccontextmanager
async def a_desktop_with_keys(address: str) -> AsyncIterator[KeyDesktop]:
    bus = await MessageBus(bus_address=address).connect()
    try:
        yield KeyDesktop(bus)
    finally:
        bus.disconnect()
