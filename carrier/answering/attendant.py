"""How one caller is attended to: words, tone, recording, good-bye. It knows no telephone: it is told what
happens, and says when to hang up."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from carrier.answering import tones
from carrier.answering.silence import FRAME_SECONDS, Silence, level
from carrier.answering.sound import Sound
from carrier.answering.wire import Expect, Taken, Times
from carrier.voicemail.spool import SAMPLE_BYTES, SpoolWriter
from carrier.voicemail.visit import RATE, EndOfTake

logger = logging.getLogger(__name__)

_FRAME = round(RATE * FRAME_SECONDS) * SAMPLE_BYTES
_TAIL = 0.2
"""Seconds after the last words of an announcement: what is on its way is still heard."""
_PARTING_WITHIN = 2.0
_SPARE = 30.0
"""Seconds that a visit may take beyond what was to be said and recorded: a caller who holds does not stay."""


class Stage(Enum):
    WAITING = auto()
    SPEAKING = auto()
    TONE = auto()
    RECORDING = auto()
    PARTING = auto()
    OVER = auto()


_ATTENDED = (Stage.SPEAKING, Stage.TONE, Stage.RECORDING)


class Attendant:
    """On the owner thread. `tick` often; every other method when it happens."""

    def __init__(
        self,
        visit: Expect,
        sound: Sound,
        *,
        spools: Path,
        times: Times,
        publish: Callable[[Taken], None],
        hang_up: Callable[[], None],
    ) -> None:
        self._visit = visit
        self._sound = sound
        self._spools = spools
        self._times = times
        self._publish = publish
        self._hang_up = hang_up
        self._stage = Stage.WAITING
        self._spool: SpoolWriter | None = None
        self._silence = Silence()
        self._left = int(visit.longest_seconds * RATE) * SAMPLE_BYTES
        self._packets = 0
        self._since = self._heard_at = self._now = time.monotonic()
        said = len(visit.words) / SAMPLE_BYTES / RATE
        self._deadline = self._now + said + visit.longest_seconds * visit.records + _SPARE

    @property
    def stage(self) -> Stage:
        return self._stage

    def begin(self) -> None:
        """Sound flows. Again after a hold, which changes nothing."""
        if self._stage is Stage.WAITING:
            self._stage = Stage.SPEAKING
            tail = tones.silence(0.0 if self._visit.records else _TAIL)
            self._sound.speak(tones.silence(self._times.lead) + self._visit.words + tail)

    def press(self, digit: str) -> None:
        if digit != "#":
            return
        if self._stage is Stage.SPEAKING and self._visit.records:
            self._sound.hush()
        elif self._stage is Stage.RECORDING:
            self._end(EndOfTake.HASH)

    def tick(self, now: float, packets: int) -> None:
        """`packets` have come from the caller so far."""
        self._now = now
        if packets != self._packets:
            self._packets, self._heard_at = packets, now
        unheard = now - self._heard_at
        flooded = packets > (now - self._since + 3.0) * self._times.packets_a_second
        if now >= self._deadline or flooded:
            self._leave()
            return
        if self._visit.records and unheard >= self._times.lost and self._stage in _ATTENDED:
            self._end(EndOfTake.LOST)
            return
        match self._stage:
            case Stage.RECORDING:
                self._record(self._sound.take(), flows=unheard < self._times.unsure)
            case Stage.SPEAKING if not self._sound.speaks:
                self._words_are_said()
            case Stage.TONE if not self._sound.speaks:
                self._stage = Stage.RECORDING
                self._sound.listen(True)
            case Stage.PARTING if not self._sound.speaks:
                self._leave()

    def gone(self, why: EndOfTake = EndOfTake.HUNG_UP) -> None:
        """The call has ended, or will at once."""
        if self._stage is Stage.RECORDING:
            self._record(self._sound.take(), flows=False)
        if self._stage not in (Stage.PARTING, Stage.OVER):
            self._close(why)
        self._stage = Stage.OVER

    def _leave(self) -> None:
        if self._stage is not Stage.OVER:
            self.gone(EndOfTake.LONGEST)
            self._hang_up()

    def _words_are_said(self) -> None:
        if not self._visit.records:
            self._leave()
            return
        self._stage = Stage.TONE
        self._sound.speak(tones.after_words())

    def _record(self, frames: list[bytes], *, flows: bool) -> None:
        for frame in frames:
            kept = frame[: self._left]
            self._left -= len(kept)
            if not self._keep(kept):
                self._end(EndOfTake.CRASH)
                return
            if not self._left:
                self._end(EndOfTake.LONGEST)
                return
            if not flows:
                continue
            for at in range(0, len(frame), _FRAME):
                self._silence.hear(level(frame[at : at + _FRAME]))
            patience = self._times.after_speech if self._silence.spoke else self._times.nothing_said
            if self._silence.seconds >= patience:
                self._end(EndOfTake.SILENCE)
                return

    def _keep(self, samples: bytes) -> bool:
        """Whether the disk took it."""
        try:
            if self._spool is None:
                self._spool = SpoolWriter(self._spools, self._visit.visit_id, self._visit.key)
            self._spool.write(samples)
        except OSError as error:
            logger.error("visit %s can't be recorded: %s", self._visit.visit_id, type(error).__name__)
            return False
        return True

    def _end(self, why: EndOfTake) -> None:
        """By ourselves. The caller hears it, if they can hear."""
        self._close(why)
        self._sound.hush()
        self._stage = Stage.PARTING
        self._deadline = self._now + _PARTING_WITHIN
        if why is EndOfTake.LOST:
            self._leave()
        else:
            self._sound.speak(tones.parting())

    def _close(self, why: EndOfTake) -> None:
        self._sound.listen(False)
        seconds = 0.0
        if self._spool is not None:
            try:
                self._spool.close()
            except OSError as error:
                logger.error("visit %s lost its end: %s", self._visit.visit_id, type(error).__name__)
            seconds = self._spool.seconds
        self._publish(Taken(self._visit.visit_id, seconds, why))
