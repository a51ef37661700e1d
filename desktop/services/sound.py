"""Which devices are used, and how loud it is on them."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from desktop.domain.events import LevelsMeasured, SoundChanged
from desktop.domain.sound import Levels, Processing, Sound, SoundChoice, SoundDevice
from desktop.services.voice import Voice
from desktop.store import Store
from desktop.system.settings import SettingsFile
from desktop.voice import wire


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

    async def measure_levels(self, on: bool) -> None:
        """Each looker says on, and off when it is done: the call page and the settings come and go apart."""
        before, self._lookers = self._lookers, max(0, self._lookers + (1 if on else -1))
        if bool(before) != bool(self._lookers):
            self._voice.send(wire.MeasureLevels(on))
        if not self._lookers:
            self._store.apply(LevelsMeasured(Levels()))

    def _hear(self, event: wire.AnyEvent) -> None:
        match event:
            case wire.Devices():
                self._store.apply(SoundChanged(_with_devices(self._store.state.sound, event)))
            case wire.Processing(echo=echo, noise=noise, gain=gain, problem=problem):
                done = Processing(echo, noise, gain)
                sound = replace(self._store.state.sound, processing=done, processing_problem=problem)
                self._store.apply(SoundChanged(sound))
            case wire.Levels(microphone=microphone, speaker=speaker):
                self._store.apply(LevelsMeasured(Levels(microphone, speaker)))
            case _:
                pass


def _use(choice: SoundChoice) -> wire.UseDevices:
    return wire.UseDevices(choice.microphones, choice.speakers)


def _process(wished: Processing) -> wire.ProcessSound:
    return wire.ProcessSound(wished.echo, wished.noise, wished.gain)


def _with_devices(before: Sound, event: wire.Devices) -> Sound:
    return replace(
        before,
        devices=tuple(
            SoundDevice(d.name, d.inputs, d.outputs, d.default_input, d.default_output) for d in event.devices
        ),
        microphone=event.microphone,
        speaker=event.speaker,
        ringers=event.ringers,
        problem=event.problem,
    )
