"""Somebody puts the history in order: finds, deletes, takes back, blocks, adds, calls back (CALL-7, -8)."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.journeys import person

ASTRID = re.compile("^Astrid")


def test_calls_are_found_deleted_taken_back_and_their_caller_blocked(
    desktop: Desktop, carrier: CarrierProcess
) -> None:
    window = person.sign_in(desktop, carrier.account("premium", numbers=5))
    window.button("Calls").press()
    history = window.list("Call history")
    before = len(history.rows())
    window.keyboard.press("ctrl+k")
    window.keyboard.type("astrid")
    # In two rows or three: by the hour of the day, two of the calls were on the same one.
    history.wait_until(
        lambda found: {*map(bool, map(ASTRID.match, found.rows()))} == {True}, what="shows what was found"
    )
    window.keyboard.press("Return", "ctrl+a", "Delete")
    window.reads("3 calls were deleted.")
    window.keyboard.press("ctrl+z")
    window.row(ASTRID).click()
    window.button("More")
    # Call back, open the card, block: from Stockholm no message can be sent.
    window.keyboard.press("Menu", "Down", "Down", "Down", "Return")
    window.reads(re.compile("Astrid.* is blocked"))
    window.keyboard.press("ctrl+k", "ctrl+a", "Delete")
    history.wait_until(lambda found: len(found.rows()) == before, what="shows all calls again")

    window.keyboard.press("ctrl+k")
    window.keyboard.type("0044 20 7946 0911")
    window.row(re.compile("^020 7946 0911")).click()
    window.button("More")
    window.keyboard.press("Menu", "Down", "Down", "Down", "Return")
    name = window.field("Name")
    name.wait_until(lambda field: field.has_keyboard, what="has the keyboard")
    window.keyboard.type("Letting agent")
    window.keyboard.press("Return")
    window.button("Edit")
    window.button("Calls").press()
    window.row(re.compile("^Letting agent"))

    window.keyboard.press("ctrl+k", "ctrl+a")
    window.keyboard.type("echo")
    window.row(re.compile("^Echo test")).click()
    window.button("More")
    window.keyboard.press("Menu", "Down", "Return")  # call back
    person.talk(window)
    person.hang_up(window)
    window.button("Calls").press()
    window.row(re.compile("^Echo test")).click()
    window.keyboard.press("Menu", "Down", "Down", "Return")  # message
    window.field("Message").wait_until(lambda field: field.has_keyboard, what="has the keyboard")

    window.button("Settings").press()
    window.button(re.compile("^Unblock .*Astrid")).press()
    window.reads(re.compile("Astrid.* is not blocked any more"))
    window.wait_until_gone(re.compile("^Unblock .*Astrid"))
