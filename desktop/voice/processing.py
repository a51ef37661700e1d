"""What is done to the voice between microphone and call: echo cancelled, noise reduced, loudness evened out.

It stands between the bridge's two ends that are ours. Both are called on pjsua2's sound clock, a frame
at a time, far end and near end in turn: so the canceller sees them on one clock, and needs no lock. Without
the library, or at a rate that it does not take, the voice passes as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from desktop.voice import apm
from desktop.voice.treatment import Treatment
from desktop.voice.wire import AnyEvent, Processing, ProcessSound

log = logging.getLogger(__name__)

_DELAY_STEP = 10
_LONGEST_DELAY = 500
"""Milliseconds."""


class Processor:
    """`use`, `load` and `set_delay` are the sound thread's; `far` and `near` the sound clock's."""

    def __init__(self, publish: Callable[[AnyEvent], None]) -> None:
        self._publish = publish
        self._wish = ProcessSound()
        self._treatment: Treatment | None = None
        self._problem = ""
        self._near_fits = self._far_fits = True
        self._told = Processing()
        self._delay = 0
        self._delay_set = -1
        self.is_loaded = False
        self.latest = b""
        """The last frame that went on their way, for whoever asks whether somebody talks."""

    def use(self, wish: ProcessSound) -> None:
        """From the next `load` on."""
        self._wish = wish
        self.is_loaded = False

    def load(self) -> None:
        """The first time it takes some milliseconds, more from a cold disk: not while a call is set up."""
        self.is_loaded, self._problem = True, ""
        made = self.make()
        self._delay_set = -1
        self._treatment = made
        self._tell()

    def make(self, *, echo: bool = True) -> Treatment | None:
        """One of the kind that is wished, None where there is none to be had; without `echo` for no call."""
        wish = self._wish
        echo = echo and wish.echo
        if not (echo or wish.noise or wish.gain):
            return None
        try:
            return Treatment(echo=echo, noise=wish.noise, gain=wish.gain)
        except apm.Unavailable as error:
            log.warning("the sound is not processed: %s", error)
            self._problem = "not-installed"
            return None

    def set_delay(self, seconds: float) -> None:
        """From `far` to its echo in `near`, as far as rings and devices know; the canceller refines it."""
        milliseconds = round(seconds * 1000 / _DELAY_STEP) * _DELAY_STEP
        self._delay = max(0, min(_LONGEST_DELAY, milliseconds))

    def far(self, frame: bytes, rate: int) -> None:
        """What is about to be heard from the loudspeaker."""
        treatment = self._treatment
        if treatment is not None and self._wish.echo and self._far_may(rate):
            try:
                treatment.far(frame, rate)
            except apm.Unavailable as error:
                self._give_up(error)

    def near(self, frame: bytes, rate: int) -> bytes:
        """What the microphone heard, as the others shall hear it."""
        treatment = self._treatment
        if treatment is not None and self._near_may(rate):
            try:
                if self._wish.echo and self._delay_set != self._delay:
                    self._delay_set = self._delay
                    treatment.set_delay(self._delay)
                frame = treatment.near(frame, rate)
            except apm.Unavailable as error:
                self._give_up(error)
        self.latest = frame
        return frame

    def _near_may(self, rate: int) -> bool:
        fits = rate in apm.RATES
        if fits != self._near_fits:
            self._near_fits = fits
            self._tell()
        return fits

    def _far_may(self, rate: int) -> bool:
        fits = rate in apm.RATES
        if fits != self._far_fits:
            self._far_fits = fits
            self._tell()
        return fits

    def _give_up(self, error: apm.Unavailable) -> None:
        log.error("the sound is processed no more: %s", error)
        self._treatment = None
        self._problem = "failed"
        self._tell()

    def _tell(self) -> None:
        wish, works = self._wish, self._treatment is not None and self._near_fits
        echo = works and wish.echo and self._far_fits
        problem = self._problem
        if self._treatment is not None and (not works or echo != wish.echo):
            problem = "rate"
        told = Processing(echo, works and wish.noise, works and wish.gain, problem)
        if told != self._told:
            self._told = told
            self._publish(told)
