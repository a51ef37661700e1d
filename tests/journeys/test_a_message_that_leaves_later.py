"""A message is kept for later, seen where all that waits stands, and leaves while the desktop is closed."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.waiting import until
from tests.journeys import person

TEXT = "Written today, read tomorrow"


def let_the_time_come(carrier: CarrierProcess) -> int:
    """All that waits is due now. How many there were."""
    with closing(sqlite3.connect(carrier.data / "carrier.sqlite3", timeout=10)) as database, database:
        changed = database.execute(
            "UPDATE scheduled_messages SET due_at = datetime('now') || '.000000' WHERE state = 'waiting'"
        )
        return changed.rowcount


def test_a_message_leaves_later_with_the_desktop_closed(desktop: Desktop, carrier: CarrierProcess) -> None:
    window = person.sign_in(desktop, carrier.account("premium"))
    person.open_thread(window, person.ROBIN)
    window.field("Message").type(TEXT)
    window.button("Send later").press()
    window.button(re.compile("^Monday morning|^Tomorrow morning")).press()
    window.button("Schedule").press()
    window.button(re.compile(f"^Cancel .*{TEXT}"), within=5)
    window.button("Waiting to leave").press()
    window.row(re.compile(f"Robin.*Leaves.*{TEXT}", re.DOTALL))
    desktop.kill()
    until(lambda: let_the_time_come(carrier), what="the carrier has what waits")

    window = desktop.start()
    person.open_thread(window, person.ROBIN)
    window.row(re.compile(f"{TEXT}.*Delivered", re.DOTALL | re.IGNORECASE), within=15)
    person.wait_until_ready(window)
    person.sign_out(window)
