"""A number for calls and voicemail only: its tab offers no messages (NUM-3)."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.controls import BUTTONS
from tests.harness.desktop import Desktop
from tests.journeys import person


def test_a_number_without_messages_offers_none(desktop: Desktop, carrier: CarrierProcess) -> None:
    window = person.sign_in(desktop, carrier.account("premium", numbers=5))
    window.button("Messages")
    window.button("Stockholm").press()
    window.wait_until_gone("Messages", roles=BUTTONS)
    window.button("Voicemail").press()
    window.row(re.compile("^Astrid Lindqvist"))
    assert window.find((), re.compile("^Oliver Wright")) is None
    window.button("Private").press()
    window.button("Messages").press()
    window.row(re.compile("^Robin"))
