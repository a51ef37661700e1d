"""No keyring: the person is told, and may go on for this session only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.accessibility import AccessibilityBus
from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.session import Session
from tests.journeys import person


@pytest.fixture
def bare_session() -> Iterator[Session]:
    """A desktop session of its own, in which nobody started a keyring."""
    session = Session()
    yield session
    session.close()


def test_going_on_for_this_session_only(
    bare_session: Session, carrier: CarrierProcess, tmp_path: Path
) -> None:
    bus = AccessibilityBus(bare_session.accessibility_address)
    desktop = Desktop(bare_session, bus, tmp_path / "desk", carrier=carrier)
    desktop.expected += ["keyring"]
    try:
        window = desktop.start()
        person.give_credentials(window, carrier.account("premium"))
        window.reads(re.compile("keyring"))
        window.button(re.compile("this session", re.IGNORECASE)).press()
        person.wait_until_ready(window)
        desktop.quit()

        # Nothing was kept: it asks again.
        window = desktop.start()
        window.field("E-mail", within=20)
    finally:
        desktop.close()
        bus.close()
