"""MSG-3 in the real window: a list is pasted, one text goes to all, and each one's fate is seen."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.journeys import person


def test_the_same_text_goes_to_several_people(desktop: Desktop, carrier: CarrierProcess) -> None:
    window = person.sign_in(desktop, carrier.account("premium", numbers=5))
    window.keyboard.press("ctrl+n")
    window.button("To several people").press()
    names = window.field("Add people")
    names.wait_until(lambda field: field.has_keyboard, what="has the keyboard")
    window.keyboard.type(f"{person.ROBIN}, {person.ECHO}, nobody,")
    window.button(re.compile("^Take .*Robin"))
    window.reads(re.compile("^2 people get a message of their own each"))
    window.field("Message").type("To both of you")
    window.keyboard.press("Return")
    window.reads("Sent to 2 people")
    window.reads(re.compile("^2 delivered"), within=15)
    window.row(re.compile("Robin")).click()
    window.row(re.compile("To both of you"), within=10)
