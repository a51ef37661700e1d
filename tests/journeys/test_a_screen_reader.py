"""What the harness reads by itself is what a screen reader's own library reads, and does."""

from __future__ import annotations

import json

from tests.harness.carrier import CarrierProcess
from tests.harness.controls import BUTTONS, FIELDS
from tests.harness.desktop import Desktop
from tests.harness.session import Session

# Run by the system's Python, for which Debian packages pyatspi.
SCRIPT = """
import json, sys, pyatspi
program = next(p for p in pyatspi.Registry.getDesktop(0) if p and p.get_process_id() == int(sys.argv[1]))
shown = lambda node: node.getState().contains(pyatspi.STATE_SHOWING)
controls = pyatspi.findAllDescendants(program, lambda node: shown(node) and bool(node.name))
print(json.dumps([[control.getRoleName(), control.name] for control in controls]))
field = next(control for control in controls if control.name == "E-mail" and control.getRoleName() == "text")
field.queryEditableText().setTextContents("marie@fiveline.example")
action = next(control for control in controls if control.name == "Continue").queryAction()
action.doAction([action.getName(index) for index in range(action.nActions)].index("Press"))
"""


def test_the_library_of_screen_readers_finds_the_same(
    desktop: Desktop, carrier: CarrierProcess, session: Session
) -> None:
    del carrier
    window = desktop.start()
    window.field("E-mail", within=20)
    ours = {(node.role, node.name) for node in window.nodes() if node.role in (*BUTTONS, *FIELDS)}
    printed = session.run("/usr/bin/python3", "-c", SCRIPT, str(desktop.pid), within=20)
    # Newer libraries call a push button a button.
    theirs = {("push button" if role == "button" else role, name) for role, name in json.loads(printed)}
    assert ours <= theirs
    window.field("Password")
    window.reads("marie@fiveline.example")
