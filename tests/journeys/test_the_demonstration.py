"""`fiveline demo`: a carrier of its own, signed in, and nothing left running after it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.harness.accessibility import AccessibilityBus
from tests.harness.desktop import Desktop
from tests.harness.processes import children_of
from tests.harness.session import Session
from tests.harness.waiting import until
from tests.journeys import person


@pytest.mark.parametrize("by_force", [False, True], ids=["quit", "killed"])
def test_the_demonstration_leaves_nothing_running(
    session: Session, accessibility: AccessibilityBus, tmp_path: Path, by_force: bool
) -> None:
    desktop = Desktop(session, accessibility, tmp_path / "demo")
    try:
        window = desktop.start("demo")
        person.wait_until_ready(window, within=40)
        window.row(re.compile("^Robin"))
        started = children_of(desktop.pid)
        assert any("carrier serve" in line for _pid, line in started)
        if by_force:
            desktop.kill_only_it()
        else:
            assert desktop.quit() == 0
        until(
            lambda: not [pid for pid, _line in started if is_running(pid)], what="all that it started is gone"
        )
    finally:
        desktop.close()


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
