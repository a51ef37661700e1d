"""Notices during a call that the others do not hear us, and tells it once."""

from __future__ import annotations

import time
from collections.abc import Callable

from desktop.voice.hearing import INTERVAL, Hearing, Look
from desktop.voice.system_mute import SystemMute
from desktop.voice.wire import AnyEvent, Unheard

_ASK_AGAIN_AFTER = 2.0


class Attention:
    """Used by the sound thread."""

    def __init__(self, publish: Callable[[AnyEvent], None]) -> None:
        self._publish = publish
        self._hearing = Hearing()
        self._system = SystemMute()
        self._muted: bool | None = None
        self._looked_at = 0.0
        self._asked_at = 0.0
        self._told = ""

    @property
    def pause(self) -> float | None:
        """Seconds until it wants to look again; None where it is in no hurry.

        Words into a muted microphone are told from noise by looks that follow each other closely. Whether a
        microphone is silent shows in seconds: looking as often as the room does is enough.
        """
        return INTERVAL if self._muted else None

    def attend(self, muted: bool | None) -> None:
        """A call is talked on, muted here or not; or none is."""
        now = time.monotonic()
        if muted is None:
            self._tell("")
        elif self._muted is None:
            self._hearing.begin(now, muted=muted)
            self._system.forget()
        else:
            self._hearing.mute(now, muted)
        self._muted = muted

    def renew(self) -> None:
        """It is another microphone."""
        if self._muted is not None:
            self._hearing.begin(time.monotonic(), muted=self._muted)
            self._system.forget()
            self._tell("")

    def unmute(self) -> None:
        self._system.undo()

    def watch(self, look: Look) -> None:
        now = time.monotonic()
        if self._muted is None or now - self._looked_at < INTERVAL * 0.9:
            return
        self._looked_at = now
        if self._hearing.wants_to_know(now):
            if now - self._asked_at >= _ASK_AGAIN_AFTER:
                self._asked_at = now
                self._system.look()
        else:
            self._system.forget()
        self._tell(self._hearing.judge(look, now, system_muted=self._system.is_muted))

    def _tell(self, why: str) -> None:
        if why != self._told:
            self._told = why
            self._publish(Unheard(why))
