"""A player on a real session bus, whose keys a real client presses."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from dbus_fast import Variant

from desktop.domain.headset import HeadsetKey
from desktop.system.media_keys import NoMediaKeys
from desktop.system.media_keys.mpris import NAME, PATH, PLAYER, PROPERTIES, ROOT, MprisKeys
from tests.harness.media_keys import KeyDesktop, a_desktop_with_keys
from tests.harness.notice_server import a_bus


@pytest_asyncio.fixture
async def bus(tmp_path: Path) -> AsyncIterator[str]:
    async with a_bus(tmp_path) as address:
        yield address


@pytest_asyncio.fixture
async def keys(bus: str) -> AsyncIterator[KeyDesktop]:
    async with a_desktop_with_keys(bus) as desktop:
        yield desktop


@pytest_asyncio.fixture
async def heard(bus: str) -> AsyncIterator[list[HeadsetKey]]:
    """What was pressed while the player stands on the bus."""
    heard: list[HeadsetKey] = []
    player = MprisKeys(bus)
    await player.take(heard.append)
    yield heard
    await player.give_back()


@pytest.mark.parametrize(
    ("method", "key"),
    [
        ("PlayPause", HeadsetKey.HOOK_PRESSED),
        ("Play", HeadsetKey.TAKEN_UP),
        ("Pause", HeadsetKey.PUT_DOWN),
        ("Stop", HeadsetKey.PUT_DOWN),
    ],
)
async def test_a_key_says_what_a_hook_would_say(
    heard: list[HeadsetKey], keys: KeyDesktop, method: str, key: HeadsetKey
) -> None:
    await keys.press(method)
    await keys.shoot(method)
    await keys.facts(ROOT)  # answered after what was shot
    assert heard == [key, key]


@pytest.mark.usefixtures("heard")
async def test_the_player_tells_nobody_who_calls(keys: KeyDesktop) -> None:
    facts = await keys.facts(PLAYER)
    assert facts["PlaybackStatus"] == "Playing"
    metadata = {name: value.value for name, value in facts["Metadata"].items()}
    assert metadata == {"mpris:trackid": "/fiveline/call", "xesam:title": "Fiveline"}
    assert (await keys.facts(ROOT))["Identity"] == "Fiveline"


async def test_what_it_says_of_itself_is_what_it_takes(heard: list[HeadsetKey], keys: KeyDesktop) -> None:
    (description,) = await keys.ask(NAME, PATH, "org.freedesktop.DBus.Introspectable", "Introspect")
    tree = ET.fromstring(description)
    for interface in (ROOT, PLAYER):
        described = tree.find(f"interface[@name='{interface}']")
        assert described is not None
        facts = await keys.facts(interface)
        assert {each.get("name") for each in described.iter("property")} == set(facts)
        for name, value in facts.items():
            (fact,) = await keys.ask(NAME, PATH, PROPERTIES, "Get", "ss", [interface, name])
            assert fact.value == value
    for method in ("Next", "Previous"):
        await keys.press(method)
    await keys.ask(NAME, PATH, PLAYER, "Seek", "x", [1])
    await keys.ask(NAME, PATH, ROOT, "Quit")
    assert heard == [], "none of these is a key of a telephone"


@pytest.mark.parametrize(
    ("interface", "what", "signature", "body", "error"),
    [
        (PLAYER, "PlayPause", "s", ["now"], "UnknownMethod"),
        (PLAYER, "Dial", "s", ["+33612345678"], "UnknownMethod"),
        ("org.example", "PlayPause", "", [], "UnknownMethod"),
        (PROPERTIES, "Get", "ss", [PLAYER, "Caller"], "UnknownProperty"),
        (PROPERTIES, "Get", "s", [PLAYER], "UnknownMethod"),
        (PROPERTIES, "Set", "ssv", [PLAYER, "Volume", Variant("d", 0.0)], "PropertyReadOnly"),
    ],
)
async def test_nonsense_is_refused_and_presses_nothing(
    heard: list[HeadsetKey],
    keys: KeyDesktop,
    interface: str,
    what: str,
    signature: str,
    body: list[Any],
    error: str,
) -> None:
    with pytest.raises(AssertionError, match=error):
        await keys.ask(NAME, PATH, interface, what, signature, body)
    assert heard == []


async def test_a_signal_with_the_name_of_a_key_presses_nothing(
    heard: list[HeadsetKey], keys: KeyDesktop
) -> None:
    await keys.signal("PlayPause", NAME)
    await keys.press("Stop")
    assert heard == [HeadsetKey.PUT_DOWN]


async def test_it_stands_there_only_while_the_keys_are_taken(bus: str, keys: KeyDesktop) -> None:
    heard: list[HeadsetKey] = []
    player = MprisKeys(bus)
    for _call in range(3):
        assert await keys.players() == []
        await player.take(heard.append)
        assert await keys.players() == [NAME]
        await keys.press("PlayPause")
        await player.give_back()
        await player.give_back()  # twice does no harm
        async with asyncio.timeout(5):
            while await keys.players():
                pass
    assert heard == [HeadsetKey.HOOK_PRESSED] * 3


@pytest.mark.usefixtures("heard")
async def test_a_second_fiveline_has_a_name_of_its_own(bus: str, keys: KeyDesktop) -> None:
    second: list[HeadsetKey] = []
    other = MprisKeys(bus)
    await other.take(second.append)
    (name,) = [each for each in await keys.players() if each != NAME]
    assert name.startswith(f"{NAME}.instance")
    await keys.press("PlayPause", name)
    assert second == [HeadsetKey.HOOK_PRESSED]
    await other.give_back()


@pytest.mark.parametrize("address", ["unix:path=/nonexistent/bus", "nonsense", "tcp:host=127.0.0.1,port=1"])
async def test_without_a_session_bus_nothing_fails(address: str) -> None:
    heard: list[HeadsetKey] = []
    player = MprisKeys(address)
    await player.take(heard.append)
    await player.give_back()
    assert heard == []


async def test_a_bus_that_ends_under_a_call_harms_nothing_and_the_next_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[HeadsetKey] = []
    player = MprisKeys()
    async with a_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        await player.take(heard.append)
    await player.give_back()
    async with a_bus(tmp_path) as address, a_desktop_with_keys(address) as keys:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        await player.take(heard.append)
        await keys.press("Play")
        await player.give_back()
    assert heard == [HeadsetKey.TAKEN_UP]


async def test_a_system_without_media_keys_says_nothing() -> None:
    heard: list[HeadsetKey] = []
    await NoMediaKeys().take(heard.append)
    await NoMediaKeys().give_back()
    assert heard == []
