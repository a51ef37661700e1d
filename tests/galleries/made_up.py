"""People, numbers and devices that do not exist, for the galleries and the tests of screens."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.domain import events as e
from desktop.domain.connection import Carrier, Engine, Registration
from desktop.domain.numbers import E164, Capability, Number, NumberId, NumberStatus, Unread
from desktop.domain.session import Account, Device, DeviceId, Plan, SignedIn
from desktop.domain.sound import Sound, SoundDevice
from desktop.store import Store

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
ALL = frozenset(Capability)
CALLS_ONLY = frozenset({Capability.CALLS, Capability.VOICEMAIL})

NUMBERS = (
    Number(NumberId("n1"), E164("+33756000101"), "Private", "FR", 0, 0, ALL),
    Number(NumberId("n2"), E164("+33756000102"), "Work", "FR", 4, 1, ALL),
    Number(NumberId("n3"), E164("+442079460103"), "London", "GB", 2, 2, ALL),
    Number(NumberId("n4"), E164("+12125550104"), "New York", "US", 6, 3, ALL),
    Number(NumberId("n5"), E164("+46855500105"), "Stockholm", "SE", 5, 4, CALLS_ONLY),
)
OFF = Number(NumberId("n2"), E164("+33756000102"), "Work", "FR", 4, 1, ALL, NumberStatus.OFF)

UNREAD = {
    NumberId("n1"): Unread(messages=2),
    NumberId("n2"): Unread(messages=3, missed_calls=1),
    NumberId("n3"): Unread(voicemails=1),
}

ACCOUNT = Account("camille.martin@example.com", "Camille Martin", Plan.PREMIUM)

DEVICES = (
    Device(DeviceId("d1"), "Camille's laptop", "linux", NOW - timedelta(days=40), NOW, is_this_one=True),
    Device(DeviceId("d2"), "Pixel 9", "android", NOW - timedelta(days=12), NOW - timedelta(minutes=7)),
    Device(DeviceId("d3"), "iMac at the office", "macos", NOW - timedelta(days=90), NOW - timedelta(days=3)),
)

SOUND = Sound(
    (
        SoundDevice("Built-in microphone", 1, 0),
        SoundDevice("Built-in speakers", 0, 2),
        SoundDevice("Jabra Evolve2 40", 1, 2),
    ),
    microphone="Jabra Evolve2 40",
    speaker="Jabra Evolve2 40",
)


def signed_in_store() -> Store:
    """A store that has heard what a ready phone hears."""
    store = Store()
    for event in (
        e.SessionChanged(SignedIn(ACCOUNT, DeviceId("d1"))),
        e.NumbersChanged(NUMBERS),
        e.UnreadChanged(UNREAD),
        e.EngineChanged(Engine.RUNNING),
        e.RegistrationChanged(Registration.REGISTERED),
        e.CarrierChanged(Carrier.UP),
        e.SoundChanged(SOUND),
    ):
        store.apply(event)
    return store


_running: set[asyncio.Task[Any]] = set()


def start(work: Coroutine[Any, Any, Any]) -> None:
    """Runs on the loop where there is one; a gallery without one drops the work."""
    try:
        task = asyncio.get_running_loop().create_task(work)
    except RuntimeError:
        work.close()
        return
    _running.add(task)
    task.add_done_callback(_running.discard)
