"""At most three devices: the fourth takes a place, and who is signed out is told why and forgets all."""

from __future__ import annotations

import re
import time
from contextlib import ExitStack

import pytest

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.keyring import secrets_kept
from tests.harness.other_device import OtherDevice
from tests.harness.session import Session
from tests.harness.waiting import NeverHappened, until
from tests.journeys import person


def test_the_fourth_device_takes_a_place_and_loses_it_again(
    desktop: Desktop, carrier: CarrierProcess, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    account = carrier.account("premium", numbers=5)
    names = ["Kitchen telephone", "Old laptop", "Tablet"]
    before = set(secrets_kept(session))
    with ExitStack() as stack:
        devices = [stack.enter_context(OtherDevice(carrier, account, name)) for name in names]
        window = desktop.start()
        person.give_credentials(window, account)

        for name in names:
            window.reads(re.compile(name))
        window.button(re.compile("Old laptop")).press()
        person.wait_until_ready(window)
        assert [device.is_signed_in() for device in devices] == [True, False, True]
        assert set(secrets_kept(session)) - before, "the session is kept in the keyring"

        here = next(d for d in devices[0].devices() if d["name"] not in names)
        began = time.monotonic()
        devices[0].sign_out(here["device_id"])
        window.reads(re.compile("signed out", re.IGNORECASE), within=4)
        took = time.monotonic() - began
        with capsys.disabled():
            print(f" signed out elsewhere: the window said why after {took:.2f} s ", end="")  # noqa: T201
        assert took < 2

        window.field("E-mail")
        try:
            until(lambda: not set(secrets_kept(session)) - before, what="the keyring forgets the session")
        except NeverHappened:
            left = sorted(set(secrets_kept(session)) - before)
            raise AssertionError(f"still in the keyring: {left}; before: {sorted(before)}") from None
        until(lambda: not list(desktop.profile.rglob("*.db*")), what="the cache is erased")
        for device in (devices[0], devices[2]):
            device.sign_out(device.id)
