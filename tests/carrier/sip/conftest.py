"""An edge on loopback for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.carrier.sip.certificates import make_certificate
from tests.carrier.sip.running import Running, run_edge


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("edge"))


@pytest.fixture
async def running(certificate: Path) -> AsyncIterator[Running]:
    async with run_edge(certificate) as edge:
        yield edge
