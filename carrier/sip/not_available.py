"""Said to a caller whom nobody answers, before the call is refused; at once where it can't be heard."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator

from carrier.network.ear import FRAME_SAMPLES, SPOKEN, Ear
from carrier.network.port import CannotNow
from carrier.sip.dialog import Switchboard
from carrier.sip.diversion import NOBODY
from carrier.sip.sdp import Audio
from carrier.sip.side import Side
from carrier.sip.speaker import open_ear_toward
from carrier.sip.stand_in import StandIn

log = logging.getLogger(__name__)

_FRAME = 2 * FRAME_SAMPLES
_BEFORE_IT_SPEAKS = bytes(15 * _FRAME)
"""A phone takes a moment to open its sound."""


class NotAvailable:
    """A `Diversion`."""

    to_voicemail = False

    def __init__(self, board: Switchboard, words: Callable[[], Awaitable[bytes]], audio: Audio) -> None:
        """`words` are 16-bit samples, 8,000 a second; `audio` is what the caller offers."""
        self._board = board
        self._words = words
        self._audio = audio

    def lead(self, side: Side) -> None:
        self._board.spawn(self._say(StandIn(side)))

    async def _say(self, line: StandIn) -> None:
        ear: Ear | None = None
        try:
            words = await self._words()
            ear = await open_ear_toward(self._audio.address)
            line.side.ring(ear.answer(self._audio, codecs=SPOKEN, direction="sendonly"))
            await ear.speak(_while_it_is_heard(line, _BEFORE_IT_SPEAKS + words))
        except CannotNow:
            pass  # in no form that is offered
        except Exception:
            log.exception("a caller could not be told that nobody is there")
        finally:
            if ear is not None:
                ear.close()
            line.side.end(NOBODY)


def _while_it_is_heard(line: StandIn, samples: bytes) -> Iterator[bytes]:
    for at in range(0, len(samples), _FRAME):
        if line.over:
            return
        yield samples[at : at + _FRAME].ljust(_FRAME, b"\0")
