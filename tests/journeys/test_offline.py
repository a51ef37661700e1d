"""Written while the carrier is away, a message waits, leaves by itself when it is back, and leaves once."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.other_device import OtherDevice
from tests.harness.waiting import until
from tests.journeys import person

TEXT = "Written in a tunnel"


def test_a_message_written_offline_leaves_once(desktop: Desktop, carrier: CarrierProcess) -> None:
    account = carrier.account("premium")
    window = person.sign_in(desktop, account)
    person.open_thread(window, person.ROBIN)
    carrier.kill()
    window.reads(re.compile("Can't be reached right now"), within=10)

    person.write(window, TEXT)
    window.row(re.compile(f"{TEXT}.*Waiting", re.DOTALL | re.IGNORECASE))
    # The power goes too: what was written is on the disk.
    desktop.kill()
    window = desktop.start()
    person.open_thread(window, person.ROBIN)
    window.row(re.compile(f"{TEXT}.*Waiting", re.DOTALL | re.IGNORECASE))

    carrier.start()
    window.row(re.compile(f"{TEXT}.*(Sent|Delivered)", re.DOTALL | re.IGNORECASE), within=15)
    person.wait_until_ready(window)
    with OtherDevice(carrier, account, "Kitchen telephone") as other:
        until(lambda: other.messages(TEXT), what="the carrier has it")
        assert len(other.messages(TEXT)) == 1
        other.sign_out(other.id)
    person.sign_out(window)
