"""An edge on loopback for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from carrier.sip.transaction import Timers
from tests.carrier.sip.certificates import make_certificate
from tests.carrier.sip.running import QUICK_PACE, Running, run_edge


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("edge"))


@pytest.fixture
async def running(certificate: Path) -> AsyncIterator[Running]:
    async with run_edge(certificate) as edge:
        yield edge


@pytest.fixture
async def unhurried(certificate: Path) -> AsyncIterator[Running]:
    """For phones that take seconds to open their sound: nobody hangs up on them, or stops ringing."""
    pace = replace(QUICK_PACE, silence=60.0)
    async with run_edge(certificate, pace=pace, timers=Timers(), ring_seconds=20.0) as edge:
        yield edge
