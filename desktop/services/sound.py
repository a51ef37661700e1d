"""Which devices are used, and how loud it is on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec

from desktop.domain.events import LevelsMeasured, SoundChanged
from desktop.domain.sound import (
    CheckPhase,
    Heard,
    Levels,
    Processing,
    Sound,
    SoundCheck,
    SoundChoice,
    SoundDevice,
    Unheard,
)
from desktop.services.voice import Voice
from desktop.store import Store
from desktop.system.settings import SettingsFile
from desktop.voice import wire

REHEARSAL = timedelta(seconds=5)
_REHEARSAL_ID = "rehearsal"


class SoundDevices:
    def __init__(self, store: Store, voice: Voice, settings: SettingsFile) -> None:
        self._store = store
        self._voice = voice
        self._settings = settings
        self._lookers = 0
        voice.listen(self._hear)
        kept = settings.now
        choice = SoundChoice(kept.microphones, kept.speakers)
        wished = Processing(kept.echo_cancelling, kept.noise_reduction, kept.gain_control)
        store.apply(SoundChanged(replace(store.state.sound, choice=choice, wished=wished)))
        voice.send(_use(choice))
        voice.send(_process(wished))

    async def choose(self, choice: SoundChoice) -> None:
        """Use `choice` from now on, and at the next start."""
        self._settings.change(
            msgspec.structs.replace(
                self._settings.now,
                microphones=choice.microphones,
                speakers=choice.speakers,
            )
        )
        self._voice.send(_use(choice))
        self._store.apply(SoundChanged(replace(self._store.state.sound, choice=choice)))

    async def process(self, wished: Processing) -> None:
        """Treat the microphone's sound so from now on, in a call too, and at the next start."""
        self._settings.change(
            msgspec.structs.replace(
                self._settings.now,
                echo_cancelling=wished.echo,
                noise_reduction=wished.noise,
                gain_control=wished.gain,
            )
        )
        self._voice.send(_process(wished))
        self._store.apply(SoundChanged(replace(self._store.state.sound, wished=wished)))

    async def unmute_microphone(self) -> None:
        """Undo what the sound system has muted. Where that can't be done, nothing changes."""
        self._voice.send(wire.UnmuteMicrophone())

    async def measure_levels(self, on: bool) -> None:
        """Each looker says on, and off when it is done: the call page and the settings come and go apart."""
        before, self._lookers = self._lookers, max(0, self._lookers + (1 if on else -1))
        if bool(before) != bool(self._lookers):
            self._voice.send(wire.MeasureLevels(on))
        if not self._lookers:
            self._store.apply(LevelsMeasured(Levels()))

    async def rehearse(self) -> None:
        """Record the microphone for `REHEARSAL`; how it sounded is told afterwards."""
        self._check(SoundCheck(CheckPhase.RECORDING))
        self._voice.send(wire.Rehearse(REHEARSAL.total_seconds()))

    async def play_rehearsal(self) -> None:
        """Hear oneself as others would."""
        check = self._store.state.sound.check
        if check is not None and check.heard is not None:
            self._check(replace(check, phase=CheckPhase.PLAYING))
            self._voice.send(wire.PlayRehearsal(_REHEARSAL_ID))

    async def end_rehearsal(self) -> None:
        """Stop what is recorded or played, and forget it."""
        self._voice.send(wire.EndRehearsal())
        self._check(None)

    def _hear(self, event: wire.AnyEvent) -> None:
        match event:
            case wire.Devices():
                self._store.apply(SoundChanged(_with_devices(self._store.state.sound, event)))
            case wire.Processing(echo=echo, noise=noise, gain=gain, problem=problem):
                done = Processing(echo, noise, gain)
                sound = replace(self._store.state.sound, processing=done, processing_problem=problem)
                self._store.apply(SoundChanged(sound))
            case wire.Unheard(why=why):
                self._store.apply(SoundChanged(replace(self._store.state.sound, unheard=_unheard(why))))
            case wire.Rehearsed() | wire.CommandFailed() | wire.Playing() | wire.Ready():
                self._hear_check(event)
            case wire.Levels(microphone=microphone, speaker=speaker):
                self._store.apply(LevelsMeasured(Levels(microphone, speaker)))
            case _:
                pass

    def _hear_check(self, event: wire.Rehearsed | wire.CommandFailed | wire.Playing | wire.Ready) -> None:
        check = self._store.state.sound.check
        if check is None:
            return
        match event:
            case wire.Rehearsed(problem=problem) if check.phase is CheckPhase.RECORDING:
                heard = Heard(event.voice, event.noise, event.voice_after, event.noise_after, event.peak)
                self._check(SoundCheck(CheckPhase.RECORDED, heard, problem))
            case wire.CommandFailed(command="Rehearse", why=why):
                self._check(SoundCheck(CheckPhase.FAILED, problem=why))
            case wire.CommandFailed(command="PlayRehearsal" | "PlaySound", why=why, call_id=play_id):
                if play_id == _REHEARSAL_ID:
                    self._check(replace(check, phase=CheckPhase.RECORDED, problem=why))
            case wire.Playing(play_id=play_id, done=True) if play_id == _REHEARSAL_ID:
                if check.phase is CheckPhase.PLAYING:
                    self._check(replace(check, phase=CheckPhase.RECORDED))
            case wire.Ready():  # an engine died, and what it was doing with it
                self._check(SoundCheck(CheckPhase.FAILED, problem="technical"))
            case _:
                pass

    def _check(self, check: SoundCheck | None) -> None:
        if check != self._store.state.sound.check:
            self._store.apply(SoundChanged(replace(self._store.state.sound, check=check)))


def _unheard(why: str) -> Unheard:
    try:
        return Unheard(why)
    except ValueError:
        return Unheard.NO


def _use(choice: SoundChoice) -> wire.UseDevices:
    return wire.UseDevices(choice.microphones, choice.speakers)


def _process(wished: Processing) -> wire.ProcessSound:
    return wire.ProcessSound(wished.echo, wished.noise, wished.gain)


def _with_devices(before: Sound, event: wire.Devices) -> Sound:
    return replace(
        before,
        devices=tuple(SoundDevice(d.name, d.inputs, d.outputs) for d in event.devices),
        microphone=event.microphone,
        speaker=event.speaker,
        ringers=event.ringers,
        problem=event.problem,
    )
