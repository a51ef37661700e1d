"""Words of samples, by whisper.cpp: the only place that knows the library.

Its Python part is passed by: it can fetch models from the network, which nothing here may.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import _pywhispercpp as whisper
import numpy

from desktop.domain.transcript import Doubt, Word
from desktop.transcribing.limits import MOST_WORDS, QUIETEST, RATE
from desktop.transcribing.model_file import NotTaken

_ERROR = 4
"""Of ggml's log levels."""
_BLANKLESS = (("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"))
"""Thai and Lao, Burmese, Khmer."""


class Recogniser:
    """With one model, for as long as its process runs."""

    def __init__(self, model: Path) -> None:
        """`model` was looked at before. Raises `NotTaken`."""
        said: list[str] = []
        whisper.whisper_log_set(lambda level, text: said.append(str(text)) if int(level) == _ERROR else None)
        try:
            chosen = whisper.whisper_context_default_params()
            chosen.use_gpu = False
            self._context: Any = whisper.whisper_init_from_file_with_params(os.fspath(model), chosen)
        finally:
            whisper.whisper_log_set(None)  # one of ours would be called while the interpreter ends
        # A model that did not load comes back as a context all the same, and any use of it ends the process.
        if any(line.startswith("whisper_") for line in said):
            raise NotTaken(Doubt.NOT_A_MODEL)
        self._many_languages = bool(whisper.whisper_is_multilingual(self._context))

    def words(self, samples: bytes, told: Callable[[float], None]) -> tuple[str, list[Word]]:
        """The language and the words of 16-bit mono `samples` at `RATE`; `told` is how far it is."""
        whole = numpy.frombuffer(samples[: len(samples) // 2 * 2], dtype="<i2")
        if not len(whole) or int(numpy.abs(whole.astype(numpy.int32)).max()) < QUIETEST:
            return "", []
        heard = whole.astype(numpy.float32) / 32768
        seconds = len(whole) / RATE
        # What is shorter than a second is heard as nothing.
        heard = numpy.pad(heard, (0, max(0, RATE + RATE // 4 - len(heard))))
        asked = whisper.whisper_full_default_params(whisper.whisper_sampling_strategy.WHISPER_SAMPLING_GREEDY)
        asked.n_threads = max(1, min(4, (os.cpu_count() or 1) // 2))
        asked.language = "auto" if self._many_languages else "en"
        asked.token_timestamps = True
        asked.suppress_nst = True
        asked.no_context = True
        for quiet in ("print_progress", "print_realtime", "print_timestamps", "print_special"):
            setattr(asked, quiet, False)

        def came(context: Any, count: int) -> None:
            last = whisper.whisper_full_n_segments(context) - 1
            told(whisper.whisper_full_get_segment_t1(context, last) / 100 / seconds)

        # The library's own progress callback is never called in 1.5.1.
        whisper.assign_new_segment_callback(asked, came)
        try:
            if whisper.whisper_full(self._context, asked, heard, len(heard)) != 0:
                raise RuntimeError("nothing was recognised")
        finally:
            whisper.clear_new_segment_callback(asked)
        language = str(whisper.whisper_lang_str(whisper.whisper_full_lang_id(self._context)))
        words: list[Word] = []
        for word in self._words():
            start = min(word.start, seconds)
            if words and start < words[-1].start:
                start = words[-1].start
            words.append(
                Word(word.text, start, max(start, min(word.end, seconds)), word.confidence, word.joined)
            )
            if len(words) == MOST_WORDS:
                break
        return language, words

    def _words(self) -> Iterator[Word]:
        context = self._context
        last_of_text = whisper.whisper_token_eot(context)
        for segment in range(whisper.whisper_full_n_segments(context)):
            open_: _Open | None = None
            for at in range(whisper.whisper_full_n_tokens(context, segment)):
                token = whisper.whisper_full_get_token_data(context, segment, at)
                if token.id >= last_of_text:
                    continue
                piece = _Piece(
                    whisper.whisper_token_to_bytes(context, token.id), token.t0, token.t1, float(token.p)
                )
                if open_ is None or open_.ends_before(piece):
                    if open_ is not None:
                        yield from open_.word()
                    open_ = _Open(begins_line=open_ is None)
                open_.take(piece)
            if open_ is not None:
                yield from open_.word()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token of text. Letters may be cut in two."""

    bytes_: bytes
    start: int
    """Hundredths of a second."""
    end: int
    sureness: float


@dataclass(slots=True)
class _Open:
    """A word whose pieces still come."""

    begins_line: bool
    _pieces: list[_Piece] = field(default_factory=list)

    def take(self, piece: _Piece) -> None:
        self._pieces.append(piece)

    def ends_before(self, piece: _Piece) -> bool:
        if piece.bytes_.startswith(b" "):
            return True
        try:
            so_far, more = self._bytes.decode(), piece.bytes_.decode()
        except UnicodeDecodeError:
            return False
        return bool(so_far and more) and _stands_alone(so_far[-1]) and more[0].isalnum()

    def word(self) -> Iterator[Word]:
        text = self._bytes.decode("utf-8", "ignore")
        kept = "".join(c for c in text.strip() if c.isprintable())
        if not kept:
            return
        spoken = [p for p in self._pieces if any(c.isalnum() for c in p.bytes_.decode("utf-8", "replace"))]
        if not spoken:
            spoken = self._pieces
        yield Word(
            kept,
            max(0, spoken[0].start) / 100,
            max(0, spoken[-1].end) / 100,
            min(1.0, max(0.0, min(p.sureness for p in spoken))),
            joined=not text.startswith(" ") and not self.begins_line,
        )

    @property
    def _bytes(self) -> bytes:
        return b"".join(piece.bytes_ for piece in self._pieces)


def _stands_alone(letter: str) -> bool:
    """Of a script that sets no blanks between words."""
    return unicodedata.east_asian_width(letter) in "WF" or any(a <= letter <= b for a, b in _BLANKLESS)
