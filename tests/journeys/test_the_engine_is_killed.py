"""The voice engine dies. The window stays, says so, and is ready for calls again at once."""

from __future__ import annotations

import re
import time

import pytest

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.journeys import person

SAYS_SO = re.compile("sound part of the program stopped")


@pytest.mark.parametrize("in_a_call", [False, True], ids=["idle", "in a call"])
def test_killing_the_voice_engine(
    desktop: Desktop, carrier: CarrierProcess, in_a_call: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    desktop.expected += ["voice engine", "engine"]
    window = person.sign_in(desktop, carrier.account("premium"))
    if in_a_call:
        person.dial(window, person.ECHO)
        person.talk(window)

    killed = desktop.kill_engine()
    began = time.monotonic()
    window.reads(SAYS_SO)
    desktop.engine_pid(other_than=killed)
    person.wait_until_ready(window)
    took = time.monotonic() - began
    with capsys.disabled():
        print(f" {'in a call' if in_a_call else 'idle'}: registered again after {took:.2f} s ", end="")  # noqa: T201
    assert took < 5

    assert desktop.is_alive
    if in_a_call:
        window.wait_until_gone("Hang up")
    person.dial(window, person.ECHO)
    person.talk(window)
    person.hang_up(window)
    person.sign_out(window)
