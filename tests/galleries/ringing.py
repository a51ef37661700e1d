"""Ringing and do not disturb in the settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from PySide6.QtWidgets import QWidget

from desktop.domain import events as e
from desktop.domain.numbers import NumberId
from desktop.domain.quiet import DoNotDisturb, Quiet, QuietFor
from desktop.domain.ringing import Ringing, Ringtone
from desktop.services.clock import utc_now
from desktop.store import Store
from tests.galleries import entry, made_up
from ui.models.quiet import QuietModel
from ui.models.ringing import RingingModel
from ui.screens.ringing import RingingSettings

SIZE = (660, 980)


class MadeUpRinging:
    """Rings as the store says, and remembers what was tried."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.tried: list[Ringtone] = []

    async def choose_devices(self, names: tuple[str, ...]) -> None:
        self._tell(replace(self._store.state.ringing, devices=names))

    async def set_volume(self, percent: int) -> None:
        self._tell(replace(self._store.state.ringing, volume=percent))

    async def rise(self, rising: bool) -> None:
        self._tell(replace(self._store.state.ringing, rising=rising))

    async def choose_ringtone(self, number_id: NumberId, ringtone: Ringtone) -> None:
        now = self._store.state.ringing
        self._tell(replace(now, ringtones=MappingProxyType({**now.ringtones, number_id: ringtone})))

    async def try_out(self, ringtone: Ringtone = Ringtone.CHIME) -> None:
        self.tried.append(ringtone)

    def _tell(self, ringing: Ringing) -> None:
        self._store.apply(e.RingingChanged(ringing))


class MadeUpQuiet:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self, wanted: QuietFor, *, number_id: NumberId | None = None) -> None:
        until = utc_now() + wanted.length if wanted.length else None
        self._tell(number_id, Quiet(until))

    async def end(self, *, number_id: NumberId | None = None) -> None:
        self._tell(number_id, None)

    async def show_calls(self, shown: bool) -> None:
        self._store.apply(e.QuietChanged(replace(self._store.state.quiet, shows_calls=shown)))

    def _tell(self, number_id: NumberId | None, quiet: Quiet | None) -> None:
        now = self._store.state.quiet
        if number_id is None:
            self._store.apply(e.QuietChanged(replace(now, everything=quiet)))
            return
        numbers = {key: each for key, each in now.numbers.items() if key != number_id}
        if quiet is not None:
            numbers[number_id] = quiet
        self._store.apply(e.QuietChanged(replace(now, numbers=MappingProxyType(numbers))))


def ringing_store() -> Store:
    store = made_up.signed_in_store()
    store.apply(
        e.RingingChanged(
            Ringing(
                ("Jabra Evolve2 40", "Built-in speakers"),
                65,
                True,
                MappingProxyType({NumberId("n2"): Ringtone.OLD_TELEPHONE, NumberId("n3"): Ringtone.HARP}),
            )
        )
    )
    return store


def quiet_store() -> Store:
    store = ringing_store()
    soon = utc_now() + timedelta(minutes=28)
    store.apply(e.QuietChanged(DoNotDisturb(Quiet(soon), MappingProxyType({NumberId("n2"): Quiet()}))))
    return store


def settings(store: Store) -> RingingSettings:
    ringing = RingingModel(store, MadeUpRinging(store), made_up.start)
    quiet = QuietModel(store, MadeUpQuiet(store), made_up.start)
    made = RingingSettings(ringing, quiet)
    ringing.setParent(made)
    quiet.setParent(made)
    return made


@entry("ringing/settings", size=SIZE)
def ringing_settings() -> QWidget:
    return settings(ringing_store())


@entry("ringing/quiet", size=SIZE)
def ringing_quiet() -> QWidget:
    return settings(quiet_store())


@entry("ringing/unplugged", size=SIZE)
def ringing_unplugged() -> QWidget:
    store = made_up.signed_in_store()
    store.apply(e.RingingChanged(Ringing(("A loudspeaker with quite a long name in the kitchen",))))
    return settings(store)
