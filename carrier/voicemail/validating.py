"""A file that somebody gave, made into samples that can be spoken to callers, or refused with a reason.

It is decoded in a process of its own (`decoder`), which is started when first asked, and ends when it was not
asked for a while. One that takes too long, or dies, costs the file that it was shown, and is replaced at the
next one. For threads, never the loop.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from carrier.problems import Refusal
from carrier.voicemail.asking import ASKED, DONE, HEAD, LARGEST, LONGEST_SECONDS, SILENT, TOO_LONG
from carrier.voicemail.visit import RATE

logger = logging.getLogger(__name__)

IDLE = 30.0
WITHIN = 10.0
"""Seconds that one file may take."""
MOST_WAITING = 8
MOST_FILES = 200
"""By one process: it has so much of the processor, and is replaced before that ends amid a file."""
_ROOT = Path(__file__).resolve().parents[2]
_NOTHING = (b"", b"")
_FRUGAL = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_MMAP_THRESHOLD_": "131072"}
"""No threads for sums that are none; what glibc is given back goes back to the system."""


class Validator:
    def __init__(self, *, within: float = WITHIN, idle: float = IDLE, most_files: int = MOST_FILES) -> None:
        self._within = within
        self._idle = idle
        self._most_files = most_files
        self._files = 0
        self._places = threading.BoundedSemaphore(MOST_WAITING)
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._rest: threading.Timer | None = None

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def samples(self, body: bytes) -> bytes:
        """16-bit mono at `RATE`, a minute at most, without silence at its ends, as loud as all others.

        Raises `Refusal` ("sound-unreadable", "sound-too-long", "sound-silent").
        """
        if len(body) > LARGEST:
            raise Refusal(413, "too-large")
        if not self._places.acquire(blocking=False):
            raise Refusal(429, "too-many-requests")
        try:
            with self._turn:
                word, samples = self._exchange(body)
        finally:
            self._places.release()
        if word == TOO_LONG:
            raise Refusal(422, "sound-too-long")
        if word == SILENT:
            raise Refusal(422, "sound-silent")
        # What the decoder says of itself is looked at too: it may have been led astray.
        if word != DONE or not samples or len(samples) % 2 or len(samples) > 2 * LONGEST_SECONDS * RATE:
            raise Refusal(422, "sound-unreadable")
        return samples

    def close(self) -> None:
        with self._turn:
            self._end()

    def _exchange(self, body: bytes) -> tuple[bytes, bytes]:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Timer(self._within, process.kill)
        late.start()
        try:
            process.stdin.write(HEAD.pack(ASKED, len(body)))
            process.stdin.write(body)
            process.stdin.flush()
            answer = _read(process.stdout)
        except OSError:
            answer = _NOTHING
        finally:
            late.cancel()
        if answer == _NOTHING:
            logger.info("the decoder ended on a file")
            self._end()
            return answer
        self._files += 1
        if self._files >= self._most_files:
            self._end()
        else:
            self._rest = threading.Timer(self._idle, self._end_where_idle, [process])
            self._rest.daemon = True
            self._rest.start()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP") if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "carrier.voicemail.decoder"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=kept | _FRUGAL,
        )
        return self._process

    def _end_where_idle(self, process: subprocess.Popen[bytes]) -> None:
        with self._turn:
            if self._rest is threading.current_thread() and self._process is process:
                self._end()

    def _end(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
        process, self._process, self._files = self._process, None, 0
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    pass
        process.wait()


def _read(pipe: IO[bytes]) -> tuple[bytes, bytes]:
    head = pipe.read(HEAD.size)
    if len(head) < HEAD.size:
        return _NOTHING
    word, size = HEAD.unpack(head)
    if size > 2 * LONGEST_SECONDS * RATE:
        return _NOTHING
    samples = pipe.read(size)
    return (word, samples) if len(samples) == size else _NOTHING
