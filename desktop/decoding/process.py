"""The decoder itself: one file after the other, as long as somebody asks.

It is started with nothing in its environment, and takes from the system only what it is allowed to.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any, BinaryIO

from desktop.decoding import frames
from desktop.decoding.limits import MEMORY, PROCESSOR, TooMuch


def main() -> int:
    _bind()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library says must not get between the answers
    serve(sys.stdin.buffer, answers)
    return 0


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    while (asked := frames.read(questions)) is not None:
        head, body = asked
        try:
            answer, content = _answer(head, body)
        except TooMuch:
            answer, content = {"word": "too-much"}, b""
        except MemoryError:
            answer, content = {"word": "too-much"}, b""
        except Exception:  # libraries raise all kinds of things on what a stranger made
            answer, content = {"word": "unreadable"}, b""
        frames.write(answers, answer, content)


def _answer(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
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
        case _:
            return {"word": "unreadable"}, b""


def _bind() -> None:
    """Memory, processor and files have an end, where the system has such ends."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        with suppress(OSError, ValueError):  # macOS knows no RLIMIT_AS
            resource.setrlimit(what, (most, most))
