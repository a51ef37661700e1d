"""A real phone declines, or nobody is there: its caller, another real phone, talks to voicemail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from carrier.settings import Settings
from desktop.domain.call_report import ToVoicemail
from desktop.domain.calls import EndOfCall, Outcome
from tests.carrier.running import QUICK, RunningCarrier
from tests.services.test_three_phones import Open, rung_on_two
from tests.services.test_three_phones import open_real as open_real


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    settings = {**QUICK, "answering_processes": 1}
    running = RunningCarrier(Settings(data=tmp_path_factory.mktemp("carrier"), **settings))
    yield running
    running.stop()


async def test_declined_on_one_the_caller_talks_to_voicemail_and_no_other_rings_on(
    carrier: RunningCarrier, open_real: Open
) -> None:
    caller, laptop, desk, mine = await rung_on_two(carrier, open_real)
    here, there = await desk.rings(), await laptop.rings()
    await laptop.phone.calls.decline(there.id)
    assert (await desk.ended(here.id)).end is EndOfCall.DECLINED
    await caller.talks(mine)
    record = await desk.kept()
    assert (record.outcome, record.declined_by) == (Outcome.DECLINED, laptop.device_id)
    assert (await desk.phone.reports.explain(record.id))[-1] == ToVoicemail()
    await caller.phone.calls.hang_up(mine)
    await caller.ended(mine)
    assert (await caller.kept()).outcome is Outcome.ANSWERED
