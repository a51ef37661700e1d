"""Signing in and out again and again, and calls by the hundred, leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
import threading

import psutil
import pytest

from desktop.domain.calls import CallId
from desktop.domain.events import NumbersChanged
from desktop.domain.session import EndOfSession, SignedOut
from desktop.voice import wire
from tests.fakes import HostileServer, Request, problem, says
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.test_calls_on_this_computer import incoming, number
from tests.services.test_following_the_carrier import small_carrier


def held(desk: Desk) -> tuple[int, int, int, int]:
    """Tasks, threads, open files, and listeners."""
    gc.collect()
    files = psutil.Process().num_fds() if hasattr(psutil.Process, "num_fds") else 0
    listeners = len(desk.phone.store._listeners)
    return len(asyncio.all_tasks()), threading.active_count(), files, listeners


async def while_somebody_listens(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
    while not writer.is_closing():
        writer.write(b": here\n\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def sign_in_and_out(make_desk: MakeDesk, times: int) -> None:
    server = await HostileServer().start()
    prices = {"/v1/tariff": problem(404, "not-found")}
    server.answers = small_carrier() | prices | {"": says(204, b""), "/v1/events": while_somebody_listens}
    desk = await make_desk(server.url).open()

    async def once() -> None:
        followed = len(server.asked("/v1/events"))
        await desk.sign_in("a@example.org", "Secret123")
        await desk.until(lambda: len(server.asked("/v1/events")) > followed)
        await desk.phone.sessions.sign_out()
        assert desk.state.session == SignedOut(EndOfSession.BY_USER)

    for _ in range(3):
        await once()
    await desk.until(lambda: not server._tasks)
    before = held(desk)
    for _ in range(times):
        await once()
    await desk.until(lambda: not server._tasks)
    await desk.until(
        lambda: all(now <= then + 3 for now, then in zip(held(desk), before, strict=True)),
        f"no more is held than {before}",
    )
    await desk.close()
    await server.close()


async def test_twenty_sign_ins_leave_nothing(make_desk: MakeDesk) -> None:
    await sign_in_and_out(make_desk, 20)


@pytest.mark.long
async def test_a_thousand_sign_ins_leave_nothing(make_desk: MakeDesk) -> None:
    await sign_in_and_out(make_desk, 1000)


async def test_three_hundred_calls_leave_the_last_one(make_desk: MakeDesk) -> None:
    desk = await make_desk("http://127.0.0.1:9").open()
    desk.phone.store.apply(NumbersChanged((number(),)))
    desk.register()
    for n in range(300):
        desk.engine.tell(incoming(f"in-{n}"))
        await desk.phone.calls.answer(CallId(f"in-{n}"))
        desk.engine.tell(
            wire.Confirmed(f"in-{n}", "s", "G722/16000", True),
            wire.MediaStats(f"in-{n}", 1, 0, 1.0, 1.0, 31.0),
            wire.Ended(f"in-{n}", 200, False, "silence", "OK"),
        )
    assert [call.id for call in desk.state.calls] == ["in-299"]
    assert desk.phone.calls._ends == {}
