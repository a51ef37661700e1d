"""Several calls in the real window: hold, switch, join, talk alone, and handing a call on."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.journeys import person

CLOCK = "+33199000002"
BUSY = "+33199000003"


def test_two_calls_are_held_switched_joined_and_hung_up(desktop: Desktop, carrier: CarrierProcess) -> None:
    window = person.sign_in(desktop, carrier.account("premium", numbers=5))
    person.dial(window, person.ECHO)
    person.talk(window)
    window.button("Hold").press()
    window.button("Resume").press()
    window.button("Hold")

    person.dial(window, CLOCK)
    window.button("Switch", within=8).press()
    window.button("Switch")
    window.button("Join calls").press()
    window.wait_until_gone("Switch")
    window.reads(re.compile("^Joined with"))

    window.button("Talk alone").press()
    window.button("Switch")
    window.keyboard.press("ctrl+shift+h")
    window.wait_until_gone("Switch")
    window.button("Hang up", below=re.compile("^Echo test")).press()
    window.wait_until_gone(re.compile("^Echo test. On hold"))
    window.button("Resume", below=re.compile("^Talking clock")).press()
    person.talk(window)
    person.hang_up(window)


def test_a_call_is_handed_on_and_comes_back_when_it_fails(desktop: Desktop, carrier: CarrierProcess) -> None:
    window = person.sign_in(desktop, carrier.account("premium", numbers=5))
    person.dial(window, person.ECHO)
    person.talk(window)
    window.keyboard.press("ctrl+shift+t")
    window.field("Transfer to").wait_until(lambda field: field.has_keyboard, what="has the keyboard")
    window.keyboard.type(BUSY)
    window.button("Transfer now").press()
    window.reads(re.compile(r"failed: busy\. You are back with"), within=10)
    person.talk(window)

    window.button("Transfer").press()
    window.field("Transfer to").type(CLOCK)
    window.button("Ask first").press()
    window.reads(re.compile("^Echo test. On hold"), within=10)  # a bar; the page is that of who is asked
    window.button("Put through", within=10).press()
    window.wait_until_gone("Put through")
    window.wait_until_gone("Hang up")
