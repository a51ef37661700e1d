"""Threads are muted, pinned and marked as unread, on all devices and offline (MSG-1)."""

from __future__ import annotations

from desktop.domain.connection import Carrier
from desktop.domain.events import MessagesChanged, MutedChanged
from desktop.domain.messages import Thread, ThreadKey
from desktop.domain.numbers import Address
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.services.accounts import let_arrive
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.running import StoppableCarrier
from tests.services.test_deleting_messages import PEER, devices, listed, shows, thread_of, unread


async def row(desk: Desk, thread: ThreadKey) -> Thread:
    found = await desk.phone.messages.load_thread(thread)
    assert found is not None
    return found


async def counts(desk: Desk, expected: int) -> None:
    await desk.until(lambda: unread(desk) == expected)


async def is_away(desk: Desk) -> None:
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)


async def test_a_muted_thread_is_counted_by_no_badge_on_any_device_and_said_before_its_messages(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, (here, there) = await devices(carrier, make_desk, 2)
    thread = thread_of(person)
    let_arrive(carrier, person, PEER, 1)
    for desk in (here, there):
        await counts(desk, 1)
    await here.phone.threads.mute([thread], True)
    assert here.state.muted == {thread}
    assert unread(here) == 0
    await there.until(lambda: there.state.muted == {thread} and unread(there) == 0)
    let_arrive(carrier, person, PEER, 1)
    await shows(there, thread, "message 0", "message 0")
    assert (await row(there, thread)).unread == 2
    assert unread(there) == 0
    told = [event for event in there.events if isinstance(event, MutedChanged | MessagesChanged)]
    assert isinstance(told[-1], MessagesChanged)
    await there.phone.threads.mute([thread], False)
    await here.until(lambda: not here.state.muted and unread(here) == 2)


async def test_whoever_is_muted_stays_so_when_the_thread_is_deleted_and_the_device_is_new(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, (here,) = await devices(carrier, make_desk, 1)
    thread = thread_of(person)
    let_arrive(carrier, person, PEER, 1)
    await shows(here, thread, "message 0")
    await here.phone.threads.mute([thread], True)
    await here.phone.threads.delete_threads([thread])
    later = await make_desk(carrier.ready.http).open()
    await later.sign_in(person.email, PASSWORD)
    await later.until(lambda: later.state.muted == {thread})
    let_arrive(carrier, person, PEER, 1)
    for desk in (here, later):
        await shows(desk, thread, "message 0")
        assert unread(desk) == 0


async def test_pinned_threads_stand_first_page_by_page(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    person, (here, there) = await devices(carrier, make_desk, 2)
    peers = [f"+3319900840{n}" for n in range(5)]
    for peer in peers:
        let_arrive(carrier, person, peer, 1)
    for desk in (here, there):
        await shows(desk, thread_of(person, peers[-1]), "message 0")
    await here.phone.threads.pin([thread_of(person, peers[0]), thread_of(person, peers[2])], True)
    expected = [peers[2], peers[0], peers[4], peers[3], peers[1]]
    assert await listed(here) == expected

    async def followed() -> bool:
        return await listed(there) == expected

    await there.until(followed)
    pages: list[str] = []
    place = None
    while page := await here.phone.messages.load_threads(None, before=place, limit=1):
        pages += [thread.key.peer for thread in page]
        place = page[-1].place
    assert pages == expected


async def test_a_thread_that_is_marked_counts_until_it_is_read_anywhere(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, (here, there) = await devices(carrier, make_desk, 2)
    thread = thread_of(person)
    let_arrive(carrier, person, PEER, 2)
    for desk in (here, there):
        await counts(desk, 2)
    await here.phone.messages.mark_read(thread)
    await here.phone.threads.mark_unread([thread])
    assert (await row(here, thread)).marked_unread
    await there.until(lambda: unread(there) == 1)
    await there.phone.messages.mark_read(thread)
    assert unread(there) == 0
    await here.until(lambda: unread(here) == 0)
    assert not (await row(here, thread)).marked_unread


async def test_what_is_wanted_offline_holds_here_and_is_told_later(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person, (desk,) = await devices(stoppable.running, make_desk, 1)
    thread = thread_of(person)
    let_arrive(stoppable.running, person, PEER, 1)
    await shows(desk, thread, "message 0")
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    await desk.phone.threads.mute([thread], True)
    await desk.phone.threads.pin([thread], True)
    await desk.phone.messages.mark_read(thread)
    await desk.phone.threads.mark_unread([thread])
    await desk.again()
    await desk.phone.sessions.resume()
    assert desk.state.muted == {thread}
    there = await row(desk, thread)
    assert (there.muted, there.pinned, there.marked_unread, there.unread) == (True, True, True, 0)
    await stoppable.start()
    desk.phone.sessions.try_now()
    other = await make_desk(stoppable.url).open()
    await other.sign_in(person.email, PASSWORD)

    async def same() -> bool:
        found = await other.phone.messages.load_thread(thread)
        return found is not None and (found.muted, found.pinned, found.marked_unread) == (True, True, True)

    await other.until(same)


async def test_what_two_devices_want_at_once_ends_alike(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    """Each word reaches the carrier; the one that came last counts for both."""
    person, (here, there) = await devices(stoppable.running, make_desk, 2)
    thread = thread_of(person)
    let_arrive(stoppable.running, person, PEER, 1)
    for desk in (here, there):
        await shows(desk, thread, "message 0")
    await here.phone.threads.pin([thread], True)

    async def pinned_there() -> bool:
        return (await row(there, thread)).pinned

    await there.until(pinned_there)
    await stoppable.stop()
    for desk in (here, there):
        await is_away(desk)
    await here.phone.threads.pin([thread], False)
    await there.phone.threads.mute([thread], True)
    await stoppable.start()
    for desk in (here, there):
        desk.phone.sessions.try_now()

    async def alike() -> bool:
        both = [await row(desk, thread) for desk in (here, there)]
        return all((each.pinned, each.muted) == (False, True) for each in both)

    await here.until(alike)


async def test_the_thread_of_hidden_callers_can_be_muted_and_deleted(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, (here, there) = await devices(carrier, make_desk, 2)
    thread = thread_of(person, Address(""))
    let_arrive(carrier, person, "", 1)
    for desk in (here, there):
        await shows(desk, thread, "message 0")
    await here.phone.threads.mute([thread], True)
    await here.phone.threads.delete_threads([thread])
    await there.until(lambda: there.state.muted == {thread})
    await shows(there, thread)
