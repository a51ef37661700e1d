"""A locked screen, told by the services of real desktops on real buses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest_asyncio
from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio.message_bus import MessageBus

from desktop.system.screen_lock import NoScreenLock
from desktop.system.screen_lock.freedesktop import FreedesktopLock
from tests.harness.notice_server import a_bus

SAVER, SAVER_PATH = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"
GNOME, GNOME_PATH = "org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"
LOGIN, LOGIN_PATH = "org.freedesktop.login1", "/org/freedesktop/login1/session/auto"
SESSION, PROPERTIES = "org.freedesktop.login1.Session", "org.freedesktop.DBus.Properties"


class Told:
    """What was said of the screen, the last at the end."""

    def __init__(self) -> None:
        self.said: list[bool | None] = []
        self._news = asyncio.Event()

    def tell(self, locked: bool | None) -> None:
        self.said.append(locked)
        self._news.set()

    async def until(self, locked: bool | None) -> None:
        async with asyncio.timeout(5):
            while self.said[-1:] != [locked]:
                self._news.clear()
                await self._news.wait()


class Service:
    """A desktop's: it says whether the screen is locked, when asked and when it changes."""

    def __init__(self, bus: MessageBus) -> None:
        self.locked = False
        self._bus = bus
        bus.add_message_handler(self._answer)

    def lock(self, name: str, path: str, locked: bool) -> None:
        self.locked = locked
        self._bus.send(Message.new_signal(path, name, "ActiveChanged", "b", [locked]))

    def hint(self, locked: bool) -> None:
        self.locked = locked
        changed = {"LockedHint": Variant("b", locked)}
        self._bus.send(
            Message.new_signal(
                "/org/freedesktop/login1/session/_32",
                PROPERTIES,
                "PropertiesChanged",
                "sa{sv}as",
                [SESSION, changed, []],
            )
        )

    def _answer(self, message: Message) -> Message | None:
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        match message.member:
            case "GetActive":
                return Message.new_method_return(message, "b", [self.locked])
            case "Get" if message.path == LOGIN_PATH and message.body == [SESSION, "LockedHint"]:
                return Message.new_method_return(message, "v", [Variant("b", self.locked)])
            case _:
                return None


async def service(bus: str, name: str) -> tuple[MessageBus, Service]:
    connected = await MessageBus(bus_address=bus).connect()
    made = Service(connected)
    await connected.request_name(name)
    return connected, made


@pytest_asyncio.fixture
async def bus(tmp_path: Path) -> AsyncIterator[str]:
    async with a_bus(tmp_path) as address:
        yield address


@pytest_asyncio.fixture
async def watching(bus: str) -> AsyncIterator[Callable[[], Told]]:
    """Starts a watch over this bus, which is the session's and the system's here."""
    tasks: list[asyncio.Task[None]] = []

    def start() -> Told:
        told = Told()
        tasks.append(asyncio.create_task(FreedesktopLock(bus, bus).watch(told.tell)))
        return told

    yield start
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_screen_that_is_locked_and_unlocked(bus: str, watching: Callable[[], Told]) -> None:
    for name, path in ((SAVER, SAVER_PATH), (GNOME, GNOME_PATH)):
        connected, desktop = await service(bus, name)
        told = watching()
        await told.until(False)
        desktop.lock(name, path, True)
        await told.until(True)
        desktop.lock(name, path, False)
        await told.until(False)
        connected.disconnect()
        await told.until(None)


async def test_the_login_service_says_so_too(bus: str, watching: Callable[[], Told]) -> None:
    connected, login = await service(bus, LOGIN)
    login.locked = True
    told = watching()
    await told.until(True)
    login.hint(False)
    await told.until(False)
    connected.disconnect()


async def test_one_that_says_locked_is_enough(bus: str, watching: Callable[[], Told]) -> None:
    first, login = await service(bus, LOGIN)
    second, saver = await service(bus, SAVER)
    told = watching()
    await told.until(False)
    saver.lock(SAVER, SAVER_PATH, True)
    await told.until(True)
    login.hint(False)
    login.hint(True)
    saver.lock(SAVER, SAVER_PATH, False)
    await told.until(True)
    second.disconnect()
    first.disconnect()
    await told.until(None)


async def test_a_service_that_comes_later_is_heard_and_a_stranger_is_not(
    bus: str, watching: Callable[[], Told]
) -> None:
    told = watching()
    await told.until(None)
    connected, desktop = await service(bus, GNOME)
    await told.until(False)
    stranger = await MessageBus(bus_address=bus).connect()
    stranger.send(Message.new_signal(GNOME_PATH, GNOME, "ActiveChanged", "b", [True]))
    await stranger.call(Message(destination="org.freedesktop.DBus", path="/", member="GetId"))
    stranger.disconnect()
    desktop.lock(GNOME, GNOME_PATH, False)
    desktop.lock(GNOME, GNOME_PATH, True)
    await told.until(True)
    assert told.said.count(True) == 1
    connected.disconnect()


async def test_without_a_bus_nobody_tells(tmp_path: Path) -> None:
    told = Told()
    nowhere = f"unix:path={tmp_path / 'none'}"
    await FreedesktopLock(nowhere, nowhere).watch(told.tell)
    await NoScreenLock().watch(told.tell)
    assert told.said == [None, None]
