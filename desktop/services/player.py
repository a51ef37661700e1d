"""Plays a sound on this computer: one at a time, another one stops it, and so does a call.

Its samples go to the engine by the pipe, a piece at a time: none of it lies on the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from uuid import uuid4

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.playing import Output
from desktop.domain.recording import Recording
from desktop.domain.session import SignedIn
from desktop.domain.state import State
from desktop.services.voice import Voice
from desktop.store import Store
from desktop.voice import wire

LONGEST = 610.0
"""Seconds, after which one that never said that it ended has ended."""
PIECE = 96_000
"""Bytes in one frame."""
BETWEEN_PIECES = 0.01
"""Seconds: a command that has to hurry is not held up behind a long recording."""

Told = Callable[[float], None]


class Player:
    def __init__(self, store: Store, voice: Voice) -> None:
        self._voice = voice
        self._told: Told = lambda second: None
        self._playing: tuple[str, asyncio.Event] | None = None
        self._why = ""
        voice.listen(self._hear)
        store.subscribe(self._make_way)

    async def play_recording(
        self, sound: Recording, *, from_second: float = 0.0, told: Told = lambda second: None
    ) -> bool:
        """Returns at its end (True), or when it was stopped. `told` hears which second sounds."""
        begin = int(max(0.0, min(from_second, sound.seconds)) * sound.rate) * 2

        async def rest() -> AsyncGenerator[bytes, None]:
            yield sound.samples[begin:]

        return await self.play_pieces(
            rest(), rate=sound.rate, told=lambda second: told(second + begin / 2 / sound.rate)
        )

    async def play_pieces(
        self,
        pieces: AsyncGenerator[bytes, None],
        *,
        rate: int,
        on: Output = Output.SPEAKER,
        told: Told = lambda second: None,
    ) -> bool:
        """Samples as they come, 16-bit mono. It begins with the first, and ends after the last.

        Raises `Mendable` ("no-speaker"), or what `pieces` raises.
        """
        self._stop()
        play_id, ended = str(uuid4()), asyncio.Event()
        self._playing, self._told, self._why = (play_id, ended), told, ""
        feeding = asyncio.ensure_future(self._feed(pieces, play_id, rate, on))
        feeding.add_done_callback(lambda done: ended.set() if done.cancelled() or done.exception() else None)
        try:
            async with asyncio.timeout(LONGEST):
                await ended.wait()
        except TimeoutError:
            self._stop()
        except asyncio.CancelledError:  # whoever wanted to hear it is gone
            if self._plays(play_id):
                self._stop()
            raise
        finally:
            feeding.cancel()
            await asyncio.wait([feeding])
        at_its_end = self._forget(play_id)
        if not feeding.cancelled() and (failure := feeding.exception()) is not None:
            self._voice.send(wire.StopPlaying(play_id))
            raise failure
        if self._why and at_its_end:
            raise Mendable("no-speaker" if self._why == "no-speaker" else "not-played", self._why)
        return at_its_end

    async def stop(self) -> None:
        """Stop what plays, if anything does."""
        self._stop()

    def _stop(self) -> None:
        if self._playing is not None:
            (play_id, ended), self._playing = self._playing, None
            self._voice.send(wire.StopPlaying(play_id))
            ended.set()

    async def _feed(self, pieces: AsyncGenerator[bytes, None], play_id: str, rate: int, on: Output) -> None:
        on_ringer = on is Output.RINGER
        begun = False
        async with aclosing(pieces) as coming:
            async for piece in coming:
                if not self._plays(play_id):  # another uses the decoder now
                    return
                for begin in range(0, len(piece), PIECE):
                    samples = piece[begin : begin + PIECE]
                    self._voice.send(wire.PlaySound(play_id, rate, samples, True, on_ringer))
                    begun = True
                    await asyncio.sleep(BETWEEN_PIECES)
                    if not self._plays(play_id):
                        return
        if not begun:  # nothing is left of it
            self._hear(wire.Playing(play_id, 0.0, True))
        elif self._plays(play_id):
            self._voice.send(wire.PlaySound(play_id, rate, b"", False, on_ringer))

    def _plays(self, play_id: str) -> bool:
        return self._playing is not None and self._playing[0] == play_id

    def _forget(self, play_id: str) -> bool:
        """Whether it was still the one that plays: nobody stopped it."""
        if not self._plays(play_id):
            return False
        self._playing = None
        return True

    def _make_way(self, event: e.Event, state: State) -> None:
        """A call rings, or is made: it must be heard. Nothing of an account sounds once it is left."""
        match event:
            case e.CallBegan(call) if not call.silenced:
                self._stop()
            case e.SessionChanged() if not isinstance(state.session, SignedIn):
                self._stop()
            case _:
                pass

    def _hear(self, event: wire.AnyEvent) -> None:
        if self._playing is None:
            return
        playing, ended = self._playing
        match event:
            case wire.Playing(play_id=play_id, second=second, done=done) if play_id == playing:
                if done:
                    ended.set()
                else:
                    self._told(second)
            case wire.CommandFailed(command="PlaySound", why=why, call_id=play_id) if play_id == playing:
                self._why = why
                ended.set()
            case wire.Ready():  # an engine died, and what it played with it: that was no end
                self._playing = None
                ended.set()
            case _:
                pass
