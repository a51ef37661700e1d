"""CALL-7 from the cache, against answers made here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from desktop.domain.calls import EndOfCall, Outcome
from desktop.domain.connection import Carrier
from desktop.domain.history import CallKind, CallQuery
from desktop.domain.numbers import NumberId, Unread
from tests.fakes import HostileServer, raw, says
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.test_following_the_carrier import small_carrier

MINE = NumberId("n")


def call(sequence: int, outcome: str = "answered", **more: Any) -> dict[str, Any]:
    return {
        "id": f"call-{sequence}",
        "number_id": "n",
        "peer": "+33612345678",
        "direction": "incoming",
        "outcome": outcome,
        "started_at": "2026-11-01T12:00:00Z",
        "duration_seconds": 61.5,
        "seen": outcome != "missed",
        "sequence": sequence,
        **more,
    }


@pytest_asyncio.fixture
async def server() -> AsyncIterator[HostileServer]:
    hostile = await HostileServer().start()
    hostile.answers = small_carrier()
    calls = [call(n, "missed" if n % 2 else "answered") for n in range(10, 0, -1)]
    calls.append(call(0, "failed", reason="a new word"))
    hostile.answers["/v1/calls"] = says(200, {"calls": calls, "next": None})
    hostile.answers["/v1/calls/seen"] = raw(b"HTTP/1.1 204 X\r\nconnection: close\r\n\r\n")
    yield hostile
    await hostile.close()


@pytest_asyncio.fixture
async def desk(server: HostileServer, make_desk: MakeDesk) -> Desk:
    opened = await make_desk(server.url).open()
    await opened.phone.sessions.sign_in("a@example.org", "Secret123")
    await opened.until(lambda: opened.state.carrier is Carrier.UP)
    return opened


async def test_the_history_comes_in_pages_newest_first(desk: Desk) -> None:
    history = desk.phone.history
    first = await history.load_calls(CallQuery(MINE), limit=4)
    second = await history.load_calls(CallQuery(MINE), before=first[-1].sequence, limit=4)
    assert [r.sequence for r in first + second] == [10, 9, 8, 7, 6, 5, 4, 3]
    missed = await history.load_calls(CallQuery(kind=CallKind.MISSED))
    assert {r.outcome for r in missed} == {Outcome.MISSED}
    assert (await history.load_calls(CallQuery()))[-1].reason is EndOfCall.TECHNICAL
    assert await history.load_calls(CallQuery(NumberId("other"))) == ()


async def test_missed_calls_are_seen_at_once_and_the_carrier_is_told(
    desk: Desk, server: HostileServer
) -> None:
    assert desk.state.unread == {MINE: Unread(0, 5, 0)}
    await desk.phone.history.mark_calls_seen(None)
    assert desk.state.unread == {}
    await desk.until(lambda: server.asked("/v1/calls/seen"))
    assert server.asked("/v1/calls/seen")[0].json() == {"number_id": "n", "up_to": 9}
