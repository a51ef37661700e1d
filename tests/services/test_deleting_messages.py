"""Messages and threads are deleted and taken back through the real carrier, offline too (MSG-1)."""

from __future__ import annotations

import pytest

from carrier.network.people import UNREACHABLE
from desktop.domain.connection import Carrier
from desktop.domain.found import Search
from desktop.domain.messages import MessageId, MessageStatus, ThreadKey
from desktop.domain.numbers import Address, NumberId
from tests.carrier.running import PASSWORD, Person, RunningCarrier
from tests.services.accounts import let_arrive
from tests.services.conftest import MakeDesk, signed_in
from tests.services.desk import Desk
from tests.services.running import StoppableCarrier

PEER = Address("+33199008301")


async def devices(carrier: RunningCarrier, make_desk: MakeDesk, count: int) -> tuple[Person, list[Desk]]:
    person = carrier.person()
    return person, [await signed_in(carrier, make_desk, person) for _ in range(count)]


def thread_of(person: Person, peer: str = PEER) -> ThreadKey:
    return ThreadKey(NumberId(person.number_ids[0]), Address(peer))


async def texts(desk: Desk, thread: ThreadKey) -> list[str]:
    return [m.text for m in await desk.phone.messages.load_messages(thread, limit=500)]


async def shows(desk: Desk, thread: ThreadKey, *expected: str) -> None:
    async def as_expected() -> bool:
        return await texts(desk, thread) == list(expected)

    await desk.until(as_expected)


async def ids(desk: Desk, thread: ThreadKey) -> list[MessageId]:
    return [m.id for m in await desk.phone.messages.load_messages(thread, limit=500)]


async def listed(desk: Desk) -> list[str]:
    return [thread.key.peer for thread in await desk.phone.messages.load_threads(None)]


def unread(desk: Desk) -> int:
    return sum(each.messages for each in desk.state.unread.values())


async def test_what_is_deleted_here_is_gone_on_all_three_devices_and_comes_back(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, (here, there, third) = await devices(carrier, make_desk, 3)
    thread = thread_of(person)
    let_arrive(carrier, person, PEER, 4)
    all_four = [f"message {n}" for n in range(4)]
    for desk in (here, there, third):
        await shows(desk, thread, *all_four)
    deletion = await here.phone.threads.delete_messages(thread, (await ids(here, thread))[:2])
    assert await texts(here, thread) == all_four[2:]
    for desk in (there, third):
        await shows(desk, thread, *all_four[2:])
        assert unread(desk) == 2
    # What another device can't see, it can't find either, nor does it come back with a new listing.
    assert not (await there.phone.finder.find(Search("message 0"))).messages.messages
    await here.phone.threads.undo(deletion)
    assert await texts(here, thread) == all_four
    for desk in (there, third):
        await shows(desk, thread, *all_four)
        assert unread(desk) == 4
    assert (await there.phone.finder.find(Search("message 0"))).messages.messages


async def test_a_deleted_thread_is_gone_with_its_draft_and_a_new_message_stands_alone(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, (here, there) = await devices(carrier, make_desk, 2)
    thread = thread_of(person)
    let_arrive(carrier, person, PEER, 3)
    for desk in (here, there):
        await shows(desk, thread, "message 0", "message 1", "message 2")
    await here.phone.messages.save_draft(thread, "half a sentence")
    deletion = await here.phone.threads.delete_threads([thread])
    assert await listed(here) == []
    assert await here.phone.messages.load_draft(thread) == ""

    async def gone() -> bool:
        return await listed(there) == []

    await there.until(gone)
    assert unread(there) == unread(here) == 0
    let_arrive(carrier, person, PEER, 1)
    for desk in (here, there):
        await shows(desk, thread, "message 0")
        assert unread(desk) == 1
    await here.phone.threads.undo(deletion)
    for desk in (here, there):
        await shows(desk, thread, "message 0", "message 1", "message 2", "message 0")
    assert await here.phone.messages.load_draft(thread) == "half a sentence"


async def test_a_device_that_signs_in_later_has_what_another_takes_back(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, (here,) = await devices(carrier, make_desk, 1)
    thread = thread_of(person)
    let_arrive(carrier, person, PEER, 2)
    await shows(here, thread, "message 0", "message 1")
    deletion = await here.phone.threads.delete_threads([thread])
    later = await make_desk(carrier.ready.http).open()
    await later.sign_in(person.email, PASSWORD)
    await later.is_up()
    await shows(later, thread)
    await here.phone.threads.undo(deletion)
    await shows(later, thread, "message 0", "message 1")


async def test_a_deletion_survives_the_network_and_the_program(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person, (desk,) = await devices(stoppable.running, make_desk, 1)
    thread = thread_of(person)
    let_arrive(stoppable.running, person, PEER, 3)
    await shows(desk, thread, "message 0", "message 1", "message 2")
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    await desk.phone.threads.delete_messages(thread, (await ids(desk, thread))[:1])
    assert await texts(desk, thread) == ["message 1", "message 2"]
    await desk.again()
    await desk.phone.sessions.resume()
    assert await texts(desk, thread) == ["message 1", "message 2"]
    await stoppable.start()
    desk.phone.sessions.try_now()
    other = await make_desk(stoppable.url).open()
    await other.sign_in(person.email, PASSWORD)
    await shows(other, thread, "message 1", "message 2")


async def test_taken_back_before_it_left_it_never_leaves(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person, (desk, other) = await devices(stoppable.running, make_desk, 2)
    thread = thread_of(person)
    let_arrive(stoppable.running, person, PEER, 2)
    for each in (desk, other):
        await shows(each, thread, "message 0", "message 1")
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    deletion = await desk.phone.threads.delete_threads([thread])
    assert await texts(desk, thread) == []
    await desk.phone.threads.undo(deletion)
    assert await texts(desk, thread) == ["message 0", "message 1"]
    await stoppable.start()
    for each in (desk, other):
        each.phone.sessions.try_now()
        await each.is_up()
    let_arrive(stoppable.running, person, PEER, 1)
    for each in (desk, other):
        await shows(each, thread, "message 0", "message 1", "message 0")


async def test_a_message_that_is_deleted_before_it_left_never_leaves_unless_it_is_taken_back(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person, (desk,) = await devices(stoppable.running, make_desk, 1)
    thread = thread_of(person, stoppable.running.person().numbers[0])
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    # The first may have been under way just now: those behind it wait in its lane.
    for text in ("first", "never", "taken back"):
        await desk.phone.messages.send(thread, text)
    _, never, back = await ids(desk, thread)
    await desk.phone.threads.delete_messages(thread, [never])
    deletion = await desk.phone.threads.delete_messages(thread, [back])
    assert await texts(desk, thread) == ["first"]
    await desk.phone.threads.undo(deletion)
    assert await texts(desk, thread) == ["first", "taken back"]
    await stoppable.start()
    desk.phone.sessions.try_now()

    async def both_arrived() -> bool:
        shown = await desk.phone.messages.load_messages(thread)
        return [(m.text, m.status) for m in shown] == [
            ("first", MessageStatus.DELIVERED),
            ("taken back", MessageStatus.DELIVERED),
        ]

    await desk.until(both_arrived)
    assert desk.state.waiting == 0


async def test_a_failed_message_can_be_deleted_and_taken_back(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, (desk,) = await devices(carrier, make_desk, 1)
    thread = thread_of(person, UNREACHABLE)
    await desk.phone.messages.send(thread, "hello?")

    async def failed() -> bool:
        shown = await desk.phone.messages.load_messages(thread)
        return [m.status for m in shown] == [MessageStatus.FAILED]

    await desk.until(failed)
    deletion = await desk.phone.threads.delete_messages(thread, await ids(desk, thread))
    assert await listed(desk) == []
    await desk.phone.threads.undo(deletion)
    assert await failed()


@pytest.mark.parametrize("answered", [False, True], ids=["while it is under way", "after its answer"])
async def test_undo_after_the_request_has_left(
    carrier: RunningCarrier, make_desk: MakeDesk, answered: bool
) -> None:
    person, (here, there) = await devices(carrier, make_desk, 2)
    thread = thread_of(person)
    let_arrive(carrier, person, PEER, 2)
    for desk in (here, there):
        await shows(desk, thread, "message 0", "message 1")
    deletion = await here.phone.threads.delete_threads([thread])
    if answered:
        await shows(there, thread)
    await here.phone.threads.undo(deletion)
    assert await texts(here, thread) == ["message 0", "message 1"]
    let_arrive(carrier, person, PEER, 1)
    for desk in (here, there):
        await shows(desk, thread, "message 0", "message 1", "message 0")


async def test_more_than_a_request_can_name_is_deleted_and_taken_back_as_one(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, (here, there) = await devices(carrier, make_desk, 2)
    thread = thread_of(person)
    let_arrive(carrier, person, PEER, 130)
    everything = [f"message {n}" for n in range(130)]
    for desk in (here, there):
        await shows(desk, thread, *everything)
    deletion = await here.phone.threads.delete_messages(thread, (await ids(here, thread))[:120])
    assert len(deletion.asked) == 2
    await shows(there, thread, *everything[120:])
    await here.phone.threads.undo(deletion)
    await shows(there, thread, *everything)
