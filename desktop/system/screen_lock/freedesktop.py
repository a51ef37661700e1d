"""The lock of Linux desktops: three services that tell of it, on two buses. Locked is what any of them says.

org.freedesktop.login1 (LockedHint of this session) on the system bus; org.freedesktop.ScreenSaver (KDE and
others) and org.gnome.ScreenSaver on the session bus. Only a name's owner is believed: any program can signal.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Any

from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio.message_bus import MessageBus
from dbus_fast.errors import AuthError, DBusError, InvalidAddressError

from desktop.system.screen_lock import Locked

log = logging.getLogger(__name__)

_BUS, _BUS_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_LOGIN, _LOGIN_SESSION = "org.freedesktop.login1", "org.freedesktop.login1.Session"
_LOGIN_PATH = "/org/freedesktop/login1/session/auto"
_PATIENCE = 3.0
_AWAY = (OSError, EOFError, TimeoutError, DBusError, AuthError, InvalidAddressError)


@dataclass(frozen=True, slots=True)
class _Saver:
    name: str
    path: str


_SAVERS = (
    _Saver("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    _Saver("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)


class FreedesktopLock:
    def __init__(self, session: str = "", system: str = "") -> None:
        """Addresses of the two buses; empty for the real ones."""
        self._addresses = {BusType.SESSION: session, BusType.SYSTEM: system}
        self._said: dict[str, bool] = {}
        """By the name of the service."""
        self._owners: dict[str, str] = {}
        self._login_session = ""
        self._tell: Locked = lambda locked: None
        self._tasks: set[asyncio.Task[None]] = set()

    async def watch(self, tell: Locked) -> None:
        self._tell = tell
        async with AsyncExitStack() as ends:
            ends.callback(self._stop)
            buses = [
                bus
                for kind, names in (
                    (BusType.SESSION, tuple(saver.name for saver in _SAVERS)),
                    (BusType.SYSTEM, (_LOGIN,)),
                )
                if (bus := await self._listen(kind, names, ends)) is not None
            ]
            self._say()
            if not buses:
                return
            await asyncio.wait(
                [asyncio.ensure_future(_end_of(bus)) for bus in buses],
                return_when=asyncio.ALL_COMPLETED,
            )
        tell(None)

    async def _listen(self, kind: BusType, names: tuple[str, ...], ends: AsyncExitStack) -> MessageBus | None:
        try:
            async with asyncio.timeout(_PATIENCE):
                bus = await MessageBus(bus_address=self._addresses[kind] or None, bus_type=kind).connect()
        except _AWAY as error:
            log.info("no %s bus to hear of a locked screen: %s", kind.name.lower(), type(error).__name__)
            return None
        ends.callback(bus.disconnect)
        bus.add_message_handler(lambda message: self._hear(bus, message))
        for name in names:
            member = "PropertiesChanged" if name == _LOGIN else "ActiveChanged"
            await _match(bus, f"sender='{name}',member='{member}'")
            await _match(bus, f"sender='{_BUS}',member='NameOwnerChanged',arg0='{name}'")
            await self._look(bus, name)
        return bus

    async def _look(self, bus: MessageBus, name: str) -> None:
        """Who speaks for this name, and what it says now. Nobody: it says nothing."""
        self._said.pop(name, None)
        self._owners.pop(name, None)
        owner = await _ask(bus, _BUS, _BUS_PATH, _BUS, "GetNameOwner", "s", name)
        if owner is None:
            return
        self._owners[name] = str(owner[0])
        if name == _LOGIN:
            answer = await _ask(
                bus, name, _LOGIN_PATH, _PROPERTIES, "Get", "ss", _LOGIN_SESSION, "LockedHint"
            )
            said = answer[0].value if answer else None
        else:
            saver = next(each for each in _SAVERS if each.name == name)
            answer = await _ask(bus, name, saver.path, name, "GetActive", "")
            said = answer[0] if answer else None
        if isinstance(said, bool):
            self._said[name] = said

    def _hear(self, bus: MessageBus, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            return
        match message.member, message.body:
            case "NameOwnerChanged", [str(name), _, _] if message.sender == _BUS:
                self._start(self._look_again(bus, name))
            case "ActiveChanged", [bool(active)]:
                for saver in _SAVERS:
                    if message.interface == saver.name and message.sender == self._owners.get(saver.name):
                        self._said[saver.name] = active
                        self._say()
            case "PropertiesChanged", [str(interface), {"LockedHint": _}, _] if interface == _LOGIN_SESSION:
                if message.sender == self._owners.get(_LOGIN):
                    self._start(self._look_again(bus, _LOGIN))  # it may have been another session's
            case _:
                pass

    async def _look_again(self, bus: MessageBus, name: str) -> None:
        await self._look(bus, name)
        self._say()

    def _say(self) -> None:
        self._tell(any(self._said.values()) if self._said else None)

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()


async def _end_of(bus: MessageBus) -> None:
    with suppress(*_AWAY):
        await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]


async def _match(bus: MessageBus, rule: str) -> None:
    await _ask(bus, _BUS, _BUS_PATH, _BUS, "AddMatch", "s", f"type='signal',{rule}")


async def _ask(
    bus: MessageBus, who: str, path: str, interface: str, what: str, signature: str, *body: Any
) -> list[Any] | None:
    """None where nobody answers, or with an error."""
    asked = Message(
        destination=who, path=path, interface=interface, member=what, signature=signature, body=list(body)
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            answer = await bus.call(asked)
    except _AWAY:
        return None
    if answer.message_type is MessageType.ERROR:
        return None
    return list(answer.body)
