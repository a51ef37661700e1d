"""The recogniser itself: one recording after the other, as long as somebody asks.

It is started with nothing in its environment, lets everything else go first, and speaks with nobody.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from desktop.decoding import frames
from desktop.decoding.bounds import bind
from desktop.domain.transcript import Doubt
from desktop.transcribing.limits import LONGEST_SOUND, MEMORY, RATE
from desktop.transcribing.model_file import NotTaken, look_at

if TYPE_CHECKING:
    from desktop.transcribing.recognition import Recogniser

Answer = tuple[dict[str, Any], bytes]


def main() -> int:
    _bind()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library says must not get between the answers
    Service(sys.stdin.buffer, answers).serve()
    return 0


class Service:
    def __init__(self, questions: BinaryIO, answers: BinaryIO) -> None:
        self._questions = questions
        self._answers = answers
        self._loaded: tuple[str, Recogniser] | None = None

    def serve(self) -> None:
        while (asked := frames.read(self._questions)) is not None:
            head, body = asked
            try:
                answer, content = self._answer(head, body)
            except NotTaken as error:
                answer, content = {"word": error.doubt}, b""
            except ImportError:
                answer, content = {"word": Doubt.MISSING}, b""
            except MemoryError:
                answer, content = {"word": Doubt.TOO_LARGE}, b""
            except Exception:  # the library raises all kinds of things on what a stranger made
                answer, content = {"word": Doubt.ENDED}, b""
            frames.write(self._answers, answer, content)

    def _answer(self, head: dict[str, Any], body: bytes) -> Answer:
        match head.get("do"):
            case "look":
                return self._look(Path(os.fsdecode(body)))
            case "words":
                return self._words(str(head["model"]), body)
            case _:
                return {"word": Doubt.ENDED}, b""

    def _look(self, path: Path) -> Answer:
        """Load it: what comes after is asked of this model."""
        from desktop.transcribing.recognition import Recogniser

        found = look_at(path)
        if self._loaded is None or self._loaded[0] != found.id:
            self._loaded = None
            self._loaded = found.id, Recogniser(path)
        return {"id": found.id, "size": found.size, "many": found.many_languages}, b""

    def _words(self, model: str, samples: bytes) -> Answer:
        if self._loaded is None or self._loaded[0] != model or len(samples) > 2 * RATE * LONGEST_SOUND:
            return {"word": Doubt.ENDED}, b""

        def told(done: float) -> None:
            frames.write(self._answers, {"done": round(done, 3)})

        told(0.0)
        language, words = self._loaded[1].words(samples, told)
        rows = [(w.text, round(w.start, 2), round(w.end, 2), round(w.confidence, 3), w.joined) for w in words]
        return {"language": language}, json.dumps(rows, ensure_ascii=False).encode()


def _bind() -> None:
    """No way out, and an end to what is taken."""
    sys.addaudithook(_speak_with_nobody)
    if sys.platform != "win32":  # there its priority was set by whoever started it
        with suppress(OSError):
            os.nice(15)
    bind(memory=MEMORY)


def _speak_with_nobody(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system")):
        raise PermissionError(event)
