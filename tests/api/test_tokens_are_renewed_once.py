from __future__ import annotations

import asyncio

import pytest

from desktop.api.carrier import CarrierApi
from desktop.domain.errors import Refused, Unanswered
from tests.api.conftest import Kept
from tests.api.test_answers_nobody_can_believe import ME
from tests.fakes import Answer, HostileServer, Request, in_turn, problem, raw, says

NEW = {"access_token": "a1", "access_token_expires_in": 900, "refresh_token": "r1"}


def only_with(token: str, then: Answer) -> Answer:
    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        good = request.headers["authorization"] == f"Bearer {token}"
        await (then if good else problem(401, "access-token-expired"))(request, writer)

    return answer


async def test_many_requests_at_once_renew_the_token_once(
    server: HostileServer, api: CarrierApi, kept: Kept
) -> None:
    server.answers["/v1/me"] = only_with("a1", says(200, ME))
    server.answers["/v1/sessions/refresh"] = says(201, NEW)
    answers = await asyncio.gather(*(api.me() for _ in range(10)))
    assert {a.event_cursor for a in answers} == {7}
    assert [r.json() for r in server.asked("/v1/sessions/refresh")] == [{"refresh_token": "r0"}]
    assert kept == ["r1"]


async def test_a_new_token_is_kept_before_it_is_used(
    server: HostileServer, api: CarrierApi, kept: Kept
) -> None:
    used_when_kept: list[list[str]] = []

    async def me(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.headers["authorization"] == "Bearer a1":
            used_when_kept.append(list(kept))
        await only_with("a1", says(200, ME))(request, writer)

    server.answers["/v1/me"] = me
    server.answers["/v1/sessions/refresh"] = says(201, NEW)
    await api.me()
    assert used_when_kept == [["r1"]]


async def test_a_carrier_that_never_takes_the_new_token_is_not_asked_for_ever(
    server: HostileServer, api: CarrierApi
) -> None:
    server.answers["/v1/me"] = problem(401, "access-token-expired")
    server.answers["/v1/sessions/refresh"] = says(201, NEW)
    with pytest.raises(Refused):
        await api.me()
    assert len(server.asked("/v1/me")) == 2
    assert len(server.asked("/v1/sessions/refresh")) == 1


async def test_a_lost_answer_to_the_renewal_leaves_the_old_token_to_try_again(
    server: HostileServer, api: CarrierApi, kept: Kept
) -> None:
    server.answers["/v1/me"] = only_with("a1", says(200, ME))
    server.answers["/v1/sessions/refresh"] = in_turn(raw(b""), says(201, NEW))
    with pytest.raises(Unanswered):
        await api.me()
    assert (await api.me()).event_cursor == 7
    assert [r.json()["refresh_token"] for r in server.asked("/v1/sessions/refresh")] == ["r0", "r0"]
    assert kept == ["r1"]


async def test_one_who_goes_away_does_not_lose_the_new_token(
    server: HostileServer, api: CarrierApi, kept: Kept
) -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def refresh(request: Request, writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await go_on.wait()
        await says(201, NEW)(request, writer)

    server.answers["/v1/me"] = only_with("a1", says(200, ME))
    server.answers["/v1/sessions/refresh"] = refresh
    asking = asyncio.create_task(api.me())
    await arrived.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    go_on.set()
    assert (await api.me()).event_cursor == 7
    assert kept == ["r1"]


async def test_the_end_of_the_session_is_heard_wherever_it_is_said(
    server: HostileServer, api: CarrierApi, ended: list[str]
) -> None:
    server.answers["/v1/me"] = problem(401, "access-token-expired")
    server.answers["/v1/sessions/refresh"] = problem(401, "session-ended", reason="password_changed")
    with pytest.raises(Refused):
        await api.me()
    assert ended == ["password_changed"]
