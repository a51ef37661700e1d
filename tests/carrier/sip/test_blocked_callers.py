"""A caller that is not wanted: no device hears of it, over the edge (CALL-8)."""

from __future__ import annotations

import pytest

from tests.carrier.sip.directory import ALICE, BOB, device
from tests.carrier.sip.running import Running
from tests.carrier.sip.user_agent import registered


@pytest.mark.parametrize("hides", [False, True])
async def test_who_is_not_wanted_hears_unreachable_and_no_device_rings(running: Running, hides: bool) -> None:
    directory = running.directory
    if hides:
        directory.hidden.add(ALICE)
    directory.blocked.add("" if hides else ALICE)
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        talk = alice.call(BOB, mine=ALICE)
        refusal = await alice.refused(talk, 480)
        assert refusal.headers.get("reason") == 'SIP;cause=480;text="unreachable"'
        entries = {entry.account_id: entry for entry in await directory.kept(2)}
        assert (entries["alice"].outcome, entries["alice"].reason) == ("failed", "unreachable")
        assert (entries["bob"].outcome, entries["bob"].peer) == ("blocked", "" if hides else ALICE)
        assert bob.inbox.empty()
