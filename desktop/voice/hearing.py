"""Whether the others can hear what is said here, judged from a few looks a second at what flows.

A microphone that works is never quite silent, so sound of exact zeros is no sound. One that was heard before
and falls silent may only have a gate that closes between words: then it takes a pause of both sides, in
which somebody should have spoken.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from desktop.voice.levels import SILENCE, dbfs

INTERVAL = 0.1
_FAINT = -80.0
"""dBFS; no room is as quiet as that, and no converter."""
_NEVER_HEARD_FOR = 4.0
_NO_LONGER_HEARD_FOR = 8.0
_BOTH_QUIET_FOR = 4.0
_ASK_AFTER = 1.0
_SPEECH = -45.0
_ABOVE_NOISE = 12.0
_LOOKS, _SPOKEN_LOOKS = 15, 6
_NOISE_LOOKS = 50
_TALK_IS_OVER_AFTER = 4.0

MUTED_HERE, MUTED_BY_SYSTEM, SILENT = "muted-here", "muted-by-system", "silent"


@dataclass(frozen=True, slots=True)
class Look:
    """Some milliseconds: as the microphone gave them, as they go on their way, and as others were heard."""

    raw: bytes
    sent: bytes
    far: bytes


class Hearing:
    """Of one call after another. Time is handed in, in seconds of the monotonic clock."""

    def __init__(self) -> None:
        self._muted = False
        self._begin(0.0)

    def _begin(self, now: float) -> None:
        self._sounded = False
        self._silent_since: float | None = None
        self._far_spoke_at: float | None = None
        self._spoke_at = now
        self._told_muted = False
        self._spoken: deque[bool] = deque(maxlen=_LOOKS)
        self._levels: deque[float] = deque(maxlen=_NOISE_LOOKS)

    def begin(self, now: float, *, muted: bool) -> None:
        """A call has the sound from now on, or another microphone does."""
        self._begin(now)
        self._muted = muted

    def mute(self, now: float, muted: bool) -> None:
        if muted != self._muted:
            self._begin(now)
            self._muted = muted

    def wants_to_know(self, now: float) -> bool:
        """Whether it is time to ask the system if it has muted the microphone."""
        since = self._silent_since
        return not self._muted and since is not None and now - since >= _ASK_AFTER

    def judge(self, look: Look, now: float, *, system_muted: bool | None) -> str:
        """Why the others do not hear; empty where they do, or where nothing can be said."""
        if dbfs(look.far) > _SPEECH:
            self._far_spoke_at = now
        if self._muted:
            return MUTED_HERE if self._talks(look, now) else ""
        if not look.raw:
            return ""
        if dbfs(look.raw) > _FAINT:
            self._sounded, self._silent_since = True, None
            return ""
        if self._silent_since is None:
            self._silent_since = now
        if system_muted:
            return MUTED_BY_SYSTEM
        silent = now - self._silent_since
        if not self._sounded:
            return SILENT if silent >= _NEVER_HEARD_FOR else ""
        far = self._far_spoke_at
        waited = far is not None and now - far >= _BOTH_QUIET_FOR
        return SILENT if waited and silent >= _NO_LONGER_HEARD_FOR else ""

    def _talks(self, look: Look, now: float) -> bool:
        """Into a muted microphone. What comes from the others may come in again: it does not count."""
        heard = dbfs(look.sent)
        self._levels.append(heard)
        noise = min(self._levels)
        echo = dbfs(look.far) > SILENCE + 30
        self._spoken.append(heard > max(_SPEECH, noise + _ABOVE_NOISE) and not echo)
        if sum(self._spoken) >= _SPOKEN_LOOKS:
            self._told_muted, self._spoke_at = True, now
        elif now - self._spoke_at >= _TALK_IS_OVER_AFTER:
            self._told_muted = False
        return self._told_muted
