from __future__ import annotations

import logging
from pathlib import Path

import pytest

from desktop.system.logs import close_log, open_log, redact


@pytest.mark.parametrize(
    "line",
    [
        "call to +33 1 99 00 00 01",
        "call to 01-99 00-00-01",
        "for marie@example.org",
        "Authorization: Bearer abc.def",
        "secret=abc123cd",
    ],
)
def test_what_slipped_through_is_hidden(line: str) -> None:
    hidden = redact(line)
    assert "99 00" not in hidden
    assert "marie@" not in hidden
    assert "abc" not in hidden


def test_the_file_keeps_the_time_and_hides_the_number(tmp_path: Path) -> None:
    handler = open_log(tmp_path)
    try:
        logging.getLogger("desktop.test").info("dialled %s", "+33199000001")
        logging.getLogger("somebody.else").info("not ours")
    finally:
        close_log(handler)
    line = (tmp_path / "fiveline.log").read_text()
    assert line[:2] == "20"
    assert "dialled <number>" in line
    assert "not ours" not in line
