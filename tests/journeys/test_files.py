"""A picture comes and is looked at; a file goes as a link (MSG-4)."""

from __future__ import annotations

import re
from pathlib import Path

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.journeys import person


def test_a_picture_comes_and_a_file_goes(desktop: Desktop, carrier: CarrierProcess, tmp_path: Path) -> None:
    notes = tmp_path / "Notes.txt"
    notes.write_text("what was agreed")
    window = person.sign_in(desktop, carrier.account("premium"))
    person.open_thread(window, person.ROBIN)
    person.write(window, "Send me a picture, please")
    window.row(re.compile("Picture: .*hills"), below="Messages", within=15).click()
    window.keyboard.press("Return")
    window.button("Larger", within=10).press()
    window.button("Smaller").press()
    window.button("Close").press()
    window.wait_until_gone("Larger")

    window.button("Attach files").press()
    window.field(re.compile("File name")).write(str(notes))
    window.button(re.compile("Open|Choose")).press()
    window.button("Send 1 file", within=10).press()
    window.row(re.compile("Notes.*[Dd]elivered"), below="Messages", within=15)
