"""A person finds out before a call how they sound, and in a call that nobody hears them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.hearing import hears
from tests.harness.session import Session
from tests.journeys import person
from tests.sound import make_voice, wait_for

WORDS = (
    "Good morning. I am trying out my microphone, before I call my aunt in London. She does not hear well, "
    "and I would rather know how I sound. So I go on talking until the time is up, and then I listen."
)


def test_the_sound_is_checked_and_a_muted_voice_is_noticed(
    desktop: Desktop, carrier: CarrierProcess, tmp_path: Path
) -> None:
    voice = make_voice(tmp_path / "voice.wav", WORDS)
    window = person.sign_in(desktop, carrier.account("premium"))

    window.button("Settings").press()
    window.button("Check the sound").press()
    record = window.button("Record 5 seconds")
    record.wait_until(lambda button: button.has_keyboard, what="has the keyboard")
    with desktop.headset.saying(voice):
        window.keyboard.press("space")
        window.button(re.compile(r"Recording, \d seconds?"))
        window.reads(re.compile("^You are heard"), within=12)
    with desktop.headset.listening() as ear:
        window.button("Hear yourself").press()
        wait_for(lambda: ear.level() > -40, "one hears oneself")
    window.keyboard.press("Escape")
    window.button("Check the sound")

    person.dial(window, person.ECHO)
    person.talk(window)
    window.button("Mute").press()
    with desktop.headset.saying(voice):
        window.reads(re.compile("You are muted"), within=10)
        window.button("Unmute").press()
        window.wait_until_gone("You are muted")
    with desktop.headset.listening() as ear:
        hears(ear, "Can you hear me now?", said_by=desktop.headset, folder=tmp_path)
    person.hang_up(window)


def test_a_headset_that_is_pulled_out_is_named_with_what_takes_its_place(
    session: Session, desktop: Desktop, carrier: CarrierProcess, tmp_path: Path
) -> None:
    assert session.sound is not None
    passing, staying = session.sound.headset(f"passing_{os.urandom(3).hex()}"), desktop.headset
    wanted = {
        "microphones": (passing.microphone, staying.microphone),
        "speakers": (passing.speaker, staying.speaker),
    }
    desktop.profile.mkdir(mode=0o700)
    (desktop.profile / "settings.json").write_text(json.dumps(wanted), encoding="ascii")
    window = person.sign_in(desktop, carrier.account("premium"))
    person.dial(window, person.ECHO)
    person.talk(window)
    with passing.listening() as ear:
        hears(ear, "Can you hear me on the headset?", said_by=passing, folder=tmp_path)
    passing.unplug()
    gone = rf"^\W*{passing.microphone}\W* is gone\. You are now heard through \W*{staying.microphone}\W*\."
    window.reads(re.compile(gone), within=20)
    with staying.listening() as ear:
        hears(ear, "And now on the other one?", said_by=staying, folder=tmp_path)
    person.hang_up(window)
