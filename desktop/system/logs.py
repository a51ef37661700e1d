"""The log: a rotating file in the profile, without anything that tells who said what to whom.

Redaction is by construction: what is written here is ids and words. This formatter is the second line: it
masks what looks like a number, a token or an address, in tracebacks too.
"""

from __future__ import annotations

import logging
import logging.handlers
import re
from pathlib import Path

LARGEST = 1024 * 1024
KEPT = 3

_MASKS = (
    (re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "<mail>"),
    (re.compile(r"(?<![\w-])\+?\d[\d .()-]{7,}\d(?![\w-])"), "<number>"),
    (re.compile(r"(?i)\b(bearer|token|password|secret|key)([=: ]+)\S+"), r"\1\2<hidden>"),
    (re.compile(r"\b[A-Za-z0-9_-]{40,}\b"), "<long>"),
)


def redact(line: str) -> str:
    for pattern, mask in _MASKS:
        line = pattern.sub(mask, line)
    return line


class Redacting(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's name)
        return f"{self.formatTime(record)} {record.levelname} {record.name}: {redact(record.message)}"

    def formatException(self, ei: object) -> str:  # noqa: N802 (logging's name)
        return redact(super().formatException(ei))  # type: ignore[arg-type]


def open_log(folder: Path) -> logging.Handler:
    """Write the log of `desktop` and `ui` into `folder`, until `close_log`. Other libraries' stay out."""
    handler = logging.handlers.RotatingFileHandler(
        folder / "fiveline.log", maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", errors="replace"
    )
    handler.setFormatter(Redacting())
    for name in ("desktop", "ui"):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    return handler


def close_log(handler: logging.Handler) -> None:
    for name in ("desktop", "ui"):
        logging.getLogger(name).removeHandler(handler)
    handler.close()
