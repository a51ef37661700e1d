"""Trying out the sound without a call: speak, see it, hear it, and let it ring."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.sound import CheckPhase, Heard, Sound
from desktop.domain.state import State
from desktop.services.sound import REHEARSAL
from desktop.store import Store
from ui.i18n import _
from ui.models.levels import Measuring
from ui.models.listening import Start, listen
from ui.models.unheard import device_name

_TICK = 200
_QUIET_VOICE, _VERY_QUIET_VOICE = -38.0, -50.0
_TOO_LOUD = 0.985
_NOISY = 20.0
"""Decibels from voice to noise, under which words get lost."""
_NOTEWORTHY = 3.0


class Checking(Measuring, Protocol):
    """The part of the sound that this needs."""

    async def rehearse(self) -> None: ...

    async def play_rehearsal(self) -> None: ...

    async def end_rehearsal(self) -> None: ...

    async def unmute_microphone(self) -> None: ...


class Bell(Protocol):
    """The part of the ringing that this needs."""

    async def try_out(self) -> None: ...


class SoundCheckModel(QObject):
    changed = Signal()

    def __init__(
        self,
        store: Store,
        sound: Checking,
        bell: Bell,
        start: Start,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.in_call = False
        self.phase: CheckPhase | None = None
        self.seconds_left = 0
        self.result = ""
        """In plain words."""
        self.is_good = False
        self.figures = ""
        self.can_unmute = False
        self.microphone = self.speaker = self.ringer = ""
        self._store, self._sound, self._bell = store, sound, bell
        self._start, self._monotonic = start, monotonic
        self._began_at = 0.0
        self._ticks = False
        self._unsubscribe = listen(store, self._hear)
        self._look()

    def close(self) -> None:
        self._unsubscribe()

    @property
    def can_record(self) -> bool:
        return not self.in_call and self.phase is not CheckPhase.RECORDING

    @property
    def can_play(self) -> bool:
        check = self._store.state.sound.check
        silent = check is None or check.heard is None or check.problem in ("silent", "muted-by-system")
        return self.can_record and not silent

    def record(self) -> None:
        if self.can_record:
            self._began_at = self._monotonic()
            self._start(self._sound.rehearse())

    def play(self) -> None:
        if self.can_play:
            self._start(self._sound.play_rehearsal())

    def ring(self) -> None:
        self._start(self._bell.try_out())

    def unmute(self) -> None:
        self._start(self._sound.unmute_microphone())

    def leave(self) -> None:
        """The page is left: what was recorded is forgotten."""
        self._start(self._sound.end_rehearsal())

    def retranslate(self) -> None:
        self._look()

    # --- inside -----------------------------------------------------------------------------------------
    def _hear(self, event: e.Event, state: State) -> None:
        del state
        if isinstance(event, e.SoundChanged | e.CallBegan | e.CallEnded | e.CallAnswered):
            self._look()

    def _look(self) -> None:
        before = self._seen()
        state = self._store.state
        sound, check = state.sound, state.sound.check
        self.in_call = bool(state.live_calls)
        self.phase = check.phase if check is not None else None
        self.microphone, self.speaker = device_name(sound.microphone), device_name(sound.speaker)
        left = REHEARSAL.total_seconds() - (self._monotonic() - self._began_at)
        recording = self.phase is CheckPhase.RECORDING
        self.seconds_left = max(1, round(left)) if recording else 0
        self.result = self.figures = ""
        self.is_good = self.can_unmute = False
        if check is not None and not recording:
            self.can_unmute = check.problem == "muted-by-system"
            self.result = _problem(check.problem, sound)
            if not self.result and check.heard is not None:
                self.result, self.is_good = _verdict(check.heard)
                self.figures = _figures(check.heard, sound)
        if recording and not self._ticks:
            self._ticks = True
            QTimer.singleShot(_TICK, self, self._tick)
        if before != self._seen():
            self.changed.emit()

    def _tick(self) -> None:
        self._ticks = False
        self._look()

    def _seen(self) -> tuple[object, ...]:
        return (
            self.in_call, self.phase, self.seconds_left, self.result, self.figures, self.microphone,
            self.speaker, self.can_unmute,
        )  # fmt: skip


def _problem(problem: str, sound: Sound) -> str:
    name = device_name(sound.microphone)
    match problem:
        case "":
            return ""
        case "silent":
            return _(
                "Nothing came from {name}. It may be switched off, or the system's settings keep it from "
                "this program."
            ).format(name=name)
        case "muted-by-system":
            return _("Nothing came from {name}: this computer has muted it.").format(name=name)
        case "no-microphone":
            return _("No microphone was found. Plug one in; it is used at once.")
        case "no-speaker":
            return _("No speaker was found. Plug one in; it is used at once.")
        case "in-a-call":
            return _("A call came in between. Check the sound when it is over.")
        case _:
            return _("That did not work. Try it once more.")


def _verdict(heard: Heard) -> tuple[str, bool]:
    """What others would say of it, and whether that is good."""
    if heard.peak >= _TOO_LOUD:
        return _("You are too loud: it distorts. Move away from the microphone or turn it down."), False
    if heard.voice_after < _VERY_QUIET_VOICE:
        return _("You can hardly be heard. Come closer to the microphone or turn it up."), False
    if heard.voice_after < _QUIET_VOICE:
        return _("You are heard, but quietly. Come closer to the microphone or turn it up."), False
    if heard.voice_after - heard.noise_after < _NOISY:
        return _("You are heard, but so is the noise around you. A headset would help."), False
    return _("You are heard well."), True


def _figures(heard: Heard, sound: Sound) -> str:
    """Before and after, where something is done at all."""
    voice = _("Your voice: {level} dB.").format(level=f"\u2066{heard.voice:.0f}\u2069")
    if not (sound.processing.noise or sound.processing.gain or sound.processing.echo):
        room = _("Noise: {level} dB.").format(level=f"\u2066{heard.noise:.0f}\u2069")
        return f"{voice} {room}"
    noise = _("Noise: {before} dB as it is, {after} dB as others hear it.").format(
        before=f"\u2066{heard.noise:.0f}\u2069", after=f"\u2066{heard.noise_after:.0f}\u2069"
    )
    if abs(heard.voice - heard.voice_after) >= _NOTEWORTHY:
        voice = _("Your voice: {before} dB as it is, {after} dB as others hear it.").format(
            before=f"\u2066{heard.voice:.0f}\u2069", after=f"\u2066{heard.voice_after:.0f}\u2069"
        )
    return f"{voice} {noise}"
