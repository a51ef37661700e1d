"""A sound that is played: a voicemail, from any second of it, as its samples come."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from desktop.domain.recording import Recording
from desktop.voice import streams
from desktop.voice.lineup import Lineup
from desktop.voice.recording import fits
from desktop.voice.wire import AnyEvent, CommandFailed, Playing, PlaySound

log = logging.getLogger(__name__)

_A_WHILE = 2.0


@dataclass(slots=True)
class _Piece:
    """What plays, on whichever device."""

    play_id: str
    rate: int
    samples: bytearray
    """16-bit mono; they grow while more comes."""
    whole: bool
    on_ringer: bool = False
    playback: streams.Playback | None = field(default=None)
    reached: int = 0
    """The byte from which it goes on at another device."""
    began: float = field(default_factory=time.monotonic)

    @property
    def second(self) -> float:
        return self.reached / 2 / self.rate if self.playback is None else self.playback.second


class Player:
    """One at a time. Used on the sound thread only."""

    def __init__(self, lineup: Lineup, *, publish: Callable[[AnyEvent], None]) -> None:
        self._lineup = lineup
        self._publish = publish
        self._now: _Piece | None = None
        self._over = ""
        """The one that ended last."""

    @property
    def is_playing(self) -> bool:
        return self._now is not None

    @property
    def is_sounding(self) -> bool:
        """A device is open for it."""
        return self._now is not None and self._now.playback is not None

    @property
    def lasts(self) -> bool:
        """It has played for a while: looking after its device is worth it."""
        return self._now is not None and time.monotonic() - self._now.began > _A_WHILE

    def play(self, asked: PlaySound) -> None:
        """A sound begins, or goes on. What still comes of one that is over is dropped."""
        now = self._now
        if asked.play_id == self._over:
            return
        if now is not None and now.play_id == asked.play_id:
            self._go_on(now, asked)
            return
        self.end(told=True)
        samples = bytearray(asked.samples)
        if not fits(asked.rate, len(samples)):
            self._refuse(asked.play_id, "not-a-recording")
            return
        self._begin(_Piece(asked.play_id, asked.rate, samples, not asked.more, asked.on_ringer))

    def _go_on(self, now: _Piece, asked: PlaySound) -> None:
        if now.whole:
            return
        if not fits(now.rate, len(now.samples) + len(asked.samples)):
            self.end(told=False)
            self._refuse(asked.play_id, "not-a-recording")
            return
        now.samples += asked.samples
        now.whole = not asked.more
        if now.whole and now.playback is not None:
            now.playback.finish()

    def _refuse(self, play_id: str, why: str) -> None:
        self._over = play_id
        self._publish(CommandFailed("PlaySound", why, play_id))

    def play_recording(self, sound: Recording, play_id: str) -> None:
        """One that is held in memory."""
        self.end(told=True)
        self._begin(_Piece(play_id, sound.rate, bytearray(sound.samples), True))

    def _begin(self, piece: _Piece) -> None:
        lineup = self._lineup
        preferred = lineup.ringing.devices if piece.on_ringer else lineup.choice.speakers
        piece.playback = lineup.first(
            preferred,
            lambda device: streams.Playback(
                device, piece.samples, piece.rate, start=piece.reached, whole=piece.whole
            ),
            output=True,
        )
        if piece.playback is None:
            self._now = None
            self._refuse(piece.play_id, "no-speaker")
        else:
            self._now = piece

    def stop(self, play_id: str) -> None:
        if self._now is not None and self._now.play_id == play_id:
            self.end(told=True)

    def watch(self) -> None:
        """Say where it is, or that it is over."""
        now = self._now
        if now is None or now.playback is None:
            return
        if now.playback.is_over:
            self.end(told=True)
        else:
            self._publish(Playing(now.play_id, round(now.second, 2), False))

    def stay_heard(self, names: frozenset[str] | None, *, is_idle: Callable[[], bool]) -> None:
        """Where its device went away, it goes on at the next one.

        `names` are the devices there are, where somebody has looked; `is_idle` says whether any other
        stream is open, with this one closed.
        """
        now = self._now
        if now is None or now.playback is None:
            return
        gone = names is not None and now.playback.device.device.name not in names
        if not gone and now.playback.is_alive:
            return
        log.info("the device of what plays went away")
        now.reached = int(now.playback.second * now.rate) * 2
        now.playback.close()
        now.playback = None
        self._lineup.read(anew=is_idle())
        self._begin(now)

    def end(self, *, told: bool) -> None:
        now = self._now
        if now is not None:
            self._now, self._over = None, now.play_id
            second = now.second
            if now.playback is not None:
                now.playback.close()
            if told:
                self._publish(Playing(now.play_id, round(second, 2), True))
