"""What the harness reads by itself is what a screen reader's own library reads, and does."""

from __future__ import annotations

import json
import re

from tests.harness.carrier import CarrierProcess
from tests.harness.controls import BUTTONS, FIELDS
from tests.harness.desktop import Desktop
from tests.harness.session import Session
from tests.journeys import person

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


def test_the_main_job_by_a_screen_reader_alone(desktop: Desktop, carrier: CarrierProcess) -> None:
    """No key and no mouse: what is written and pressed through the accessibility bus is enough."""
    account = carrier.account("premium")
    window = desktop.start()
    window.field("E-mail", within=20).write(account["email"])
    window.button("Continue").press()
    window.field("Password").write(account["password"])
    window.button("Continue").press()
    person.wait_until_ready(window)
    window.button("Dial").press()
    window.field("Number to call").write(person.ECHO)
    window.button("Call").press()
    person.talk(window)
    person.hang_up(window)
    window.button("New message").press()
    window.field("To").write(person.ROBIN)
    window.button("Continue").press()
    window.field("Message").write("Written without a key")
    window.button("Send").press()
    window.row(re.compile("Written without a key.*(Sent|Delivered)"), below="Messages", within=10)
    person.sign_out(window)
