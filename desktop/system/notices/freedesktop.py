"""Notices of Linux desktops: org.freedesktop.Notifications on the session bus.

Desktop Notifications Specification 1.2. The body is a small HTML there, where the server says so: what others
wrote is escaped. Only the server itself may say that a button was pressed, since any program on the bus can
send such a signal. A server that is started anew, or only now, is used.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import logging
from collections.abc import Coroutine
from typing import Any

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio.message_bus import MessageBus
from dbus_fast.errors import AuthError, DBusError, InvalidAddressError

from desktop.domain.notices import CLICKED, Kind, Notice, Standing
from desktop.system.notices import (
    LONGEST_LABEL,
    LONGEST_REPLY,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Pressed,
    Replied,
    Stands,
)

log = logging.getLogger(__name__)

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_BUS, _BUS_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"
_PATIENCE = 3.0
_REPLY = "inline-reply"
"""A field in the notice: an ability of the server, an action, and the signal NotificationReplied."""
_NORMAL, _CRITICAL = 1, 2
_NEVER, _AS_THE_SERVER_LIKES = 0, -1
_CATEGORIES = {Kind.CALL: "call.incoming", Kind.MISSED: "call.unanswered", Kind.MESSAGE: "im.received"}
_ICONS = {Kind.CALL: "call-start", Kind.MISSED: "call-stop", Kind.MESSAGE: "mail-unread"}
_AWAY = (OSError, EOFError, TimeoutError, DBusError, AuthError, InvalidAddressError)


class FreedesktopNotices:
    def __init__(self, address: str = "") -> None:
        """`address` of a bus; empty for that of the session."""
        self._address = address
        self._bus: MessageBus | None = None
        self._owner = ""
        """The unique name of whoever shows the notices."""
        self._abilities: frozenset[str] = frozenset()
        self._ids: dict[str, int] = {}
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pressed: Pressed = lambda key, word: None
        self._replied: Replied = lambda key, text: None
        self._stands: Stands = lambda standing: None

    async def open(self, pressed: Pressed, replied: Replied, stands: Stands) -> None:
        self._pressed, self._replied, self._stands = pressed, replied, stands
        try:
            async with asyncio.timeout(_PATIENCE):
                bus = MessageBus(bus_address=self._address or None, bus_type=BusType.SESSION)
                self._bus = await bus.connect()
        except _AWAY as error:
            log.info("no session bus: %s", type(error).__name__)
            stands(Standing.NONE)
            return
        self._bus.add_message_handler(self._hear)
        rules = (
            f"type='signal',interface='{NAME}',path='{PATH}'",
            f"type='signal',sender='{_BUS}',member='NameOwnerChanged',arg0='{NAME}'",
        )
        try:
            for rule in rules:
                await self._ask(_BUS, _BUS_PATH, _BUS, "AddMatch", "s", [rule])
        except _AWAY as error:
            log.info("the session bus does not answer: %s", type(error).__name__)
            stands(Standing.NONE)
            return
        await self._look()

    async def show(self, notice: Notice) -> None:
        async with self._turn:
            if not self._owner:
                return
            urgent = notice.kind is Kind.CALL
            hints = {
                "urgency": Variant("y", _CRITICAL if urgent else _NORMAL),
                "category": Variant("s", _CATEGORIES[notice.kind]),
                "desktop-entry": Variant("s", "fiveline"),
                "suppress-sound": Variant("b", True),  # the engine rings
            }
            if self._has_field(notice):
                hints["x-kde-reply-placeholder-text"] = Variant("s", notice.reply[:LONGEST_LABEL])
            body = [
                "Fiveline",
                self._ids.get(notice.key, 0),
                _ICONS[notice.kind],
                notice.title[:LONGEST_TITLE],
                self._body(notice.text[:LONGEST_TEXT]),
                self._actions(notice),
                hints,
                _NEVER if urgent else _AS_THE_SERVER_LIKES,
            ]
            try:
                answer = await self._ask(NAME, PATH, NAME, "Notify", "susssasa{sv}i", body)
            except _AWAY as error:
                log.info("a notice could not be shown: %s", type(error).__name__)
                if self._bus is None or not self._bus.connected:
                    self._owner = ""
                    self._stands(Standing.NONE)
            else:
                self._ids[notice.key] = int(answer[0])

    async def withdraw(self, key: str) -> None:
        async with self._turn:
            number = self._ids.pop(key, None)
            if number is not None:
                with contextlib.suppress(*_AWAY):  # closed already, or nobody is there any more
                    await self._ask(NAME, PATH, NAME, "CloseNotification", "u", [number])

    async def close(self) -> None:
        for key in list(self._ids):
            await self.withdraw(key)
        for task in self._tasks:
            task.cancel()
        if self._bus is not None:
            self._bus.disconnect()
            self._bus = None

    async def _look(self) -> None:
        """Who shows notices, and what they can do."""
        try:
            abilities = await self._ask(NAME, PATH, NAME, "GetCapabilities", "", [])
            owner = await self._ask(_BUS, _BUS_PATH, _BUS, "GetNameOwner", "s", [NAME])
        except _AWAY as error:
            log.info("nobody shows notices: %s", type(error).__name__)
            self._owner = ""
            self._stands(Standing.NONE)
            return
        self._owner = str(owner[0])
        self._abilities = frozenset(map(str, abilities[0]))
        if "actions" not in self._abilities:
            self._stands(Standing.NO_BUTTONS)
        else:
            self._stands(Standing.FULL if _REPLY in self._abilities else Standing.NO_REPLIES)

    def _body(self, text: str) -> str:
        return html.escape(text, quote=False) if "body-markup" in self._abilities else text

    def _actions(self, notice: Notice) -> list[str]:
        if "actions" not in self._abilities:
            return []
        buttons = [part for each in notice.buttons for part in (each.word, each.label[:LONGEST_LABEL])]
        field = [_REPLY, notice.reply[:LONGEST_LABEL]] if self._has_field(notice) else []
        return [CLICKED, "", *field, *buttons]

    def _has_field(self, notice: Notice) -> bool:
        return bool(notice.reply) and {"actions", _REPLY} <= self._abilities

    def _hear(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            return
        match message.member, message.body:
            case "NameOwnerChanged", [str(name), _, str(owner)] if name == NAME and message.sender == _BUS:
                self._owner = ""
                self._ids.clear()
                if owner:
                    self._start(self._look())
                else:
                    self._stands(Standing.NONE)
            case "ActionInvoked", [int(number), str(word)] if message.sender == self._owner:
                self._start(self._was_pressed(number, word))
            case "NotificationReplied", [int(number), str(text)] if message.sender == self._owner:
                self._start(self._was_answered(number, text[:LONGEST_REPLY]))
            case "NotificationClosed", [int(number), *_] if message.sender == self._owner:
                self._start(self._was_closed(number))
            case _:
                pass

    async def _was_pressed(self, number: int, word: str) -> None:
        """In turn: the number of a notice that is being shown is known only afterwards."""
        async with self._turn:
            key = self._key(number)
        if key:
            self._pressed(key, word)

    async def _was_answered(self, number: int, text: str) -> None:
        async with self._turn:
            key = self._key(number)
        if key:
            self._replied(key, text)

    async def _was_closed(self, number: int) -> None:
        async with self._turn:
            self._ids.pop(self._key(number), None)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _key(self, number: int) -> str:
        return next((key for key, each in self._ids.items() if each == number), "")

    async def _ask(
        self, who: str, path: str, interface: str, what: str, signature: str, body: list[Any]
    ) -> list[Any]:
        """Raises one of `_AWAY`."""
        bus = self._bus
        if bus is None or not bus.connected:
            raise OSError("the session bus is gone")
        asked = Message(
            destination=who, path=path, interface=interface, member=what, signature=signature, body=body
        )
        async with asyncio.timeout(_PATIENCE):
            answer = await bus.call(asked)
        if answer.message_type is MessageType.ERROR:
            raise DBusError(answer.error_name or "org.freedesktop.DBus.Error.Failed", "refused")
        return list(answer.body)
