"""How a call sounded is shown while it goes on, and kept for its page (CALL-5)."""

from __future__ import annotations

from desktop.domain.calls import CallId
from desktop.domain.trouble import Trouble, account_of
from desktop.services.quality import Quality
from desktop.services.tasks import Tasks
from desktop.services.voice import Hear
from desktop.voice import wire
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk

RECORD = "0f2b8a35-3d4e-4c1c-9c3e-2a7d6a1f0001"


async def talking(carrier: RunningCarrier, make_desk: MakeDesk) -> tuple[Desk, CallId]:
    person = carrier.person()
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
    desk.register()
    number = desk.state.numbers[0]
    desk.engine.tell(wire.Incoming("in-1", RECORD, "+33612345678", "", number.e164))
    call_id = desk.state.calls[0].id
    await desk.phone.calls.answer(call_id)
    desk.engine.tell(wire.Confirmed(call_id, RECORD, "G722/16000", True))
    return desk, call_id


async def test_it_is_shown_live_and_kept_with_the_record(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    desk, call_id = await talking(carrier, make_desk)
    for place in range(1, 4):
        desk.engine.tell(
            wire.MediaStats(call_id, 90 * place, 10 * place, 3.0, 40.0, 0.0, 100 * place, 0, place)
        )
    shown = desk.state.quality[call_id]
    assert shown.codec == "G722/16000"
    assert [(point.received, point.lost, point.far_lost) for point in shown.points] == [(90, 10, 0.0)] * 3
    desk.engine.tell(wire.Ended(call_id, 200, True, "", "OK"))

    async def kept() -> bool:
        return await desk.phone.quality.load(RECORD) is not None

    await desk.until(kept)
    await desk.again()
    await desk.phone.sessions.resume()
    timeline = await desk.phone.quality.load(RECORD)
    assert timeline is not None
    assert [point.lost for point in timeline.points] == [10] * 3
    assert await desk.phone.quality.load("another") is None


async def test_what_is_no_longer_shown_is_let_go_of(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    desk, call_id = await talking(carrier, make_desk)
    desk.engine.tell(wire.MediaStats(call_id, 90, 10, 3.0, 40.0, 0.0))
    desk.engine.tell(wire.Ended(call_id, 200, True, "", "OK"))
    assert call_id in desk.state.quality
    desk.phone.calls.dismiss(call_id)
    assert desk.state.quality == {}


async def test_of_a_call_that_is_cut_off_most_is_kept_already(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    desk, _ = await talking(carrier, make_desk)
    now = [100.0]
    tasks = Tasks()
    parts = desk.phone.history._present  # the same cache, with a clock of the test's own
    heard: list[Hear] = []

    class Engine:
        def listen(self, hear: Hear) -> None:
            heard.append(hear)

    service = Quality(parts, Engine(), tasks, monotonic=lambda: now[0])
    heard[0](wire.Confirmed("x", RECORD, "PCMU/8000", True))
    for place in range(1, 17):
        now[0] += 2
        lost = max(0, place - 8) * 6
        heard[0](wire.MediaStats("x", 100 * place - lost, lost, 1.0, 20.0, 0.0, 100 * place))

    async def kept() -> bool:
        timeline = await service.load(RECORD)
        return timeline is not None and timeline.end >= 30

    await desk.until(kept)
    timeline = await service.load(RECORD)
    assert timeline is not None
    account = account_of(timeline)
    assert (account.trouble, round(account.percent), account.begin) == (Trouble.LOST_HERE, 6, 16.0)
    now[0] += 60  # on hold, and hung up
    heard[0](wire.Ended("x", 200, True, "", "OK"))

    async def kept_whole() -> bool:
        timeline = await service.load(RECORD)
        return timeline is not None and timeline.end == 92

    await desk.until(kept_whole)
    await tasks.stop()
