"""A message abroad: its price is seen, a plainer way taken, an emoji added; just what was shown is billed."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.other_device import OtherDevice
from tests.harness.waiting import until
from tests.journeys import person

CURLY = "I’ll be at the station at seven, by the big clock, unless the train is late again."


def test_what_is_shown_is_what_is_paid(desktop: Desktop, carrier: CarrierProcess) -> None:
    account = carrier.account("premium", numbers=5)
    window = person.sign_in(desktop, account)
    with OtherDevice(carrier, account, "Kitchen telephone") as other:
        before = other.ask("/v1/balance")["credit_cents"]
        person.open_thread(window, person.ROBIN)
        composer = window.field("Message")
        composer.focus()
        window.keyboard.press("alt+Down")
        window.button("From London office")
        window.field("Message").write(CURLY)
        window.reads(re.compile(r"2 SMS .*€0\.18"))
        window.reads(re.compile("curly quotation mark"))
        window.button(re.compile("^Write plainly")).press()
        window.reads(re.compile(r"1 SMS .*€0\.09"))
        window.field("Message").wait_until(
            lambda field: field.text == CURLY.replace("’", "'"), what="holds plain characters"
        )
        field = window.field("Message")
        field.focus()
        window.keyboard.press("ctrl+period")
        window.field("Search for an emoji").wait_until(
            lambda field: field.has_keyboard, what="has the keyboard"
        )
        window.keyboard.press("Escape")
        window.wait_until_gone("Search for an emoji")
        field.wait_until(lambda field: field.has_keyboard, what="has the keyboard again")
        window.keyboard.press("ctrl+period")
        window.field("Search for an emoji").wait_until(
            lambda field: field.has_keyboard, what="has the keyboard"
        )
        window.keyboard.type("party pop")
        window.row(re.compile("party popper"), below="Emoji")
        window.keyboard.press("Return")
        text = CURLY.replace("’", "'") + "🎉"
        window.field("Message").wait_until(lambda field: field.text == text, what="has the emoji at its end")
        window.reads(re.compile(r"2 SMS .*€0\.18"))
        window.button("Send").press()
        [sent] = until(lambda: other.messages(text), what="the carrier has the message")
        assert sent["segments"] == 2
        assert other.ask("/v1/balance")["credit_cents"] == before - 18
