"""Whoever dials an emergency number reads that it does not come this way, and nothing takes that away."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.other_device import OtherDevice
from tests.journeys import person

ADVICE = re.compile(r"112.* can't be called from here\..* mobile or a landline phone")


def test_the_answer_stays_whatever_is_pressed(desktop: Desktop, carrier: CarrierProcess) -> None:
    account = carrier.account("premium", numbers=5)
    window = person.sign_in(desktop, account)
    with OtherDevice(carrier, account, "Kitchen telephone") as other:
        before = [call["id"] for call in other.calls()]
        person.dial(window, "112")
        window.wait_for(re.compile("^Close$"), within=5)
        window.keyboard.press("Return", "Return", "Return")
        advice = window.wait_for(ADVICE, within=5)
        advice.wait_until(lambda card: "112" in card.name, what="says which number")
        assert window.find((), "Close") is not None
        assert [call["id"] for call in other.calls()] == before
        window.button("Close").press()
        window.wait_until_gone("Close")
        other.sign_out(other.id)
