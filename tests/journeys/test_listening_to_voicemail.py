"""Somebody listens to what was left, hurries through it, and puts it away: by keyboard and ear (VM-2)."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.journeys import person
from tests.sound import wait_for


def test_a_voicemail_is_played_sought_hurried_deleted_and_taken_back(
    desktop: Desktop, carrier: CarrierProcess
) -> None:
    window = person.sign_in(desktop, carrier.account("premium", numbers=5))
    window.button(re.compile("^Voicemail")).press()
    voicemails = window.list("Voicemails")
    before = voicemails.rows()
    assert desktop.headset is not None
    with desktop.headset.listening() as ear:
        window.row(re.compile("Not heard yet")).click()
        position = window.wait_for("Position", roles=("slider",))
        window.keyboard.press("space")
        window.button("Pause")
        wait_for(lambda: ear.level() > -45, "the voice is heard")
    window.wait_until_gone(re.compile("^Not heard yet"))
    window.keyboard.press("Right")
    position.wait_until(lambda it: int(it.description[2:4]) >= 5, what="is five seconds on")
    window.keyboard.press("shift+Right")
    window.wait_for(re.compile(r"1\.25"), state="checked")
    window.keyboard.press("space")
    window.button("Play")
    window.keyboard.press("Delete")
    window.reads("1 voicemail was deleted.")
    voicemails.wait_until(lambda found: len(found.rows()) == len(before) - 1, what="lacks it")
    window.button("Undo").press()
    voicemails.wait_until(lambda found: len(found.rows()) == len(before), what="has it again")


def test_a_missed_call_leads_to_its_voicemail_and_back_until_one_of_them_is_deleted(
    desktop: Desktop, carrier: CarrierProcess
) -> None:
    window = person.sign_in(desktop, carrier.account("premium", numbers=5))
    window.keyboard.press("alt+1")
    window.row(re.compile("^Oliver.*Voicemail")).click()
    window.button("Listen to the voicemail").press()
    window.wait_for("Position", roles=("slider",))
    assert [row for row in window.list("Voicemails").rows() if row.startswith("Oliver")]
    show_the_call = ("Menu", "Down", "Down", "Down", "Down", "Return")
    window.keyboard.press(*show_the_call)
    window.button("Listen to the voicemail")
    window.row(re.compile("^Oliver.*Voicemail"), below="Call history").wait_until(
        lambda row: "selected" in row.states, what="is chosen"
    )

    window.keyboard.press("Delete")
    window.reads("1 call was deleted.")
    window.keyboard.press("alt+3")
    window.row(re.compile("^Oliver")).click()
    window.wait_for("Position", roles=("slider",))
    window.keyboard.press(*show_the_call)
    window.reads("This call is no longer in the history.")
    window.list("Voicemails")
