"""Five thousand mutated messages; the long form is a command of its own."""

from __future__ import annotations

import pytest

from tests.carrier.sip.fuzz import fuzz
from tests.carrier.sip.running import Running


async def test_mutated_messages_leave_the_edge_alive_and_the_callee_unharmed(running: Running) -> None:
    callee = await fuzz(running, count=5_000, seed=4475)
    assert callee.strange == []
    assert callee.invites > 100


@pytest.mark.long
@pytest.mark.timeout(3600)
async def test_many_more_mutated_messages(running: Running) -> None:
    callee = await fuzz(running, count=300_000, seed=5118)
    assert callee.strange == []
