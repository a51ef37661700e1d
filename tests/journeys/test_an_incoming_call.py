"""A call comes in while a message is being written. It never takes the keyboard."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.other_device import OtherDevice
from tests.harness.waiting import until
from tests.journeys import person

LETTERS = "the quick brown fox jumps over the lazy dog"


def test_keys_go_on_to_the_message_while_it_rings(desktop: Desktop, carrier: CarrierProcess) -> None:
    account = carrier.account("premium", numbers=5)
    window = person.sign_in(desktop, account)
    with OtherDevice(carrier, account, "Kitchen telephone") as other:
        person.open_thread(window, person.ROBIN)
        composer = window.field("Message")
        composer.focus()
        other.send("Call me, please", of=account["numbers"][0], to=person.ROBIN)

        # Keys are pressed until it rings, and after.
        typed = ""
        while window.find((), "Answer") is None:
            window.keyboard.type(LETTERS[len(typed) % len(LETTERS)])
            typed += LETTERS[len(typed) % len(LETTERS)]
            assert len(typed) < 400, "Robin never called"
        window.keyboard.type(" and on")
        typed += " and on"
        composer.wait_until(lambda field: field.text == typed, what=f"holds {typed!r}")
        assert composer.has_keyboard

        window.button("Decline").press()
        window.wait_until_gone("Answer")
        assert composer.text == typed
        until(
            lambda: other.calls()[0]["outcome"] == "declined", what="the carrier knows that it was declined"
        )

        other.send("Call me once more", of=account["numbers"][0], to=person.ROBIN)
        window.button("Answer", within=10).press()
        person.talk(window)
        assert composer.text == typed
        person.hang_up(window)
        until(lambda: other.calls()[0]["outcome"] == "answered", what="the carrier knows who answered")
        window.tab(re.compile("^Calls")).press()
        window.row(re.compile("Robin"))
