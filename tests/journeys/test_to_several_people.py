"""MSG-3 in the real window: a list is pasted, one text goes to all, and each one's fate is seen."""

from __future__ import annotations

import re
from pathlib import Path

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.journeys import person


def test_the_same_text_and_a_file_go_to_several_people(
    desktop: Desktop, carrier: CarrierProcess, tmp_path: Path
) -> None:
    notes = tmp_path / "Notes.txt"
    notes.write_text("what was agreed")
    window = person.sign_in(desktop, carrier.account("premium", numbers=5))
    window.keyboard.press("ctrl+n")
    window.button("To several people").press()
    names = window.field("Add people")
    names.wait_until(lambda field: field.has_keyboard, what="has the keyboard")
    window.keyboard.type(f"{person.ROBIN}, {person.ECHO}, nobody,")
    window.button(re.compile("^Take .*Robin"))
    window.reads(re.compile("^2 people get a message of their own each"))
    window.button("Close").press()
    window.wait_until_gone("Add people")
    window.keyboard.press("ctrl+n")
    window.button("To several people").press()
    window.field("Add people").wait_until(lambda field: field.text == "nobody", what="is as it was left")
    window.button("Attach a file").press()
    window.field(re.compile("File name")).write(str(notes))
    window.button(re.compile("Open|Choose")).press()
    window.button("Remove Notes.txt", within=10)
    window.field("Message").type("To both of you")
    window.keyboard.press("Return")
    window.reads("Sent to 2 people")
    window.reads(re.compile("^2 delivered"), within=15)
    window.row(re.compile("Robin")).click()
    window.row(re.compile("To both of you.*Notes", re.DOTALL), within=10)
