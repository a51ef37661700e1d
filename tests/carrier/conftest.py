"""One carrier for a test file; a test that needs another makes its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from carrier.settings import Settings
from carrier.signals import Signals
from carrier.store.database import Database
from tests.carrier.running import QUICK, RunningCarrier


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    carrier = RunningCarrier(Settings(data=tmp_path_factory.mktemp("carrier"), **QUICK))
    yield carrier
    carrier.stop()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Of no carrier, and empty."""
    made = Database(f"sqlite:///{tmp_path / 'db'}", Signals())
    made.migrate()
    yield made
    made.close()


StartCarrier = Callable[..., RunningCarrier]


@pytest.fixture
def start_carrier(tmp_path: Path) -> Iterator[StartCarrier]:
    """Starts carriers with settings of their own, on one data folder; stops those that still run."""
    started: list[RunningCarrier] = []

    def start(**settings: Any) -> RunningCarrier:
        carrier = RunningCarrier(Settings(**{"data": tmp_path / "data", **QUICK, **settings}))
        started.append(carrier)
        return carrier

    yield start
    for carrier in started:
        if carrier.is_running:
            carrier.stop()
