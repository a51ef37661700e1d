"""The number that a call goes out from is in sight beside the button, and is changed by keyboard."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.other_device import OtherDevice
from tests.harness.waiting import until
from tests.journeys import person


def test_a_call_goes_out_on_the_number_that_was_chosen(desktop: Desktop, carrier: CarrierProcess) -> None:
    account = carrier.account("premium", numbers=5)
    window = person.sign_in(desktop, account)
    window.keyboard.press("ctrl+d")
    window.button("From Private")
    window.keyboard.press("alt+Down")
    window.button("From London office")
    person.dial(window, person.ECHO)
    window.reads(re.compile("(on|from) London office"))
    person.talk(window)
    person.hang_up(window)
    with OtherDevice(carrier, account, "Kitchen telephone") as other:
        london = other.number(account["numbers"][1])
        until(
            lambda: (
                other.calls()[0]["outcome"] == "answered" and other.calls()[0]["number_id"] == london["id"]
            ),
            what="the carrier saw a call on London office",
        )
        other.sign_out(other.id)
