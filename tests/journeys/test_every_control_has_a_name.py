"""A screen reader can say what everything is: in the real window, and in every state of the gallery."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.accessibility import AccessibilityBus
from tests.harness.carrier import ROOT, CarrierProcess
from tests.harness.controls import ROWS, Program
from tests.harness.desktop import Desktop
from tests.harness.keyboard import Keyboard
from tests.harness.names import unnamed
from tests.harness.session import Session
from tests.harness.waiting import until
from tests.journeys import person


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
            if nameless := unnamed(accessibility, tops):
                found[name.strip()] = nameless
            gallery.stdin.write("\n")
            gallery.stdin.flush()
    assert gallery.returncode == 0, log.read_text()
    assert "Traceback" not in log.read_text(), log.read_text()
    assert seen > 200, f"only {seen} things were seen: the gallery did not open"
    assert not found, "\n".join(f"{name}: {path}" for name, paths in found.items() for path in paths)


def test_every_screen_of_the_real_window(
    desktop: Desktop, carrier: CarrierProcess, accessibility: AccessibilityBus
) -> None:
    found: dict[str, list[str]] = {}

    def look(screen: str) -> None:
        if nameless := unnamed(accessibility, window.tops()):
            found[screen] = nameless

    window = desktop.start()
    window.field("E-mail", within=20)
    look("sign-in")
    person.give_credentials(window, carrier.account("premium"))
    look("password")
    person.wait_until_ready(window)
    for section, rows in {
        "Calls": "Call history",
        "Messages": "Conversations",
        "Voicemail": "Voicemails",
        "People": "People",
    }.items():
        window.button(section).press()
        window.list(rows).wait_until(lambda shown: bool(shown.rows()), what="shows its rows")
        look(section)
        first = window.wait_for(re.compile("."), roles=ROWS, below=rows)
        before = window.drawing()
        first.click()
        until(lambda: window.drawing() != before, what=f"a click opens {first.seen.name!r}")  # noqa: B023
        look(f"{section}, one opened")
    person.dial(window, person.ECHO)
    look("dialling")
    person.talk(window)
    look("a call")
    window.button("Settings").press()
    window.wait_for("Settings", roles=("label", "heading"))
    look("Settings")
    person.hang_up(window)
    assert not found, "\n".join(f"{screen}: {path}" for screen, paths in found.items() for path in paths)
