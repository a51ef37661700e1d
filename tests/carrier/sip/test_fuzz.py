"""Mutated requests and answers: eight thousand here, a million in the long form."""

from __future__ import annotations

import pytest

from tests.carrier.sip.fuzz import fuzz
from tests.carrier.sip.running import Running


async def test_mutated_messages_leave_the_edge_alive_and_the_callee_unharmed(running: Running) -> None:
    callee = await fuzz(running, count=8_000, seed=4475)
    assert callee.strange == []
    assert callee.invites > 100
    assert callee.answers > 100


@pytest.mark.long
@pytest.mark.timeout(7200)
async def test_many_more_mutated_messages(running: Running) -> None:
    callee = await fuzz(running, count=1_000_000, seed=5118)
    assert callee.strange == []
    assert callee.invites > 5_000
    assert callee.answers > 5_000
