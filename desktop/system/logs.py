"""The log: one file that rolls over, with ids and never bodies, numbers, codes or tokens.

Whoever logs keeps to that by construction; the filter here is the net under it.
"""

from __future__ import annotations

import logging
import logging.handlers
import re
import sys
from pathlib import Path

LARGEST_FILE = 1_000_000
KEPT = 3

_SECRETS = (
    (re.compile(r"\+?\d[\d .\-()]{7,}\d"), "<number>"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "<address>"),
    (re.compile(r"(?i)(bearer|token|secret|password)([\"'=: ]+)\S+"), r"\1\2<hidden>"),
)


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record), keep_prefix=len(self.formatTime(record, self.datefmt)))


def redacted(line: str, *, keep_prefix: int = 0) -> str:
    """`line` without what looks like a telephone number, an e-mail address or a secret."""
    prefix, rest = line[:keep_prefix], line[keep_prefix:]
    for pattern, instead in _SECRETS:
        rest = pattern.sub(instead, rest)
    return prefix + rest


def start_logging(file: Path, *, to_terminal: bool = False) -> None:
    """Send the log to `file`; where that cannot be opened, to the terminal."""
    form = _Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handlers: list[logging.Handler] = []
    try:
        handlers.append(
            logging.handlers.RotatingFileHandler(
                file, maxBytes=LARGEST_FILE, backupCount=KEPT, encoding="utf-8", errors="backslashreplace"
            )
        )
    except OSError:
        to_terminal = True
    if to_terminal:
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        handler.setFormatter(form)
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    # httpx says each address it asks, with ids that are telephone numbers.
    for chatty in ("httpx", "httpcore", "qasync"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
