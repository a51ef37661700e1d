"""Plays a recording on the loudspeaker: one at a time, another one stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

from desktop.domain.recording import Recording
from desktop.services.voice import Voice
from desktop.voice import wire

LONGEST = 610.0
"""Seconds, after which one that never said that it ended has ended."""

PIECE = 128 * 1024
"""Bytes that go to the engine in one frame."""


class Player:
    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._told: Callable[[float], None] = lambda second: None
        self._playing: tuple[str, asyncio.Event] | None = None
        voice.listen(self._hear)

    async def play(
        self, path: Path, *, from_second: float = 0.0, told: Callable[[float], None] = lambda second: None
    ) -> bool:
        """Returns at its end (True), or when it was stopped. The file is a WAV of our own making.

        `told` hears which second sounds.
        """
        return await self._play(lambda play_id: (wire.PlayFile(str(path), play_id, from_second),), told)

    async def play_recording(
        self, sound: Recording, *, told: Callable[[float], None] = lambda second: None
    ) -> bool:
        """As `play`, what lies in memory."""
        return await self._play(partial(_pieces, sound), told)

    async def _play(
        self, commands: Callable[[str], Iterable[wire.AnyCommand]], told: Callable[[float], None]
    ) -> bool:
        await self.stop()
        play_id, ended = str(uuid4()), asyncio.Event()
        self._playing, self._told = (play_id, ended), told
        try:
            for command in commands(play_id):
                self._voice.send(command)
            async with asyncio.timeout(LONGEST):
                await ended.wait()
        except TimeoutError:
            await self.stop()
        return self._forget(play_id)

    async def stop(self) -> None:
        """Stop what plays, if anything does."""
        if self._playing is not None:
            (play_id, ended), self._playing = self._playing, None
            self._voice.send(wire.StopPlaying(play_id))
            ended.set()

    def _forget(self, play_id: str) -> bool:
        """Whether it was still the one that plays: nobody stopped it."""
        if self._playing is None or self._playing[0] != play_id:
            return False
        self._playing = None
        return True

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
            case wire.Ready() | wire.CommandFailed(command="PlayFile" | "PlaySound"):
                ended.set()  # it will not end any more
            case _:
                pass


def _pieces(sound: Recording, play_id: str) -> Iterator[wire.AnyCommand]:
    last = max(0, len(sound.samples) - 1) // PIECE * PIECE
    for start in range(0, last + 1, PIECE):
        piece = sound.samples[start : start + PIECE]
        yield wire.PlaySound(play_id, sound.rate, piece, more=start < last)
