"""Messages that leave later, through the real carrier: on any device, offline, after a restart (MSG-2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from carrier.account import opening
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.store.tables import ScheduledMessage
from desktop.domain.connection import Carrier
from desktop.domain.errors import Mendable
from desktop.domain.events import ScheduledNotDone
from desktop.domain.later import CancelScheduled, Scheduled, ScheduledState
from desktop.domain.messages import MessageFailure, MessageStatus, ThreadKey
from desktop.domain.wall_time import WallTime, wall_time
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.services.conftest import MakeDesk, signed_in
from tests.services.desk import Desk
from tests.services.running import StoppableCarrier

ZONE = "Asia/Kathmandu"


def at(ahead: timedelta) -> WallTime:
    return wall_time(utc_now() + ahead, ZONE)


def only(desk: Desk) -> Scheduled:
    (scheduled,) = desk.state.scheduled
    return scheduled


async def answered(desk: Desk) -> Scheduled:
    """What waits, once the carrier has it."""
    await desk.until(lambda: desk.state.scheduled and not desk.state.scheduled[0].unanswered)
    return only(desk)


async def test_what_waits_is_seen_changed_and_cancelled_on_every_device(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, them = carrier.person(), carrier.number()
    here, there = [await make_desk(carrier.ready.http).open() for _ in range(2)]
    for desk in (here, there):
        await desk.sign_in(person.email, PASSWORD)
    thread = here.thread(them)
    await here.phone.messages.save_draft(thread, "happy birthday")
    when = at(timedelta(days=2))
    message_id = await here.phone.later.schedule(thread, "happy birthday", when)
    assert only(here).id == message_id
    assert await here.phone.messages.load_draft(thread) == ""
    waiting = await answered(there)
    assert (waiting.thread, waiting.text, waiting.when) == (thread, "happy birthday", when)
    assert waiting.due_at == when.instant()
    later = at(timedelta(days=3))
    await there.phone.later.change(message_id, text="happy birthday!", when=later)
    await here.until(lambda: only(here).text == "happy birthday!")
    assert only(here).when == later
    await here.phone.later.cancel(message_id)
    assert here.state.scheduled == ()
    await there.until(lambda: there.state.scheduled == ())
    assert await here.messages(thread) == ()


async def test_where_only_it_waits_the_conversation_stands_in_the_list_of_every_device(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, them = carrier.person(), carrier.number()
    here, there = [await signed_in(carrier, make_desk, person) for _ in range(2)]

    async def listed(desk: Desk) -> list[tuple[ThreadKey, bool]]:
        return [(each.key, each.only_waits) for each in await desk.phone.messages.load_threads(None)]

    thread = here.thread(them)
    message_id = await here.phone.later.schedule(thread, "good morning", at(timedelta(days=1)))
    assert await listed(here) == [(thread, True)]
    await answered(there)
    assert await listed(there) == [(thread, True)]
    again = await signed_in(carrier, make_desk, person)
    await answered(again)
    assert await listed(again) == [(thread, True)]
    await here.phone.messages.save_draft(thread, "and more")
    assert await listed(here) == [(thread, False)]
    await here.phone.messages.save_draft(thread, "")
    assert await listed(here) == [(thread, True)]
    await here.phone.later.cancel(message_id)
    assert await listed(here) == []
    await there.until(lambda: there.state.scheduled == ())
    assert await listed(there) == []


async def test_once_it_has_left_it_is_a_conversation_as_any_other(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread(carrier.number())
    message_id = await desk.phone.later.schedule(thread, "good morning", at(timedelta(days=1)))
    await answered(desk)
    await desk.phone.later.send_now(message_id)

    async def said() -> bool:
        (each,) = await desk.phone.messages.load_threads(None)
        return each.last_text == "good morning" and not each.only_waits

    await desk.until(said)


async def test_it_leaves_with_the_desktop_closed_and_stands_in_the_thread_afterwards(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, other = carrier.person(), carrier.person()
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
    thread = desk.thread(other.numbers[0])
    message_id = await desk.phone.later.schedule(thread, "while you sleep", at(timedelta(hours=1)))
    await answered(desk)
    await desk.close()
    reader = carrier.sign_in(other)
    with carrier.carrier.database.write() as session:  # an hour passes
        session.get_one(ScheduledMessage, (person.account_id, message_id)).due_at = utc_now()
    carrier.carrier._signals.ring_all()
    await desk.until(lambda: reader.get("/v1/messages")["messages"])
    await desk.again()
    await desk.phone.sessions.resume()
    await desk.until(lambda: desk.state.scheduled == ())
    (sent,) = await desk.messages(thread)
    assert (sent.id, sent.text) == (message_id, "while you sleep")


async def test_written_changed_and_cancelled_without_a_network_the_carrier_hears_the_outcome(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person, them = stoppable.running.person(), stoppable.running.number()
    desk = await make_desk(stoppable.url).open()
    await desk.sign_in(person.email, PASSWORD)
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    thread = desk.thread(them)
    ids = [await desk.phone.later.schedule(thread, text, at(timedelta(hours=5))) for text in "abc"]
    await desk.phone.later.change(ids[0], text="A")
    when = at(timedelta(hours=7))
    await desk.phone.later.change(ids[0], when=when)
    await desk.phone.later.cancel(ids[1])
    await desk.phone.later.send_now(ids[2])
    await desk.again()
    await desk.phone.sessions.resume()
    assert [(s.id, s.text, s.unanswered) for s in desk.state.scheduled] == [(ids[0], "A", True)]
    (waiting,) = await desk.messages(thread)
    assert (waiting.id, waiting.status) == (ids[2], MessageStatus.WAITING)
    await stoppable.start()
    desk.phone.sessions.try_now()
    kept = await answered(desk)
    assert (kept.id, kept.text, kept.when) == (ids[0], "A", when)
    device = stoppable.running.sign_in(person, name="Phone")
    await desk.until(lambda: [m["id"] for m in device.get("/v1/messages")["messages"]] == [ids[2]])
    assert [each["id"] for each in device.get("/v1/scheduled-messages")["scheduled"]] == [ids[0]]


async def test_sent_now_it_is_an_ordinary_message(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    person, other = carrier.person(), carrier.person()
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
    thread = desk.thread(other.numbers[0])
    message_id = await desk.phone.later.schedule(thread, "now then", at(timedelta(hours=1)))
    await answered(desk)
    await desk.phone.later.send_now(message_id)
    with pytest.raises(Mendable, match="already-sent"):
        await desk.phone.later.cancel(message_id)
    await desk.until(lambda: desk.state.scheduled == ())

    async def delivered() -> bool:
        shown = await desk.messages(thread)
        return [m.status for m in shown] == [MessageStatus.DELIVERED]

    await desk.until(delivered)
    assert len(carrier.sign_in(other).get("/v1/messages")["messages"]) == 1


async def test_what_was_asked_too_late_is_told(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    person, other = carrier.person(), carrier.person()
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
    message_id = await desk.phone.later.schedule(
        desk.thread(other.numbers[0]), "just now", at(timedelta(hours=1))
    )
    await answered(desk)
    elsewhere = carrier.sign_in(person, name="Phone")
    with carrier.carrier.database.write():  # nobody hears of anything while this lasts
        await desk.phone.later.cancel(message_id)
    # Whichever comes first: cancelled there, or sent there and told here.
    answer = elsewhere.ask("POST", f"/v1/scheduled-messages/{message_id}/send")
    await desk.until(lambda: desk.state.scheduled == ())
    if answer.status_code == 200:
        (told,) = await desk.until(lambda: desk.told(ScheduledNotDone))
        assert (told.act, told.word) == (CancelScheduled(message_id), "already-sent")
    else:
        assert answer.json()["type"].endswith("already-cancelled")


async def test_a_text_that_comes_too_late_is_a_draft(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person, other = stoppable.running.person(), stoppable.running.person()
    desk = await make_desk(stoppable.url).open()
    await desk.sign_in(person.email, PASSWORD)
    thread = desk.thread(other.numbers[0])
    message_id = await desk.phone.later.schedule(thread, "as it was", at(timedelta(hours=1)))
    await answered(desk)
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    await desk.phone.later.change(message_id, text="better")
    await desk.close()
    await stoppable.start()
    elsewhere = stoppable.running.sign_in(person, name="Phone")
    assert elsewhere.ask("POST", f"/v1/scheduled-messages/{message_id}/send").status_code == 200
    await desk.again()
    await desk.phone.sessions.resume()
    (told,) = await desk.until(lambda: desk.told(ScheduledNotDone))
    assert told.word == "already-sent"
    assert await desk.phone.messages.load_draft(thread) == "better"
    await desk.until(lambda: desk.state.scheduled == ())
    assert [m.text for m in await desk.messages(thread)] == ["as it was"]


async def test_what_could_not_be_sent_stays_with_its_reason_until_it_is_read(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, them = carrier.person(), carrier.number()
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
    message_id = await desk.phone.later.schedule(desk.thread(them), "hello", at(timedelta()))
    # It is due this very minute: the number goes off before the carrier hears of it, or it has left.
    await desk.until(lambda: desk.state.scheduled == ())
    with carrier.carrier.database.write() as session:
        opening.set_number_status(session, person.numbers[0], schemas.NumberStatus.off, utc_now())
    message_id = await desk.phone.later.schedule(desk.thread(them), "hello again", at(timedelta()))
    await desk.until(lambda: desk.state.scheduled and only(desk).state is ScheduledState.REFUSED)
    assert (only(desk).reason, only(desk).text) == (MessageFailure.NUMBER_OFF, "hello again")
    await desk.phone.later.change(message_id, when=at(timedelta(hours=1)))
    await desk.until(lambda: only(desk).state is ScheduledState.WAITING and not only(desk).unanswered)
    await desk.phone.later.send_now(message_id)
    (told,) = await desk.until(lambda: desk.told(ScheduledNotDone))
    assert told.word == "number-off"
    assert only(desk).state is ScheduledState.WAITING
    await desk.phone.later.cancel(message_id)
    assert desk.state.scheduled == ()


async def test_one_that_the_carrier_does_not_take_keeps_its_text(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person, them = stoppable.running.person(), stoppable.running.number()
    desk = await make_desk(stoppable.url).open()
    await desk.sign_in(person.email, PASSWORD)
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    message_id = await desk.phone.later.schedule(desk.thread(them), "keep me", at(timedelta(hours=1)))
    await stoppable.start()
    with stoppable.running.carrier.database.write() as session:
        opening.set_number_status(session, person.numbers[0], schemas.NumberStatus.expired, utc_now())
    desk.phone.sessions.try_now()
    await desk.until(lambda: only(desk).state is not ScheduledState.WAITING or not only(desk).unanswered)
    if only(desk).state is ScheduledState.REFUSED:
        assert (only(desk).text, only(desk).reason) == ("keep me", MessageFailure.NUMBER_EXPIRED)
        with stoppable.running.carrier.database.write() as session:
            opening.set_number_status(session, person.numbers[0], schemas.NumberStatus.active, utc_now())
        await desk.phone.later.change(message_id, when=at(timedelta(hours=2)))
    assert (await answered(desk)).text == "keep me"


@pytest.mark.parametrize(
    ("ahead", "word"), [(timedelta(minutes=-5), "past"), (timedelta(days=370), "too-far-ahead")]
)
async def test_a_time_that_can_not_be_is_said_at_once(
    carrier: RunningCarrier, make_desk: MakeDesk, ahead: timedelta, word: str
) -> None:
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(carrier.person().email, PASSWORD)
    with pytest.raises(Mendable, match=word):
        await desk.phone.later.schedule(desk.thread(carrier.number()), "never", at(ahead))
    assert desk.state.scheduled == ()
