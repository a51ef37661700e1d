"""The desktop belongs to Premium: a Starter account is told so, and where to change it."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.journeys import person


def test_a_starter_account_is_invited_to_premium(desktop: Desktop, carrier: CarrierProcess) -> None:
    window = desktop.start()
    person.give_credentials(window, carrier.account("starter"))
    window.reads(re.compile("Premium"))
    window.button(re.compile("Premium|upgrade", re.IGNORECASE))
    assert window.find((), re.compile("^Ready")) is None
