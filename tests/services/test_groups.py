"""MSG-3: the same text to several people; each gets an SMS of their own, and each has a fate of its own."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.errors import Mendable
from desktop.domain.events import Event, ScheduledChanged
from desktop.domain.later import ScheduledState
from desktop.domain.messages import LARGEST_GROUP, GroupDraft, MessageStatus
from desktop.domain.numbers import Address
from desktop.domain.state import State
from desktop.domain.wall_time import WallTime
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.services.conftest import MakeDesk, signed_in
from tests.services.running import StoppableCarrier


async def test_each_gets_it_once_and_an_answer_stands_in_their_own_thread(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    number = desk.state.numbers[0]
    others = [carrier.person() for _ in range(3)]
    people = [Address(other.numbers[0]) for other in others]
    group = await desk.phone.groups.send(number.id, people, "Dinner at eight?")
    assert len(await desk.phone.groups.load(group)) == 3

    async def delivered() -> bool:
        found = await desk.phone.groups.load(group)
        return len(found) == 3 and {m.status for m in found} == {MessageStatus.DELIVERED}

    await desk.until(delivered, "all were delivered")
    answering = carrier.sign_in(others[1])
    answering.send(others[1].number_ids[0], number.e164, "Gladly")
    thread = desk.thread(people[1])

    async def texts() -> list[str]:
        return [message.text for message in await desk.messages(thread)]

    async def answered() -> bool:
        return await texts() == ["Dinner at eight?", "Gladly"]

    await desk.until(answered, "the answer stands there")
    assert [m.text for m in await desk.messages(desk.thread(people[0]))] == ["Dinner at eight?"]


async def test_another_device_knows_who_got_it(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    person = carrier.person()
    desk, other = [await signed_in(carrier, make_desk, person) for _ in range(2)]
    people = [Address(carrier.person().numbers[0]) for _ in range(2)]
    group = await desk.phone.groups.send(desk.state.numbers[0].id, people, "To both")

    async def known() -> bool:
        return {m.thread.peer for m in await other.phone.groups.load(group)} == set(people)

    await other.until(known, "it is known there")


async def test_one_that_fails_is_sent_again_in_its_place(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    gone = carrier.person()
    with carrier.carrier.database.write() as session:
        from carrier.store.tables import Number

        session.get_one(Number, gone.number_ids[0]).status = "expired"
    people = [Address(carrier.person().numbers[0]), Address(gone.numbers[0])]
    group = await desk.phone.groups.send(desk.state.numbers[0].id, people, "To both")

    async def failed() -> list[str]:
        found = await desk.phone.groups.load(group)
        return [m.id for m in found if m.status is MessageStatus.FAILED]

    [before] = await desk.until(failed, "one has failed")
    await desk.phone.messages.retry(before)  # type: ignore[arg-type]
    assert len(await desk.phone.groups.load(group)) == 2
    [after] = await desk.until(failed, "it has failed again")
    assert after != before


async def test_written_offline_it_leaves_later_and_a_number_named_twice_gets_it_once(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    desk = await make_desk(stoppable.url).open()
    await desk.sign_in(stoppable.running.person().email, PASSWORD)
    people = [Address(stoppable.running.person().numbers[0]) for _ in range(2)]
    await stoppable.stop()
    group = await desk.phone.groups.send(desk.state.numbers[0].id, [*people, people[0]], "Later then")
    await desk.again()
    await desk.phone.sessions.resume()
    assert [m.status for m in await desk.phone.groups.load(group)] == [MessageStatus.WAITING] * 2
    await stoppable.start()

    async def delivered() -> bool:
        found = await desk.phone.groups.load(group)
        return {m.status for m in found} == {MessageStatus.DELIVERED}

    await desk.until(delivered, "all were delivered", within=20)


async def test_it_waits_for_its_time_and_is_a_group_then(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    people = [Address(carrier.person().numbers[0]) for _ in range(2)]
    when = WallTime((datetime.now(UTC) + timedelta(minutes=5)).replace(tzinfo=None), "UTC")
    group = await desk.phone.groups.schedule(desk.phone.later, desk.state.numbers[0].id, people, "Soon", when)
    waiting = await desk.until(lambda: [s for s in desk.state.scheduled if s.group == group])
    assert {s.thread.peer for s in waiting} == set(people)
    for each in waiting:
        await desk.phone.later.send_now(each.id)

    async def sent() -> bool:
        return len(await desk.phone.groups.load(group)) == 2

    await desk.until(sent, "both are a group's messages")
    await desk.until(
        lambda: not any(s.state is ScheduledState.WAITING for s in desk.state.scheduled), "none waits"
    )


@pytest.mark.parametrize(
    ("count", "word"), [(0, "nobody"), (LARGEST_GROUP + 1, "too-many-people")], ids=["nobody", "twenty-one"]
)
async def test_nobody_and_twenty_one_are_refused_and_nothing_is_kept(
    carrier: RunningCarrier, make_desk: MakeDesk, count: int, word: str
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    people = [Address(f"+3361234{n:04}") for n in range(count)]
    with pytest.raises(Mendable, match=word):
        await desk.phone.groups.send(desk.state.numbers[0].id, people, "text")
    assert desk.state.waiting == 0


async def test_one_that_cannot_be_written_to_keeps_all_back(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    with pytest.raises(Mendable, match="emergency"):
        await desk.phone.groups.send(
            desk.state.numbers[0].id, [Address("+33612345678"), Address("112")], "text"
        )
    assert desk.state.waiting == 0


async def test_what_waits_is_half_written_no_longer_wherever_it_is_cut(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    number, groups = desk.state.numbers[0].id, desk.phone.groups
    people = tuple(Address(f"+3361234567{place}") for place in range(2))
    await groups.keep_draft(GroupDraft(number, people, "Soon"))
    when = WallTime((datetime.now(UTC) + timedelta(minutes=5)).replace(tzinfo=None), "UTC")
    scheduling = asyncio.create_task(groups.schedule(desk.phone.later, number, people, "Soon", when))

    def cut(event: Event, state: State) -> None:
        if isinstance(event, ScheduledChanged):
            scheduling.cancel()

    go_on = desk.phone.store.subscribe(cut)
    await asyncio.wait([scheduling])
    go_on()
    assert await groups.load_draft() is None
    assert len(desk.state.scheduled) == 2
