"""The decoder itself: one file after the other, as long as somebody asks.

It is started with nothing in its environment, and takes from the system only what it is allowed to.
"""

from __future__ import annotations

import math
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from desktop.decoding import frames
from desktop.decoding.bounds import bind
from desktop.decoding.limits import LARGEST_FILM_EDGE, MEMORY, PROCESSOR, SOUND_RATE, TooMuch, Unreadable

if TYPE_CHECKING:
    from desktop.decoding.films import Film
    from desktop.decoding.tempo import Tempo


def main() -> int:
    bind(memory=MEMORY)
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library says must not get between the answers
    serve(sys.stdin.buffer, answers)
    return 0


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    projector = Projector()
    while (asked := frames.read(questions)) is not None:
        head, body = asked
        _allow()
        try:
            answer, content = _answer(head, body, projector)
        except TooMuch:
            answer, content = {"word": "too-much"}, b""
        except MemoryError:
            answer, content = {"word": "too-much"}, b""
        except Exception:  # libraries raise all kinds of things on what a stranger made
            answer, content = {"word": "unreadable"}, b""
        frames.write(answers, answer, content)


class Projector:
    """What is open, between one piece of it and the next: a film, a recording that is said faster."""

    def __init__(self) -> None:
        self._film: Film | None = None
        self._tempo: Tempo | None = None

    def open(self, body: bytes, *, edge: int, from_second: float) -> dict[str, Any]:
        from desktop.decoding.films import Film

        self.close()
        self._film = Film(body, edge=min(edge, LARGEST_FILM_EDGE), from_second=from_second)
        return {"seconds": self._film.seconds, "sound": self._film.has_sound}

    def pictures(self, until: float) -> tuple[dict[str, Any], bytes]:
        if self._film is None:
            raise Unreadable
        found, ended = self._film.pictures(until)
        shapes = [(second, width, height) for second, width, height, _ in found]
        return {"pictures": shapes, "ended": ended}, b"".join(pixels for *_, pixels in found)

    def turn(self, speed: float) -> None:
        """Another recording begins."""
        from desktop.decoding.tempo import Tempo

        self._tempo = Tempo(speed)

    def faster(self, samples: bytes, *, last: bool) -> bytes:
        if self._tempo is None:
            raise Unreadable
        said = self._tempo.say(samples, last=last)
        if last:
            self._tempo = None
        return said

    def close(self) -> None:
        if self._film is not None:
            self._film.close()
            self._film = None


def _answer(head: dict[str, Any], body: bytes, projector: Projector) -> tuple[dict[str, Any], bytes]:
    match head.get("do"):
        case "picture":
            from desktop.decoding import pictures

            width, height, pixels = pictures.decode(body, int(head["edge"]))
            return {"width": width, "height": height}, pixels
        case "poster":
            from desktop.decoding import recordings

            width, height, pixels = recordings.poster(body, int(head["edge"]))
            return {"width": width, "height": height}, pixels
        case "sound":
            from desktop.decoding import recordings

            return {}, recordings.sound(body)
        case "peaks":
            from desktop.decoding.peaks import peaks

            return {}, peaks(body, SOUND_RATE)
        case "faster":
            if head.get("speed"):
                projector.turn(float(head["speed"]))
            return {}, projector.faster(body, last=head.get("last") is True)
        case "open-film":
            return projector.open(body, edge=int(head["edge"]), from_second=float(head["from"])), b""
        case "pictures":
            return projector.pictures(float(head["until"]))
        case "close-film":
            projector.close()
            return {}, b""
        case _:
            return {"word": "unreadable"}, b""


def _allow() -> None:
    """The next file's share of the processor. One limit for all of them would end an innocent one."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + PROCESSOR, most))
