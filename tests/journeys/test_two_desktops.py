"""Two people, each at a desktop, call each other; and one of them has two desktops."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.hearing import hears
from tests.journeys import person
from tests.sound import listening


def test_two_people_talk_and_hear_each_other(
    make_desktop: Callable[..., Desktop], carrier: CarrierProcess, tmp_path: Path
) -> None:
    alex_account, marie_account = (
        carrier.account("premium", numbers=5),
        carrier.account("premium", numbers=2),
    )
    alex, marie = make_desktop("alex"), make_desktop("marie")
    alex_window = person.sign_in(alex, alex_account)
    marie_window = person.sign_in(marie, marie_account)

    alex.activate()
    person.dial(alex_window, marie_account["numbers"][0])
    marie_window.button("Answer", within=8).press()
    person.talk(alex_window)
    person.talk(marie_window)
    with listening((alex.headset, "speaker"), (marie.headset, "speaker")) as (at_alex, at_marie):
        hears(at_marie, "Hello Marie, it is Alex", said_by=alex.headset, folder=tmp_path)
        hears(at_alex, "Hello Alex, this is Marie", said_by=marie.headset, folder=tmp_path)
    person.hang_up(alex_window)
    marie_window.wait_until_gone("Hang up")

    marie.activate()
    person.dial(marie_window, alex_account["numbers"][0])
    alex_window.button("Answer", within=8).press()
    person.talk(marie_window)
    person.hang_up(marie_window)
    alex_window.wait_until_gone("Hang up")


def test_answered_on_one_device_the_other_stops_ringing(
    make_desktop: Callable[..., Desktop], carrier: CarrierProcess
) -> None:
    alex_account, marie_account = (
        carrier.account("premium", numbers=5),
        carrier.account("premium", numbers=2),
    )
    alex, study, kitchen = make_desktop("alex"), make_desktop("study"), make_desktop("kitchen")
    study_window = person.sign_in(study, marie_account)
    kitchen_window = person.sign_in(kitchen, marie_account)
    alex_window = person.sign_in(alex, alex_account)

    person.dial(alex_window, marie_account["numbers"][0])
    study_window.button("Answer", within=8)
    kitchen_window.button("Answer", within=8).press()
    person.talk(alex_window)
    study_window.wait_until_gone("Answer", within=3)
    person.hang_up(kitchen_window)
    alex_window.wait_until_gone("Hang up")
    study_window.button("Calls").press()
    study_window.row(re.compile("^Alex.*Answered on"))
