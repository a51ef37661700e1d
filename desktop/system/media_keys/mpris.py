"""Media keys of Linux desktops: they are sent to the players on the session bus, so one stands there.

MPRIS 2.2, https://specifications.freedesktop.org/mpris-spec/latest/. It says that it plays as long as it is
there: that is how desktops choose whom they give the key, and what plays is not started by a program that
resumes what was paused. Any program can read what a player plays: it is always "Fiveline", never who calls.
"""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Any

from dbus_fast import BusType, Message, MessageFlag, MessageType, NameFlag, RequestNameReply, Variant
from dbus_fast.aio.message_bus import MessageBus
from dbus_fast.constants import ErrorType
from dbus_fast.errors import AuthError, DBusError, InvalidAddressError

from desktop.domain.headset import HeadsetKey
from desktop.system.media_keys import Pressed

log = logging.getLogger(__name__)

NAME, PATH = "org.mpris.MediaPlayer2.fiveline", "/org/mpris/MediaPlayer2"
ROOT, PLAYER = "org.mpris.MediaPlayer2", "org.mpris.MediaPlayer2.Player"
PROPERTIES, _INTROSPECTION = "org.freedesktop.DBus.Properties", "org.freedesktop.DBus.Introspectable"
_PATIENCE = 3.0
_AWAY = (OSError, EOFError, TimeoutError, DBusError, AuthError, InvalidAddressError)
_KEYS = {
    "PlayPause": HeadsetKey.HOOK_PRESSED,
    "Play": HeadsetKey.TAKEN_UP,
    "Pause": HeadsetKey.PUT_DOWN,
    "Stop": HeadsetKey.PUT_DOWN,
}
_WITHOUT_EFFECT = {
    ROOT: {"Raise": "", "Quit": ""},
    PLAYER: {"Next": "", "Previous": "", "Seek": "x", "SetPosition": "ox", "OpenUri": "s"},
}
"""What every player has, and this one says that it can't do; what each is called with."""
_METADATA = {
    "mpris:trackid": Variant("o", "/fiveline/call"),  # has to be there
    "xesam:title": Variant("s", "Fiveline"),
}
_FACTS = {
    ROOT: {
        "CanQuit": Variant("b", False),
        "CanRaise": Variant("b", False),
        "HasTrackList": Variant("b", False),
        "Identity": Variant("s", "Fiveline"),
        "DesktopEntry": Variant("s", "fiveline"),
        "SupportedUriSchemes": Variant("as", []),
        "SupportedMimeTypes": Variant("as", []),
    },
    PLAYER: {
        "PlaybackStatus": Variant("s", "Playing"),
        "Metadata": Variant("a{sv}", _METADATA),
        "Rate": Variant("d", 1.0),
        "MinimumRate": Variant("d", 1.0),
        "MaximumRate": Variant("d", 1.0),
        "Volume": Variant("d", 1.0),
        "Position": Variant("x", 0),
        "CanGoNext": Variant("b", False),
        "CanGoPrevious": Variant("b", False),
        "CanPlay": Variant("b", True),
        "CanPause": Variant("b", True),
        "CanSeek": Variant("b", False),
        "CanControl": Variant("b", True),
    },
}


class MprisKeys:
    def __init__(self, address: str = "") -> None:
        """`address` of a bus; empty for that of the session."""
        self._address = address
        self._bus: MessageBus | None = None
        self._pressed: Pressed = lambda key: None

    async def take(self, pressed: Pressed) -> None:
        self._pressed = pressed
        try:
            async with asyncio.timeout(_PATIENCE):
                # For each call anew: a session bus that was gone in between harms no later call.
                bus = MessageBus(bus_address=self._address or None, bus_type=BusType.SESSION)
                self._bus = await bus.connect()
                bus.add_message_handler(self._hear)
                answer = await bus.request_name(NAME, NameFlag.DO_NOT_QUEUE)
                if answer is not RequestNameReply.PRIMARY_OWNER:  # the Fiveline of another profile has it
                    await bus.request_name(f"{NAME}.instance{os.getpid()}", NameFlag.DO_NOT_QUEUE)
                await bus.send(_it_plays())
        except _AWAY as error:
            log.info("no media keys: %s", type(error).__name__)
            await self.give_back()

    async def give_back(self) -> None:
        self._pressed = lambda key: None
        if self._bus is not None and self._bus.connected:
            self._bus.disconnect()  # the bus takes the name back
        self._bus = None

    def _hear(self, message: Message) -> Message | bool | None:
        """Only a call of a method counts: the bus brings those to nobody but whom they are meant for."""
        if message.message_type is not MessageType.METHOD_CALL or message.path != PATH:
            return None
        answer = self._answer(message)
        return True if answer is not None and message.flags & MessageFlag.NO_REPLY_EXPECTED else answer

    def _answer(self, message: Message) -> Message | None:
        interface, member = message.interface or "", message.member or ""
        if interface == PLAYER and member in _KEYS and message.signature == "":
            self._pressed(_KEYS[member])
            return Message.new_method_return(message)
        if _WITHOUT_EFFECT.get(interface, {}).get(member) == message.signature:
            return Message.new_method_return(message)
        if (interface, member) == (_INTROSPECTION, "Introspect"):
            return Message.new_method_return(message, "s", [_description()])
        return _properties(message) if interface == PROPERTIES else None


def _properties(message: Message) -> Message | None:
    match message.member, message.signature, message.body:
        case "GetAll", "s", [str(interface)]:
            return Message.new_method_return(message, "a{sv}", [_FACTS.get(interface, {})])
        case "Get", "ss", [str(interface), str(name)]:
            fact = _FACTS.get(interface, {}).get(name)
            if fact is None:
                return Message.new_error(message, ErrorType.UNKNOWN_PROPERTY, "there is no such property")
            return Message.new_method_return(message, "v", [fact])
        case "Set", "ssv", _:
            return Message.new_error(message, ErrorType.PROPERTY_READ_ONLY, "it can't be changed")
        case _:
            return None


def _it_plays() -> Message:
    """Said aloud, since desktops give the key to the player that began last."""
    changed: list[Any] = [PLAYER, {"PlaybackStatus": _FACTS[PLAYER]["PlaybackStatus"]}, []]
    return Message.new_signal(PATH, PROPERTIES, "PropertiesChanged", "sa{sv}as", changed)


def _description() -> str:
    return f"<node>{''.join(map(_interface, _FACTS))}{_PROPERTIES_DESCRIBED}</node>"


def _interface(interface: str) -> str:
    methods = _WITHOUT_EFFECT[interface] | (dict.fromkeys(_KEYS, "") if interface == PLAYER else {})
    parts = [f'<method name="{name}">{_taking(kinds)}</method>' for name, kinds in methods.items()]
    for name, fact in _FACTS[interface].items():
        parts.append(f'<property name="{name}" type="{fact.signature}" access="read"/>')
    return f'<interface name="{interface}">{"".join(parts)}</interface>'


def _taking(kinds: str) -> str:
    return "".join(f'<arg direction="in" type="{kind}"/>' for kind in kinds)


_PROPERTIES_DESCRIBED = f"""<interface name="{PROPERTIES}">
<method name="Get"><arg direction="in" type="s"/><arg direction="in" type="s"/>
<arg direction="out" type="v"/></method>
<method name="GetAll"><arg direction="in" type="s"/><arg direction="out" type="a{{sv}}"/></method>
<method name="Set"><arg direction="in" type="s"/><arg direction="in" type="s"/>
<arg direction="in" type="v"/></method>
<signal name="PropertiesChanged"><arg type="s"/><arg type="a{{sv}}"/><arg type="as"/></signal>
</interface>"""
