"""The settings: language and look, sound, devices, account."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.errors import Bug, FivelineError, Mendable
from desktop.domain.session import Device, DeviceId, Plan, SignedIn
from desktop.domain.sound import SoundChoice
from desktop.domain.state import State
from desktop.store import Store
from ui.i18n import _, ngettext
from ui.models.device_rows import DeviceRow, device_row
from ui.models.listening import Start, listen
from ui.models.unheard import device_name
from ui.words import sentence_for


class DevicesOfAccount(Protocol):
    """The part of the sessions that this needs."""

    async def devices(self) -> tuple[Device, ...]: ...

    async def rename_device(self, device_id: DeviceId, name: str) -> None: ...

    async def sign_out_device(self, device_id: DeviceId) -> None: ...

    async def sign_out(self) -> None: ...


class SoundService(Protocol):
    async def choose(self, choice: SoundChoice) -> None: ...

    async def measure_levels(self, on: bool) -> None: ...


class Use(Enum):
    MICROPHONE = "microphones"
    SPEAKER = "speakers"


@dataclass(frozen=True, slots=True)
class Options:
    """What may be chosen for one use. The first, "", follows the system."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    chosen: str
    then: str = ""
    """What is used where the chosen one is not there, in words; empty where nothing is chosen."""


@dataclass(frozen=True, slots=True)
class AccountView:
    name: str
    email: str
    plan: str
    for_this_session_only: bool


class SettingsModel(QObject):
    changed = Signal()
    levels_changed = Signal(float, float)
    """Microphone and speaker in dBFS."""
    doubted = Signal()
    """Signing out now would lose something: the person is asked in the settings."""

    def __init__(
        self,
        store: Store,
        sessions: DevicesOfAccount,
        sound: SoundService,
        start: Start,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.devices: tuple[DeviceRow, ...] = ()
        self.devices_loading = False
        self.devices_problem = ""
        self.renaming: DeviceRow | None = None
        self.sign_out_doubted = False
        self.sound_problem = ""
        self.options: dict[Use, Options] = {}
        self.account = AccountView("", "", "", False)
        self._store, self._sessions, self._sound, self._start = store, sessions, sound, start
        self._listed: tuple[Device, ...] = ()
        self._unsubscribe = listen(store, self._hear)
        self._look()

    def close(self) -> None:
        self._unsubscribe()

    # --- sound ------------------------------------------------------------------------------------------
    def choose_device(self, use: Use, name: str) -> None:
        """Prefer the device called `name`; "" follows the system. What was preferred before comes next."""
        choice = self._store.state.sound.choice
        before: tuple[str, ...] = getattr(choice, use.value)
        wanted = (name, *(each for each in before if each != name))[:8] if name else ()
        if wanted != before:
            self._start(self._sound.choose(replace(choice, **{use.value: wanted})))

    def measure(self, on: bool) -> None:
        """While the settings are in sight."""
        self._start(self._sound.measure_levels(on))

    # --- devices ----------------------------------------------------------------------------------------
    def load_devices(self) -> None:
        if not self.devices_loading and isinstance(self._store.state.session, SignedIn):
            self.devices_loading = True
            self.changed.emit()
            self._start(self._load())

    def begin_rename(self, device_id: DeviceId) -> None:
        self.renaming = next((row for row in self.devices if row.id == device_id), None)
        self.changed.emit()

    def cancel_rename(self) -> None:
        self.renaming = None
        self.changed.emit()

    def rename(self, name: str) -> None:
        row, self.renaming = self.renaming, None
        self.changed.emit()
        if row is not None and name.strip() != row.name:
            self._start(self._then_load(self._sessions.rename_device(row.id, name)))

    def sign_out_device(self, device_id: DeviceId) -> None:
        self._start(self._then_load(self._sessions.sign_out_device(device_id)))

    def sign_out(self) -> None:
        """At once where nothing is lost by it; else only when it is asked for a second time."""
        if self._store.state.waiting and not self.sign_out_doubted:
            self.sign_out_doubted = True
            self.changed.emit()
            self.doubted.emit()
            return
        self.sign_out_doubted = False
        self._start(self._sessions.sign_out())

    def stay(self) -> None:
        """The person does not sign out after all."""
        self.sign_out_doubted = False
        self.changed.emit()

    def doubt(self) -> str:
        """What signing out now would cost; empty where it costs nothing."""
        waiting = self._store.state.waiting
        if not (self.sign_out_doubted and waiting):
            return ""
        return ngettext(
            "One message has not left yet. If you sign out now, it is lost.",
            "{count} messages have not left yet. If you sign out now, they are lost.",
            waiting,
        ).format(count=waiting)

    def retranslate(self) -> None:
        self.devices_problem = ""
        self._look()
        self._show_devices()
        self.changed.emit()

    # --- inside -----------------------------------------------------------------------------------------
    async def _load(self) -> None:
        await self._guard(self._list())

    async def _then_load(self, work: Coroutine[Any, Any, None]) -> None:
        if await self._guard(work):
            await self._guard(self._list())

    async def _list(self) -> None:
        self._listed = await self._sessions.devices()
        self._show_devices()

    async def _guard(self, work: Coroutine[Any, Any, None]) -> bool:
        """False where it went wrong; the reason then stands above the list."""
        problem = ""
        try:
            await work
        except Mendable as error:
            problem = {
                "no-name": _("A device needs a name."),
                "name-too-long": _("This name is too long."),
            }.get(error.word, sentence_for(error))
        except FivelineError as error:
            problem = sentence_for(error)
        except Exception as error:
            problem = sentence_for(Bug(str(error)))
            raise
        finally:
            self.devices_problem = problem
            self.devices_loading = False
            self.changed.emit()
        return not problem

    def _show_devices(self) -> None:
        now = datetime.now(UTC)
        rows = [device_row(device, now=now) for device in self._listed]
        self.devices = tuple(sorted(rows, key=lambda row: not row.is_this_one))

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.LevelsMeasured(levels):
                self.levels_changed.emit(levels.microphone, levels.speaker)
            case e.WaitingChanged(waiting):
                if self.sign_out_doubted:
                    self.sign_out_doubted = waiting > 0
                    self.changed.emit()
            case e.SoundChanged() | e.SessionChanged():
                if not isinstance(state.session, SignedIn):
                    self._listed, self.devices, self.renaming = (), (), None
                    self.sign_out_doubted = False
                self._look()
                self.changed.emit()
            case _:
                pass

    def _look(self) -> None:
        state = self._store.state
        sound = state.sound
        microphones = tuple(device.name for device in sound.devices if device.inputs)
        speakers = tuple(device.name for device in sound.devices if device.outputs)
        self.options = {
            Use.MICROPHONE: _options(microphones, sound.choice.microphones),
            Use.SPEAKER: _options(speakers, sound.choice.speakers),
        }
        self.sound_problem = {
            "no-microphone": _("No microphone was found. Others won't hear you."),
            "no-speaker": _("No speaker was found. You won't hear others."),
            "no-devices": _("No microphone and no speaker was found. Plug one in; it is used at once."),
        }.get(sound.problem, "")
        session = state.session
        if isinstance(session, SignedIn):
            plan = _("Premium") if session.account.plan is Plan.PREMIUM else _("Starter")
            self.account = AccountView(
                session.account.name, session.account.email, plan, session.for_this_session_only
            )
        else:
            self.account = AccountView("", "", "", False)


def _options(there: tuple[str, ...], preferred: tuple[str, ...]) -> Options:
    """A preferred device that is unplugged stays in the list, so that the choice is seen."""
    chosen = preferred[0] if preferred else ""
    names = ("", *dict.fromkeys(there))
    labels = [_("As the system chooses"), *names[1:]]
    if chosen and chosen not in names:
        names = (*names, chosen)
        labels.append(_("{device} (not plugged in)").format(device=chosen))
    return Options(names, tuple(labels), chosen, _then(preferred[1:]) if chosen else "")


def _then(others: tuple[str, ...]) -> str:
    if not others:
        return _("Where it is missing, what the system chooses.")
    return _("Where it is missing: {devices}. Then what the system chooses.").format(
        devices=", ".join(map(device_name, others))
    )
