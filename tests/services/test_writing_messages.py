"""MSG-1 and MSG-6 against a real carrier."""

from __future__ import annotations

import pytest

from carrier.network.people import UNREACHABLE
from desktop.domain.calls import Direction
from desktop.domain.errors import Mendable
from desktop.domain.events import MessagesChanged, WaitingChanged
from desktop.domain.found import Found, Search
from desktop.domain.messages import LONGEST_TEXT, MessageFailure, MessageStatus, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.session import SignedIn
from desktop.services.finder import NOTHING
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.running import StoppableCarrier


async def two(carrier: RunningCarrier, make_desk: MakeDesk) -> tuple[Desk, Desk]:
    """Two people's phones, each signed in."""
    desks = []
    for person in (carrier.person(), carrier.person()):
        desk = await make_desk(carrier.ready.http).open()
        await desk.sign_in(person.email, PASSWORD)
        desks.append(desk)
    return desks[0], desks[1]


def number_of(desk: Desk) -> str:
    return desk.state.numbers[0].e164


async def test_a_message_goes_from_waiting_to_delivered_and_arrives_once(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    alice, bob = await two(carrier, make_desk)
    thread = alice.thread(number_of(bob))
    await alice.phone.messages.send(thread, "Salut Bob 👋")

    async def delivered() -> bool:
        return [m.status for m in await alice.messages(thread)] == [MessageStatus.DELIVERED]

    await alice.until(delivered)
    seen = [m.status for event in alice.told(MessagesChanged) for m in event.messages]
    assert seen[0] is MessageStatus.WAITING
    there = bob.thread(number_of(alice))
    await bob.until(lambda: bob.messages(there))
    (message,) = await bob.messages(there)
    assert (message.text, message.direction, message.read) == ("Salut Bob 👋", Direction.INCOMING, False)
    assert any(message.id in event.new for event in bob.told(MessagesChanged))
    assert bob.state.unread[bob.state.numbers[0].id].messages == 1


async def test_reading_is_shown_at_once_and_told_to_the_other_devices(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    alice, bob = await two(carrier, make_desk)
    tablet = await make_desk(carrier.ready.http).open()
    session = bob.session()
    assert isinstance(session, SignedIn)
    await tablet.sign_in(session.account.email, PASSWORD)
    await alice.phone.messages.send(alice.thread(number_of(bob)), "un")
    there = bob.thread(number_of(alice))
    for desk in (bob, tablet):
        await desk.until(lambda d=desk: d.state.unread.get(there.number_id))  # type: ignore[misc]
    await bob.phone.messages.mark_read(there)
    assert not bob.state.unread.get(there.number_id)
    await tablet.until(lambda: not tablet.state.unread.get(there.number_id))
    await bob.again()
    await bob.phone.sessions.resume()
    assert not bob.state.unread.get(there.number_id)


@pytest.mark.parametrize(
    ("peer", "text", "word"),
    [
        ("+33612345678", "", "empty"),
        ("+33612345678", " \n\t ", "empty"),
        ("+33612345678", "\u200b\u200d\u2060\ufeff", "empty"),
        ("+33612345678", "\x00\x07", "empty"),
        ("+33612345678", "x" * (LONGEST_TEXT + 1), "too-long"),
        ("+33612345678", "x" * 1_000_000, "too-long"),
        ("INFO", "hello", "not-a-number"),
        ("", "hello", "not-a-number"),
        ("112", "hello", "emergency"),
        ("*#06#", "hello", "not-a-number"),
        ("+33899123456", "hello", "premium-rate"),
    ],
)
async def test_what_can_not_be_sent_is_said_before_anything_is_kept(
    carrier: RunningCarrier, desk: Desk, peer: str, text: str, word: str
) -> None:
    await desk.sign_in(carrier.person().email, PASSWORD)
    with pytest.raises(Mendable) as caught:
        await desk.phone.messages.send(desk.thread(peer), text)
    assert caught.value.word == word
    assert desk.state.waiting == 0


@pytest.mark.parametrize(
    ("text", "arrives"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("nul\x00 bell\x07", "nul bell"),
        ("lone \ud83d surrogate", "lone \ufffd surrogate"),
        ("e" + "\u0301" * 1000, "e" + "\u0301" * 1000),
        ("<img src=file:///etc/passwd>", "<img src=file:///etc/passwd>"),
        ("👨‍👩‍👧‍👦" * 20, "👨‍👩‍👧‍👦" * 20),
        ("\u202egnp.exe", "\u202egnp.exe"),
        ("x" * LONGEST_TEXT, "x" * LONGEST_TEXT),
    ],
    ids=["line ends", "controls", "surrogate", "marks", "markup", "emoji", "bidi", "longest"],
)
async def test_strange_text_arrives_as_it_can(
    carrier: RunningCarrier, make_desk: MakeDesk, text: str, arrives: str
) -> None:
    alice, bob = await two(carrier, make_desk)
    await alice.phone.messages.send(alice.thread(number_of(bob)), text)
    there = bob.thread(number_of(alice))
    await bob.until(lambda: bob.messages(there))
    assert [m.text for m in await bob.messages(there)] == [arrives]


async def test_a_national_number_and_its_international_form_are_one_thread(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    alice, bob = await two(carrier, make_desk)
    national = "0" + number_of(bob).removeprefix("+33")
    await alice.phone.messages.send(alice.thread(national), "un")
    await alice.phone.messages.send(alice.thread(number_of(bob)), "deux")
    threads = await alice.phone.messages.load_threads(None)
    assert [t.key.peer for t in threads] == [number_of(bob)]


async def test_a_number_without_messages_does_not_send_any(carrier: RunningCarrier, desk: Desk) -> None:
    swedish = "+46701740699"
    await desk.sign_in(carrier.person(numbers=[swedish]).email, PASSWORD)
    with pytest.raises(Mendable, match="cannot-message"):
        await desk.phone.messages.send(desk.thread("+33612345678"), "hej")
    with pytest.raises(Mendable, match="cannot-message"):
        await desk.phone.messages.send(ThreadKey(NumberId("none"), Address("+33612345678")), "hej")


async def test_offline_messages_wait_in_order_and_leave_once_when_the_carrier_is_back(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    alice, bob = await two(stoppable.running, make_desk)
    thread, there = alice.thread(number_of(bob)), bob.thread(number_of(alice))
    await stoppable.stop()
    texts = [f"message {n}" for n in range(20)]
    for text in texts:
        await alice.phone.messages.send(thread, text)
    assert alice.state.waiting == 20
    assert {m.status for m in await alice.messages(thread)} == {MessageStatus.WAITING}
    await alice.again()  # what waits survives a restart, offline
    await alice.phone.sessions.resume()
    assert alice.state.waiting == 20
    assert [t.last_text for t in await alice.phone.messages.load_threads(None)] == ["message 19"]
    await stoppable.start()

    async def all_there() -> bool:
        return len(await bob.messages(there)) >= 20

    await bob.until(all_there, within=20)
    await alice.until(lambda: alice.state.waiting == 0)
    assert [m.text for m in await bob.messages(there)] == texts
    assert alice.told(WaitingChanged)[-1] == WaitingChanged(0)


async def test_a_failed_message_is_sent_again_in_its_place_or_dropped(
    carrier: RunningCarrier, desk: Desk
) -> None:
    await desk.sign_in(carrier.person().email, PASSWORD)
    thread = desk.thread(UNREACHABLE)

    async def failed() -> bool:
        return [m.status for m in await desk.messages(thread)] == [MessageStatus.FAILED]

    await desk.phone.messages.send(thread, "hello?")
    await desk.until(failed)
    (first,) = await desk.messages(thread)
    assert isinstance(first.failure, MessageFailure)
    await desk.phone.messages.retry(first.id)
    await desk.until(failed)
    (second,) = await desk.messages(thread)
    assert (second.id != first.id, second.text) == (True, "hello?")
    assert any(first.id in event.gone for event in desk.told(MessagesChanged))
    await desk.phone.messages.discard(second.id)
    assert await desk.messages(thread) == ()
    assert await desk.phone.messages.load_threads(None) == ()


async def test_drafts_survive_and_go_with_the_message(carrier: RunningCarrier, desk: Desk) -> None:
    await desk.sign_in(carrier.person().email, PASSWORD)
    thread = desk.thread("+33612345678")
    messages = desk.phone.messages
    await messages.save_draft(thread, "Je commence \ud83d")
    await desk.again()
    await desk.phone.sessions.resume()
    messages = desk.phone.messages
    assert await messages.load_draft(thread) == "Je commence \ufffd"
    assert [t.draft for t in await messages.load_threads(thread.number_id)] == ["Je commence \ufffd"]
    await messages.send(thread, "Je finis")
    assert await messages.load_draft(thread) == ""


async def test_the_draft_goes_however_the_number_was_typed(carrier: RunningCarrier, desk: Desk) -> None:
    await desk.sign_in(carrier.person().email, PASSWORD)
    typed = desk.thread("06 12 34 56 78")
    await desk.phone.messages.save_draft(typed, "draft")
    await desk.phone.messages.send(typed, "sent")
    assert [(t.key.peer, t.draft) for t in await desk.phone.messages.load_threads(None)] == [
        ("+33612345678", "")
    ]


async def test_nobody_signed_in_shows_nothing_and_keeps_nothing(desk: Desk) -> None:
    thread = ThreadKey(NumberId("n"), Address("+33612345678"))
    messages = desk.phone.messages
    assert await messages.load_threads(None) == ()
    assert await messages.load_messages(thread) == ()
    assert await messages.load_draft(thread) == ""
    assert await desk.phone.finder.find(Search("a")) == Found((), NOTHING)
    with pytest.raises(Mendable, match="signed-out"):
        await messages.save_draft(thread, "a")
