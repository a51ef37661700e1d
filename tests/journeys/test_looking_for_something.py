"""Somebody remembers a word, and finds by keyboard where it was said (MSG-1)."""

from __future__ import annotations

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.other_device import OtherDevice
from tests.journeys import person


def test_a_word_is_found_and_its_place_is_shown(desktop: Desktop, carrier: CarrierProcess) -> None:
    alex = carrier.account("premium", numbers=5)
    marie = next(a for a in carrier.accounts if a["plan"] == "premium" and a is not alex)
    window = person.sign_in(desktop, alex)
    with OtherDevice(carrier, marie, "Marie's") as device:
        for text in ("The élan is in the garage", *(f"Something else {n}" for n in range(3)), "Elan again"):
            device.send(text, of=marie["numbers"][0], to=alex["numbers"][0])
    window.list("Conversations").wait_until(
        lambda found: any("Elan again" in row for row in found.rows()), what="shows what came last"
    )
    window.keyboard.press("ctrl+k")
    window.keyboard.type("elan")
    results = window.list("Search results")
    results.wait_until(
        lambda found: len([row for row in found.rows() if "lan" in row]) == 2, what="shows both"
    )
    window.keyboard.press("Return", "Down", "Return")
    window.reads("2 of 2")
    field = window.field("Search in this conversation")
    field.wait_until(lambda it: "showing" in it.states, what="shows")
    window.keyboard.press("ctrl+f", "shift+Return")
    window.reads("1 of 2")
    window.keyboard.press("Escape")
    window.wait_until_gone("Search in this conversation")
