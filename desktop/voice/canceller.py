"""An echo canceller that sleeps while nothing is heard from the loudspeaker: then there is no echo.

Half of a call is spoken and half is listened to, and cancelling takes more than all other treatment does.
Where nothing is heard it only lets the voice pass, 8 ms late; while it sleeps, so does a copy of bytes.
"""

from __future__ import annotations

from array import array

from desktop.voice.apm import FRAMES_PER_SECOND, RATES, Module

_LATE = 0.008
"""What cancelling adds on its way, at each of the rates."""
_HEARD = 100
"""Of 32,768: what is fainter, WebRTC's canceller itself takes for nothing (`active_render_limit`)."""
_LOOKED_AT = 4
"""One sample of so many is looked at: what hides between these shows a frame later."""
_ECHO_IS_OVER = 1.0
"""Seconds after the last sound: half for its way, at the longest, and half for the room to fall silent."""


class Canceller:
    """`near` and `far` take turns, some times 10 ms each. All raise `apm.Unavailable`.

    For each `near` the module within is given one `far`: it finds the echo by their count.
    """

    def __init__(self) -> None:
        self._module = Module(echo=True)
        self._silent_for = _ECHO_IS_OVER
        self.is_awake = False
        self._was_made = False
        """Whether the end of the last frame that went on its way had come through the module."""
        self._rate, self._late, self._before = 0, 0, b""
        self._listen_at(RATES[0])

    def set_delay(self, milliseconds: int) -> None:
        """From `far` to its echo in `near`."""
        self._module.set_delay(milliseconds)

    def far(self, frame: bytes, rate: int) -> None:
        """What is about to be heard: its echo comes after the next `near` at the earliest."""
        if _is_heard(frame):
            self._silent_for = 0.0
            if not self.is_awake:
                self._wake()
        if self.is_awake:
            self._module.far(frame, rate)
            self.is_awake = self._silent_for <= _ECHO_IS_OVER

    def near(self, frame: bytes, rate: int) -> bytes:
        """What the microphone heard, without the echo."""
        self._silent_for += len(frame) / 2 / rate
        if rate != self._rate:
            self._listen_at(rate)
        passed = self._before[-self._late :] + frame[: -self._late]
        self._before = frame
        if not self.is_awake:
            return passed
        made = self._module.near(frame, rate)
        was, self._was_made = self._was_made, self._silent_for <= _ECHO_IS_OVER
        if was != self._was_made:
            return _faded(passed, made) if self._was_made else _faded(made, passed)
        return made if was else passed

    def _listen_at(self, rate: int) -> None:
        self._rate = rate
        self._before = bytes(rate // FRAMES_PER_SECOND * 2)
        self._late = round(_LATE * rate) * 2

    def _wake(self) -> None:
        """The module hears the last frame, so that its filters are full of it."""
        self.is_awake = True
        self._module.near(self._before, self._rate)


def _is_heard(frame: bytes) -> bool:
    looked_at = _samples(frame)[::_LOOKED_AT]
    return max(looked_at) >= _HEARD or min(looked_at) <= -_HEARD


def _faded(one: bytes, other: bytes) -> bytes:
    """From one to the other, gently: the module's high-pass filter turns the phase of low voices."""
    before, after = _samples(one), _samples(other)
    length = len(before)
    rise = ((at / length) ** 2 * (3 - 2 * at / length) for at in range(length))
    return array(
        "h", [round(a + (b - a) * part) for a, b, part in zip(before, after, rise, strict=True)]
    ).tobytes()


def _samples(frame: bytes) -> array[int]:
    samples = array("h")
    samples.frombytes(frame)
    return samples
