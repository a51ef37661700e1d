"""What leaves, when the carrier answers late, wrongly, or not at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from desktop.domain.connection import Carrier
from desktop.domain.events import MessagesChanged
from desktop.domain.messages import Message, MessageFailure, MessageStatus
from tests.fakes import Answer, HostileServer, Request, in_turn, problem, raw, says
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.test_following_the_carrier import message, page, small_carrier

THEM = "+33612345678"


class Sent:
    """A carrier's memory of what was sent to it, and a way to answer each time differently."""

    def __init__(self, server: HostileServer) -> None:
        self.server = server
        self.taken: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.answers: list[Answer | None] = []
        """Instead of the right answer, in turn: the message is taken all the same where it is a `Taken`."""
        server.answers["/v1/messages"] = self._messages
        server.answers[""] = self.find

    async def _messages(self, request: Request, writer: asyncio.StreamWriter) -> None:
        if request.method == "GET":
            await page(range(0), following=None)(request, writer)
            return
        body = request.json()
        assert request.headers["idempotency-key"] == body["id"]
        self.asked.append(body["text"])
        instead = self.answers.pop(0) if self.answers else None
        if instead is None or isinstance(instead, Taken):
            self.taken.setdefault(body["id"], self._made(body))
        if isinstance(instead, Taken):
            await instead.then(request, writer)
        elif instead is not None:
            await instead(request, writer)
        else:
            await says(201, self.taken[body["id"]])(request, writer)

    async def find(self, request: Request, writer: asyncio.StreamWriter) -> None:
        message_id = request.path.removeprefix("/v1/messages/")
        known = self.taken.get(message_id)
        answer = problem(404, "not-found") if known is None else says(200, known)
        await answer(request, writer)

    def _made(self, body: dict[str, Any]) -> dict[str, Any]:
        made = message(1000 + len(self.taken))
        return {**made, "id": body["id"], "text": body["text"], "direction": "outgoing", "status": "queued"}


class Taken:
    """The message is taken, but the answer is another one."""

    def __init__(self, then: Answer) -> None:
        self.then = then

    async def __call__(self, request: Request, writer: asyncio.StreamWriter) -> None:
        raise AssertionError("not called itself")


@pytest_asyncio.fixture
async def sent() -> AsyncIterator[Sent]:
    server = await HostileServer().start()
    server.answers = small_carrier()
    yield Sent(server)
    await server.close()


@pytest_asyncio.fixture
async def desk(sent: Sent, make_desk: MakeDesk) -> Desk:
    opened = await make_desk(sent.server.url).open()
    await opened.phone.sessions.sign_in("a@example.org", "Secret123")
    await opened.until(lambda: opened.state.carrier is Carrier.UP)
    return opened


async def shown(desk: Desk) -> list[Message]:
    return list(await desk.messages(desk.thread(THEM)))


LOST = {
    "cut": raw(b""),
    "cut in the middle": raw(
        b"HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"
    ),
    "server error": says(500, b"", kind="text/plain"),
    "gateway": says(504, b"<html>", kind="text/html"),
    "html": says(200, b"<html>", kind="text/html"),
    "another shape": says(201, {"id": 5}),
}


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST.keys())
async def test_a_message_that_arrived_without_an_answer_is_not_sent_again(
    sent: Sent, desk: Desk, lost: Answer
) -> None:
    sent.answers = [Taken(lost)]
    await desk.phone.messages.send(desk.thread(THEM), "once")
    await desk.until(lambda: desk.state.waiting == 0)
    assert sent.asked == ["once"]
    assert [m.status for m in await shown(desk)] == [MessageStatus.QUEUED]


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST.keys())
async def test_a_message_that_never_arrived_is_sent_again(sent: Sent, desk: Desk, lost: Answer) -> None:
    sent.answers = [lost]
    await desk.phone.messages.send(desk.thread(THEM), "twice asked")
    await desk.until(lambda: desk.state.waiting == 0)
    assert sent.asked == ["twice asked", "twice asked"]
    assert len(sent.taken) == 1
    assert len(await shown(desk)) == 1


async def test_asked_to_slow_down_it_waits_and_fails_nothing(sent: Sent, desk: Desk) -> None:
    sent.answers = [problem(429, "too-many-requests")]
    await desk.phone.messages.send(desk.thread(THEM), "patient")
    await desk.until(lambda: desk.state.waiting == 0)
    assert sent.asked == ["patient", "patient"]


async def test_a_refused_message_fails_with_its_reason_and_the_next_one_leaves(
    sent: Sent, desk: Desk
) -> None:
    sent.answers = [problem(422, "no-credit"), problem(403, "a-new-word")]
    for text in ("one", "two", "three"):
        await desk.phone.messages.send(desk.thread(THEM), text)
    await desk.until(lambda: desk.state.waiting == 0)

    states = {m.text: (m.status, m.failure) for m in await shown(desk)}
    assert states == {
        "one": (MessageStatus.FAILED, MessageFailure.NO_CREDIT),
        "two": (MessageStatus.FAILED, MessageFailure.TECHNICAL),
        "three": (MessageStatus.QUEUED, None),
    }


async def test_threads_do_not_wait_for_each_other(sent: Sent, desk: Desk) -> None:
    never = raw(b"HTTP/1.1 201 Created\r\n", stay=True)
    sent.answers = [never]
    await desk.phone.messages.send(desk.thread(THEM), "stuck")
    await desk.until(lambda: sent.asked == ["stuck"])
    await desk.phone.messages.send(desk.thread("+33612345679"), "free")
    await desk.until(lambda: len(sent.taken) == 1 and desk.state.waiting == 1)  # taken first, then answered
    assert sent.asked == ["stuck", "free"]


async def test_an_answer_that_comes_after_the_event_takes_nothing_back(
    sent: Sent, make_desk: MakeDesk
) -> None:
    say: asyncio.Queue[bytes] = asyncio.Queue()
    told = asyncio.Event()

    async def stream(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n: here\n\n"
        )
        while True:
            writer.write(await say.get())

    async def after_the_event(request: Request, writer: asyncio.StreamWriter) -> None:
        taken = sent.taken[request.json()["id"]]
        event = {"type": "message.changed", "message": taken | {"status": "delivered"}}
        say.put_nowait(b"id: 8\nevent: message.changed\ndata: " + json.dumps(event).encode() + b"\n\n")
        await told.wait()
        await says(201, taken)(request, writer)

    sent.server.answers["/v1/events"] = stream
    sent.answers = [Taken(after_the_event)]
    desk = await make_desk(sent.server.url).open()
    await desk.sign_in("a@example.org", "Secret123")
    await desk.phone.messages.send(desk.thread(THEM), "quick")
    await desk.until(lambda: desk.state.waiting == 0)  # the event has settled it
    desk.events.clear()
    told.set()
    await desk.until(lambda: desk.told(MessagesChanged))
    assert [m.status for m in await shown(desk)] == [MessageStatus.DELIVERED]
    assert [m.status for e in desk.told(MessagesChanged) for m in e.messages] == [MessageStatus.DELIVERED]


async def test_a_retry_pressed_twice_sends_once(sent: Sent, desk: Desk) -> None:
    sent.answers = [problem(422, "no-credit")]
    await desk.phone.messages.send(desk.thread(THEM), "again")
    await desk.until(lambda: desk.state.waiting == 0)
    (failed,) = await shown(desk)
    await asyncio.gather(*(desk.phone.messages.retry(failed.id) for _ in range(5)))
    await desk.phone.messages.discard(failed.id)
    await desk.until(lambda: desk.state.waiting == 0)
    assert sent.asked == ["again", "again"]
    assert [m.status for m in await shown(desk)] == [MessageStatus.QUEUED]


async def test_a_refused_question_is_no_refused_message(sent: Sent, desk: Desk) -> None:
    sent.answers = [Taken(raw(b""))]
    sent.server.answers[""] = in_turn(problem(403, "not-now"), sent.find)
    await desk.phone.messages.send(desk.thread(THEM), "once")
    await desk.until(lambda: desk.state.waiting == 0)
    assert sent.asked == ["once"]
    assert [m.status for m in await shown(desk)] == [MessageStatus.QUEUED]


@pytest.mark.logs("refuses intent")
async def test_a_refused_change_gives_way_to_the_truth(sent: Sent, desk: Desk) -> None:
    sent.server.answers["/v1/numbers/n"] = problem(422, "invalid-request")
    await desk.phone.numbers.rename(desk.state.numbers[0].id, "Ours")
    assert desk.state.numbers[0].name == "Ours"
    await desk.until(lambda: desk.state.numbers[0].name == "Mine")


async def test_where_nothing_is_unread_nothing_is_said(sent: Sent, desk: Desk) -> None:
    assert await desk.phone.messages.load_thread(desk.thread(THEM)) is None
    await desk.phone.messages.mark_read(desk.thread(THEM))
    await desk.phone.messages.send(desk.thread(THEM), "after it")
    await desk.until(lambda: desk.state.waiting == 0)
    assert not [r for r in sent.server.requests if r.path.endswith("/read")]
