"""A real phone declines, or nobody is there: its caller, another real phone, talks to voicemail."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from carrier.settings import Settings
from desktop.domain.call_report import ToVoicemail
from desktop.domain.calls import EndOfCall, Outcome
from desktop.domain.numbers import Unread
from tests.carrier.running import ANSWERING, RunningCarrier
from tests.carrier.sip.user_agent import DOMAIN, registered
from tests.carrier.test_calls_of_a_session import of, ports
from tests.carrier.voicemail.visiting import calling, speech
from tests.services.test_three_phones import Open, rung_on_two
from tests.services.test_three_phones import open_real as open_real


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    running = RunningCarrier(Settings(data=tmp_path_factory.mktemp("carrier"), domain=DOMAIN, **ANSWERING))
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


async def test_word_that_is_left_is_unheard_here_within_a_second(
    carrier: RunningCarrier, open_real: Open
) -> None:
    anna, ben = carrier.person(), carrier.person()
    hers, desk = carrier.sign_in(anna), await open_real(ben, "Desk")
    number = desk.state.numbers[0].id
    async with (
        registered(ports(carrier), of(hers, anna)) as (phone,),
        calling(phone, ben.numbers[0], secure=True) as caller,
    ):
        ringing = await desk.rings()
        await desk.phone.calls.decline(ringing.id)
        await caller.is_answered()
        caller.presses("#")
        await caller.hears_the_tone()
        await caller.says(speech(2.0))
        await caller.hangs_up()
        ended_at = time.monotonic()
        await desk.until(
            lambda: desk.state.unread.get(number, Unread()).voicemails == 1, "a voicemail is there"
        )
        assert time.monotonic() - ended_at < 1.0
