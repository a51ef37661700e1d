"""Some seconds from the microphone, as they are and as others would hear them, to be listened to.

They stay in the engine's memory, and only until they are put away or a call begins.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

from desktop.domain.recording import Recording
from desktop.voice.capture import Capture
from desktop.voice.levels import SILENCE, dbfs
from desktop.voice.player import Player
from desktop.voice.processing import Processor
from desktop.voice.ring import Ring
from desktop.voice.system_mute import SystemMute
from desktop.voice.wire import AnyEvent, CommandFailed, Rehearsed

LONGEST = 15.0
_WINDOW = 0.1
_LOUD, _QUIET = 0.9, 0.1
"""Of all windows, sorted: where the voice is, and where only the room."""
_FAINT = -80.0


class Rehearsal:
    """Used by the sound thread, while no call is on."""

    def __init__(self, processor: Processor, player: Player, *, publish: Callable[[AnyEvent], None]) -> None:
        self._capture = Capture(processor)
        self._player = player
        self._publish = publish
        self._system = SystemMute()
        self._wanted = 0.0
        self._play_id = ""
        self._before, self._after = bytearray(), bytearray()
        self._made: Recording | None = None

    @property
    def is_on(self) -> bool:
        """It records."""
        return self._wanted > 0

    def begin(self, seconds: float, *, in_call: bool) -> None:
        self._player.end(told=True)
        self.forget()
        self._wanted = max(1.0, min(LONGEST, seconds))
        self._system.forget()
        if in_call:
            self.give_up("in-a-call")

    def forget(self) -> None:
        self._wanted = 0.0
        self._made = None
        self._capture.begin()
        self._before.clear()
        self._after.clear()
        self._player.stop(self._play_id)

    def give_up(self, why: str) -> None:
        """Forget it; tell why where it was waited for."""
        was_on = self.is_on
        self.forget()
        if was_on:
            self._publish(CommandFailed("Rehearse", why))

    def listen(self, ring: Ring | None) -> bool:
        """Take what has come from the microphone. True once it is over, and told."""
        if ring is None:
            self.give_up("no-microphone")
            return True
        if not self._capture.knows(ring):  # it has begun, or another microphone is in use
            self._before.clear()
            self._after.clear()
            self._system.look()  # it tells of open streams only
        before, after = self._capture.take(ring)
        self._before += before
        self._after += after
        enough = int(self._wanted * ring.rate) * 2
        if len(self._before) >= enough:
            self._finish(bytes(self._before[:enough]), bytes(self._after[:enough]), ring.rate)
        return not self.is_on

    def play(self, play_id: str) -> None:
        """As others would hear it."""
        if self._made is None:
            self._publish(CommandFailed("PlayRehearsal", "nothing", play_id))
        else:
            self._play_id = play_id
            self._player.play_recording(self._made, play_id)

    def _finish(self, before: bytes, after: bytes, rate: int) -> None:
        self.forget()
        self._made = Recording(rate, after)
        voice, noise = _levels(before, rate)
        problem = ""
        if voice <= _FAINT:
            problem = "muted-by-system" if self._system.is_muted else "silent"
        self._publish(Rehearsed(voice, noise, *_levels(after, rate), _peak(before), problem))


def _levels(samples: bytes, rate: int) -> tuple[float, float]:
    """dBFS of the voice and of what is heard between words."""
    size = int(rate * _WINDOW) * 2
    found = sorted(dbfs(samples[at : at + size]) for at in range(0, len(samples) - size + 1, size))
    if not found:
        return SILENCE, SILENCE
    return found[int(len(found) * _LOUD)], found[int(len(found) * _QUIET)]


def _peak(samples: bytes) -> float:
    """The loudest sample, as a share of what fits."""
    values = array("h")
    values.frombytes(samples[: len(samples) // 2 * 2])
    return round(max((max(values), -min(values))) / 32_768, 3) if values else 0.0
