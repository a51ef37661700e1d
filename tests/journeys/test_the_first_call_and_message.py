"""The story to read first: a person signs in, calls, is heard, writes, is answered, and signs out again."""

from __future__ import annotations

import re
from pathlib import Path

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.hearing import hears
from tests.journeys import person


def test_the_first_call_and_the_first_message(
    desktop: Desktop, carrier: CarrierProcess, tmp_path: Path
) -> None:
    window = person.sign_in(desktop, carrier.account("premium"))

    person.dial(window, person.ECHO)
    person.talk(window)
    with desktop.headset.listening() as ear:
        hears(ear, "Good morning, can you hear me?", said_by=desktop.headset, folder=tmp_path)
    person.hang_up(window)

    person.open_thread(window, person.ROBIN)
    person.write(window, "Are we still on for tonight?")
    window.row(re.compile("Are we still on for tonight"))
    window.row(re.compile("delivered", re.IGNORECASE), below="Messages", within=10)
    # Robin answers by the length of what they were sent.
    window.row(re.compile("got it|good one|Sounds good|On my way|bien reçu|come back to you"), within=10)

    person.sign_out_by_keyboard(window)
