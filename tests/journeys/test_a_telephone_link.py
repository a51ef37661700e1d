"""A link somewhere else fills the dialler of the program that runs, and never dials."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.other_device import OtherDevice
from tests.journeys import person


def test_a_link_fills_the_dialler_and_does_not_dial(desktop: Desktop, carrier: CarrierProcess) -> None:
    account = carrier.account("premium", numbers=5)
    window = person.sign_in(desktop, account)
    with OtherDevice(carrier, account, "Kitchen telephone") as other:
        before = [call["id"] for call in other.calls()]
        desktop.open_link(f"tel:{person.ECHO}")
        window.field("Number to call").wait_until(
            lambda field: field.text.replace(" ", "") in (person.ECHO, "0199000001"), what="holds the number"
        )
        assert window.find((), "Hang up") is None
        assert [call["id"] for call in other.calls()] == before
        other.sign_out(other.id)


def test_enter_does_not_call_what_a_link_has_written(desktop: Desktop, carrier: CarrierProcess) -> None:
    account = carrier.account("premium", numbers=5)
    window = person.sign_in(desktop, account)
    desktop.open_link(f"tel:{person.ECHO};ext=12")
    window.wait_for(re.compile("^From a link.*France.*Goes out on"), within=5)
    window.keyboard.press("Return")
    window.button("Call").wait_until(lambda button: button.has_keyboard, what="has the keyboard")
    assert window.find((), "Hang up") is None
    desktop.open_link("sip:alice@elsewhere.example")
    window.reads(re.compile("Only telephone numbers can be called from here"))


@pytest.mark.skipif(shutil.which("gio") is None, reason="gio is not here")
def test_the_system_opens_a_link_with_the_program_that_runs(
    desktop: Desktop, carrier: CarrierProcess
) -> None:
    window = person.sign_in(desktop, carrier.account("premium", numbers=5))
    window.button("Settings").press()
    switch = window.wait_for("Open phone links with Fiveline", roles=("check box",), within=10)
    switch.wait_until(lambda box: "enabled" in box.states, what="can be turned")
    assert "checked" not in switch.states
    switch.press()
    switch.wait_until(lambda box: "checked" in box.states, what="is on")
    desktop.open_with_the_system(f"tel:{person.ECHO}")
    window.wait_for(re.compile("^From a link.*France.*Goes out on"), within=20)
    assert window.find((), "Hang up") is None
