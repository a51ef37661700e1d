"""How it rings, for the eye: ring devices, volume, and the ringtone of each number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, assert_never

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.numbers import Capability, NumberId
from desktop.domain.ringing import Ringtone
from desktop.domain.state import State
from desktop.store import Store
from ui.i18n import _
from ui.models.listening import Start, listen
from ui.models.plain import one_line
from ui.models.who import number_name


class RingingService(Protocol):
    async def choose_devices(self, names: tuple[str, ...]) -> None: ...

    async def set_volume(self, percent: int) -> None: ...

    async def rise(self, rising: bool) -> None: ...

    async def choose_ringtone(self, number_id: NumberId, ringtone: Ringtone) -> None: ...

    async def try_out(self, ringtone: Ringtone = Ringtone.CHIME) -> None: ...


@dataclass(frozen=True, slots=True)
class RingDevice:
    name: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class NumberRow:
    number_id: NumberId
    name: str
    colour: int
    ringtone: Ringtone


class RingingModel(QObject):
    changed = Signal()

    def __init__(
        self, store: Store, ringing: RingingService, start: Start, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.devices: tuple[RingDevice, ...] = ()
        self.numbers: tuple[NumberRow, ...] = ()
        self.problem = ""
        """Why no chosen device rings; empty where one does."""
        self.volume = 0
        self.rising = False
        self._store, self._ringing, self._start = store, ringing, start
        self._unsubscribe = listen(store, self._hear)
        self._look()

    def close(self) -> None:
        self._unsubscribe()

    def choose_device(self, name: str, chosen: bool) -> None:
        names = self._store.state.ringing.devices
        wanted = (*names, name) if chosen else tuple(each for each in names if each != name)
        self._start(self._ringing.choose_devices(wanted))

    def set_volume(self, percent: int) -> None:
        if percent != self.volume:
            self._start(self._ringing.set_volume(percent))

    def rise(self, rising: bool) -> None:
        self._start(self._ringing.rise(rising))

    def choose_ringtone(self, number_id: NumberId, ringtone: Ringtone) -> None:
        """Heard at once, so that it is chosen by ear."""
        self._start(self._choose(number_id, ringtone))

    def hear(self, number_id: NumberId) -> None:
        self._start(self._ringing.try_out(self._store.state.ringing.ringtone(number_id)))

    def test(self) -> None:
        self._start(self._ringing.try_out())

    def retranslate(self) -> None:
        self._look()

    async def _choose(self, number_id: NumberId, ringtone: Ringtone) -> None:
        await self._ringing.choose_ringtone(number_id, ringtone)
        await self._ringing.try_out(ringtone)

    def _hear(self, event: e.Event, state: State) -> None:
        del state
        if isinstance(event, e.RingingChanged | e.SoundChanged | e.NumbersChanged | e.SessionChanged):
            self._look()

    def _look(self) -> None:
        state = self._store.state
        there = tuple(dict.fromkeys(device.name for device in state.sound.devices if device.outputs))
        chosen = state.ringing.devices
        gone = tuple(name for name in chosen if name not in there)
        devices = tuple(
            RingDevice(name, _label(name, there=name in there), name in chosen) for name in (*there, *gone)
        )
        numbers = tuple(
            NumberRow(number.id, number_name(number), number.colour, state.ringing.ringtone(number.id))
            for number in state.numbers
            if number.can(Capability.CALLS)
        )
        problem = ""
        if chosen and len(gone) == len(chosen) and there:
            problem = _("No chosen ring device is plugged in. It rings where the system plays sound.")
        before = (self.devices, self.numbers, self.problem, self.volume, self.rising)
        now = (devices, numbers, problem, state.ringing.volume, state.ringing.rising)
        if now != before:
            self.devices, self.numbers, self.problem, self.volume, self.rising = now
            self.changed.emit()


def ringtone_name(ringtone: Ringtone) -> str:
    match ringtone:
        case Ringtone.CHIME:
            return _("Chime")
        case Ringtone.MARIMBA:
            return _("Marimba")
        case Ringtone.GLASS:
            return _("Glass")
        case Ringtone.HARP:
            return _("Harp")
        case Ringtone.OLD_TELEPHONE:
            return _("Old telephone")
        case Ringtone.PULSE:
            return _("Pulse")
        case Ringtone.DAWN:
            return _("Dawn")
        case _:
            assert_never(ringtone)


def _label(name: str, *, there: bool) -> str:
    shown = one_line(name, longest=60)
    return shown if there else _("{device} (not plugged in)").format(device=shown)
