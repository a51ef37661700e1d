"""A screen reader can say what everything is: in the real window, and in every state of the gallery."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.accessibility import AccessibilityBus
from tests.harness.carrier import ROOT
from tests.harness.controls import Program
from tests.harness.keyboard import Keyboard
from tests.harness.names import unnamed
from tests.harness.session import Session


@pytest.mark.timeout(180)
def test_every_state_of_every_screen(
    session: Session, accessibility: AccessibilityBus, tmp_path: Path
) -> None:
    found: dict[str, list[str]] = {}
    log = tmp_path / "gallery.log"
    with (
        log.open("w") as complaints,
        subprocess.Popen(
            [sys.executable, "-m", "tests.harness.gallery_walk"],
            env={**session.env, "HOME": str(tmp_path)},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        ) as gallery,
    ):
        assert gallery.stdin is not None
        assert gallery.stdout is not None
        program = Program(accessibility, Keyboard(session), gallery.pid)
        seen = 0
        for name in gallery.stdout:
            tops = program.tops()
            seen += sum(1 for top in tops for _node in top.walk())
            if nameless := unnamed(tops):
                found[name.strip()] = nameless
            gallery.stdin.write("\n")
            gallery.stdin.flush()
    assert gallery.returncode == 0, log.read_text()
    assert "Traceback" not in log.read_text(), log.read_text()
    assert seen > 200, f"only {seen} things were seen: the gallery did not open"
    assert not found, "\n".join(f"{name}: {path}" for name, paths in found.items() for path in paths)
