"""Somebody puts the history in order: finds, deletes, takes back, blocks; by keyboard (CALL-7, CALL-8)."""

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
    history.wait_until(lambda found: len(found.rows()) == 3, what="shows what was found")
    window.keyboard.press("Return", "ctrl+a", "Delete")
    window.reads("3 calls were deleted.")
    window.button("Undo").press()
    window.row(ASTRID).click()
    window.button("More")
    # Call back, open the card, block: from Stockholm no message can be sent.
    window.keyboard.press("Menu", "Down", "Down", "Down", "Return")
    window.reads(re.compile("Astrid.* is blocked"))
    window.keyboard.press("ctrl+k", "ctrl+a", "Delete")
    history.wait_until(lambda found: len(found.rows()) == before, what="shows all calls again")

    window.button("Settings").press()
    window.button(re.compile("^Unblock .*Astrid")).press()
    window.reads(re.compile("Astrid.* is not blocked any more"))
    window.wait_until_gone(re.compile("^Unblock .*Astrid"))
