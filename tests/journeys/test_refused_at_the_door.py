"""Each refusal at sign-in says what it is, in words, and the way on is open."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.journeys import person


def test_a_wrong_password_and_a_carrier_that_is_away(desktop: Desktop, carrier: CarrierProcess) -> None:
    account = carrier.account("premium")
    window = desktop.start()
    person.give_credentials(window, {**account, "password": "Wrong1234"})
    window.reads("The e-mail or the password is wrong.")
    password = window.field("Password")

    carrier.kill()
    password.focus()
    window.keyboard.press("ctrl+a")
    window.keyboard.type(account["password"])
    window.keyboard.press("Return")
    window.reads(re.compile("The carrier can't be reached"), within=15)

    carrier.start()
    window.button("Continue").press()
    person.wait_until_ready(window)
    person.sign_out(window)
