"""How it rings: the engine is told beforehand, so that a call rings without asking anybody."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import msgspec

from desktop.domain.events import Event, NumbersChanged, QuietChanged, RingingChanged, SessionChanged
from desktop.domain.numbers import NumberId
from desktop.domain.ringing import MOST_DEVICES, Ringing, Ringtone
from desktop.domain.state import State
from desktop.services.voice import Voice
from desktop.store import Store
from desktop.system.settings import KeptRinging, SettingsFile
from desktop.voice import wire


class RingingHere:
    def __init__(self, store: Store, voice: Voice, settings: SettingsFile) -> None:
        self._store = store
        self._voice = voice
        self._settings = settings
        self._told: wire.UseRinging | None = None
        store.subscribe(self._hear)
        store.apply(RingingChanged(_read(settings.now.ringing)))

    async def choose_devices(self, names: tuple[str, ...]) -> None:
        """All of these ring at once; none follows the system."""
        self._keep(replace(self._now, devices=tuple(dict.fromkeys(names))[:MOST_DEVICES]))

    async def set_volume(self, percent: int) -> None:
        self._keep(replace(self._now, volume=max(0, min(percent, 100))))

    async def rise(self, rising: bool) -> None:
        self._keep(replace(self._now, rising=rising))

    async def choose_ringtone(self, number_id: NumberId, ringtone: Ringtone) -> None:
        ringtones = MappingProxyType({**self._now.ringtones, number_id: ringtone})
        self._keep(replace(self._now, ringtones=ringtones))

    async def try_out(self, ringtone: Ringtone = Ringtone.CHIME) -> None:
        """Ring once, on the ring devices and as loud as a call would."""
        self._voice.send(wire.TestRing(ringtone.value))

    @property
    def _now(self) -> Ringing:
        return self._store.state.ringing

    def _keep(self, ringing: Ringing) -> None:
        kept = KeptRinging(
            ringing.devices,
            ringing.volume,
            ringing.rising,
            {number_id: tone.value for number_id, tone in ringing.ringtones.items()},
        )
        self._settings.change(msgspec.structs.replace(self._settings.now, ringing=kept))
        self._store.apply(RingingChanged(ringing))

    def _hear(self, event: Event, state: State) -> None:
        if isinstance(event, RingingChanged | QuietChanged | NumbersChanged | SessionChanged):
            rules = ringing_rules(state)
            if rules != self._told:
                self._told = rules
                self._voice.send(rules)


def ringing_rules(state: State) -> wire.UseRinging:
    """What the engine has to know to ring, or not, for each of my numbers."""
    ringing, quiet = state.ringing, state.quiet
    return wire.UseRinging(
        devices=ringing.devices,
        volume=ringing.volume,
        rising=ringing.rising,
        numbers=tuple(
            wire.NumberRinging(number.e164, ringing.ringtone(number.id).value, number.id in quiet.numbers)
            for number in state.numbers
        ),
        silent=quiet.everything is not None,
    )


def _read(kept: KeptRinging) -> Ringing:
    """A ringtone that this version does not know is left out: the first one rings."""
    known = {tone.value: tone for tone in Ringtone}
    ringtones = {NumberId(key): known[word] for key, word in kept.ringtones.items() if word in known}
    return Ringing(
        kept.devices[:MOST_DEVICES],
        max(0, min(kept.volume, 100)),
        kept.rising,
        MappingProxyType(ringtones),
    )
