"""A carrier of which only the finishing runs, for the tests of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.carrier.voicemail.finishing import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office.at(tmp_path)
    office.open()
    yield office
    office.database.close()
