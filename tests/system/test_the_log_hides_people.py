from __future__ import annotations

import logging
from pathlib import Path

import pytest

from desktop.system.logs import redacted, start_logging


@pytest.mark.parametrize(
    "line",
    [
        "call to +33 1 99 00 00 01",
        "for marie@example.org",
        "Authorization: Bearer abc.def",
        "secret=0123abcd",
    ],
)
def test_what_slipped_through_is_hidden(line: str) -> None:
    hidden = redacted(line)
    assert "99 00" not in hidden
    assert "marie@" not in hidden
    assert "abc" not in hidden


def test_the_file_keeps_the_time_and_hides_the_number(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    file = tmp_path / "fiveline.log"
    try:
        start_logging(file)
        logging.getLogger("desktop.test").info("dialled %s", "+33199000001")
    finally:
        for handler in root.handlers:
            if handler not in before[1]:
                handler.close()
        root.setLevel(before[0])
        root.handlers[:] = before[1]
    line = file.read_text()
    assert line[:2] == "20"
    assert "dialled <number>" in line
