"""The way to the recogniser: samples go in, words with their times come out."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from desktop.decoding.child import Answer, Child
from desktop.domain.errors import Mendable
from desktop.domain.transcript import Doubt, ModelId, SpeechModel, Word
from desktop.transcribing.limits import IDLE, LONGEST_WORD, MOST_WORDS, RATE, WORKS_WITHIN

_words = msgspec.json.Decoder(list[tuple[str, float, float, float, bool]])


def recogniser_command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--transcriber"]
    return [sys.executable, "-m", "desktop.transcribing"]


class Transcriber:
    def __init__(
        self,
        *,
        command: Callable[[], list[str]] = recogniser_command,
        within: float = WORKS_WITHIN,
        idle: float = IDLE,
    ) -> None:
        """`within` are the seconds that half a minute of sound, or a model, may take."""
        self._child = Child(
            "recogniser",
            command,
            within=within,
            idle=idle,
            environment={"OMP_WAIT_POLICY": "passive"},
            yields=True,
        )
        self._stops = 0

    @property
    def pid(self) -> int | None:
        return self._child.pid

    async def look(self, path: str) -> SpeechModel:
        """The model in this file, loaded. Raises `Mendable` with a `Doubt`."""
        return await self._look(path, self._stops)

    async def words(
        self, path: str, samples: bytes, *, told: Callable[[float], None] | None = None
    ) -> tuple[SpeechModel, str, tuple[Word, ...]]:
        """What is said in 16-bit mono `samples` at 16 kHz, and in which language. Raises as `look`."""
        stops = self._stops
        model = await self._look(path, stops)
        head, body = await self._ask({"do": "words", "model": model.id}, samples, stops, told)
        try:
            rows = _words.decode(body)
        except msgspec.DecodeError as error:
            raise Mendable(Doubt.ENDED) from error
        return model, str(head.get("language", ""))[:8], _believed(rows, len(samples) / (2 * RATE))

    def stop(self) -> None:
        """At once: whoever waits hears `Doubt.STOPPED`."""
        self._stops += 1
        self._child.kill()

    async def close(self) -> None:
        self._stops += 1
        await self._child.close()

    async def _look(self, path: str, stops: int) -> SpeechModel:
        try:
            head, _ = await self._ask({"do": "look"}, os.fsencode(path.replace("\0", "")), stops)
        except Mendable as error:
            raise Mendable(Doubt.NOT_LOADED if error.word == Doubt.ENDED else error.word) from error
        id_, size, many = head.get("id"), head.get("size"), head.get("many")
        if not isinstance(id_, str) or not isinstance(size, int) or not isinstance(many, bool):
            raise Mendable(Doubt.ENDED)
        return SpeechModel(ModelId(id_[:64]), Path(path).name, path, size, many)

    async def _ask(
        self, head: dict[str, Any], body: bytes, stops: int, told: Callable[[float], None] | None = None
    ) -> Answer:
        """`stops` is how often it was stopped when the whole was asked for."""
        answer = None
        if self._stops == stops:
            try:
                answer = await self._child.ask(head, body, told=told)
            except asyncio.CancelledError:
                self.stop()
                raise
        if answer is None:
            raise Mendable(Doubt.ENDED if self._stops == stops else Doubt.STOPPED)
        if (word := answer[0].get("word")) is not None:
            raise Mendable(word if word in [*Doubt] else Doubt.ENDED)
        return answer


def _believed(rows: list[tuple[str, float, float, float, bool]], seconds: float) -> tuple[Word, ...]:
    """What the recogniser says is looked at too: it may have been led astray."""
    words: list[Word] = []
    for text, start, end, confidence, joined in rows[:MOST_WORDS]:
        kept = "".join(c for c in text if c.isprintable())[:LONGEST_WORD].strip()
        first = min(max(start, words[-1].start if words else 0.0), seconds)
        if kept:
            words.append(
                Word(kept, first, min(max(end, first), seconds), min(1.0, max(0.0, confidence)), joined)
            )
    return tuple(words)
