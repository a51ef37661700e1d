"""Two computers of one person: a call moves from window to window; and one asks whether it would ring."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.journeys import person
from tests.journeys.conftest import MakeDesktop

GOES_ON = re.compile(r"^Call with .+, \d+:\d\d$")
TAKE_OVER = re.compile("^Take over the call with ")


def test_a_call_moves_to_the_window_that_asks_for_it(
    make_desktop: MakeDesktop, carrier: CarrierProcess
) -> None:
    account = carrier.account("premium", numbers=5)
    laptop = person.sign_in(make_desktop("laptop"), account)
    person.dial(laptop, person.ECHO)
    person.talk(laptop)
    desk = person.sign_in(make_desktop("desk"), account)  # it has the keyboard from here on

    desk.reads(GOES_ON, within=8)
    desk.button(TAKE_OVER).press()
    person.talk(desk)
    laptop.wait_until_gone("Hang up")
    laptop.reads(GOES_ON, within=8)

    person.hang_up(desk)
    laptop.wait_until_gone(TAKE_OVER)
    for window in (laptop, desk):
        person.sign_out(window)


def test_the_settings_say_whether_it_would_ring(make_desktop: MakeDesktop, carrier: CarrierProcess) -> None:
    window = person.sign_in(make_desktop("desk"), carrier.account("premium", numbers=5))
    window.button("Settings").press()
    window.button("Call me").press()
    window.reads("Yes. A call rings on this computer.", within=15)
    window.reads(re.compile(r"^The call came after \d+ ms$"))
    window.button("Sign out").press()
    window.field("E-mail", within=10)
