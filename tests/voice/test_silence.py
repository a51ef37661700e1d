"""Half a minute without a packet ends a call, and says so."""

from __future__ import annotations

import os
import signal

import pytest

from desktop.voice import supervisor
from desktop.voice.wire import Ended, MediaStats
from tests.voice.conftest import NewPhone
from tests.voice.exchange import TestCarrier
from tests.voice.phone import talk


@pytest.mark.long
async def test_half_a_minute_without_a_packet_ends_the_call(
    new_phone: NewPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "UNANSWERED_PINGS", 1_000)
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, _ = await talk(alice, bob)
    os.kill(bob.pid, signal.SIGSTOP)
    stopped = bob.pid
    await alice.hears(MediaStats, lambda event: event.silent_seconds > 5, within=15)
    ended = await alice.hears(Ended, lambda event: event.call_id == mine, within=40)
    assert (ended.reason, ended.by_remote) == ("silence", False)
    os.kill(stopped, signal.SIGCONT)


@pytest.mark.long
@pytest.mark.timeout(200)
async def test_a_call_that_nobody_takes_back_does_not_ring_for_ever(
    carrier: TestCarrier, new_phone: NewPhone
) -> None:
    """Its CANCEL never comes: whoever rang has forgotten it."""
    alice, bob = await new_phone("alice"), await new_phone("bob")
    alice.dial(bob.number)
    rings = await bob.rings()
    carrier.die()
    carrier.open()
    ended = await bob.hears(Ended, lambda event: event.call_id == rings.call_id, within=130)
    assert ended.by_remote, "missed, not declined"
    mine, _ = await talk(alice, bob)
    await alice.hang_up(mine)
