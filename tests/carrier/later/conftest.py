"""Somebody who writes, and somebody who reads."""

from __future__ import annotations

import pytest

from tests.carrier.running import Person, RunningCarrier, Signed


@pytest.fixture
def anna(running: RunningCarrier) -> Person:
    return running.person()


@pytest.fixture
def hers(running: RunningCarrier, anna: Person) -> Signed:
    return running.sign_in(anna)


@pytest.fixture
def ben(running: RunningCarrier) -> str:
    return running.person().numbers[0]
