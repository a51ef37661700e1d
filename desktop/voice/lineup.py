"""The devices there are, as PortAudio last listed them, and the first of them that works."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

import sounddevice as sd

from desktop.voice import devices
from desktop.voice.devices import Listed
from desktop.voice.wire import UseDevices, UseRinging

log = logging.getLogger(__name__)

T = TypeVar("T")
_STAYS_FRESH = 3.0


class Lineup:
    """Shared by all that sounds; used on the sound thread only."""

    def __init__(self) -> None:
        self.there: list[Listed] = []
        self.choice = UseDevices()
        self.ringing = UseRinging()
        self._read_at = -1_000.0

    def read(self, *, anew: bool) -> None:
        """List the devices; with `anew`, which no stream may be open for, those that came since too."""
        if anew:
            devices.start_anew()
            self._read_at = time.monotonic()
        self.there = devices.listed()

    @property
    def is_stale(self) -> bool:
        return time.monotonic() - self._read_at > _STAYS_FRESH

    def first(self, preferred: tuple[str, ...], opened: Callable[[Listed], T], *, output: bool) -> T | None:
        """What the first device that works gives."""
        for device in devices.candidates(preferred, self.there, output=output):
            try:
                return opened(device)
            except (sd.PortAudioError, ValueError) as error:
                log.warning("a device did not open: %s", type(error).__name__)
        return None

    def named(self, name: str, opened: Callable[[Listed], T]) -> T | None:
        """What the loudspeaker of this name gives; None where it is not there or does not work."""
        there = [one for one in self.there if one.device.name == name and one.device.outputs]
        for device in there:
            try:
                return opened(device)
            except (sd.PortAudioError, ValueError) as error:
                log.warning("a ring device did not open: %s", type(error).__name__)
        return None

    @property
    def ringers(self) -> tuple[str, ...]:
        """The devices it would ring on."""
        outputs = {one.device.name for one in self.there if one.device.outputs}
        wished = tuple(name for name in self.ringing.devices if name in outputs)
        default = self.first_name((), output=True)
        return wished or ((default,) if default else ())

    def first_name(self, preferred: tuple[str, ...], *, output: bool) -> str:
        """Which device would be tried first, empty for none."""
        there = devices.candidates(preferred, self.there, output=output)
        return there[0].device.name if there else ""
