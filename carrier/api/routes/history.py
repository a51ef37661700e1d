"""Calls."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from carrier.api import schemas
from carrier.api.describing import Before, Limit, problems
from carrier.api.services import Ask, Who

router = APIRouter(prefix="/v1", tags=["history"])


@router.get("/calls", responses=problems(401), summary="History, newest first")
def calls(
    services: Ask, who: Who, number_id: UUID | None = None, before: Before = None, limit: Limit = 50
) -> schemas.Calls:
    return services.history.calls(who, number_id=number_id, before=before, limit=limit)


@router.get("/active-calls", responses=problems(401), summary="Answered calls that go on, on any device")
def active_calls(services: Ask, who: Who) -> schemas.ActiveCalls:
    return services.history.active(who)


@router.get(
    "/calls/{call_id}/report", responses=problems(401, 404), summary="What became of a call on each device"
)
def report(call_id: UUID, services: Ask, who: Who) -> schemas.CallReport:
    return services.history.report(who, call_id)


@router.put("/calls/seen", status_code=204, responses=problems(401, 404), summary="I have seen up to here")
def mark_calls_seen(mark: schemas.CallsSeenMark, services: Ask, who: Who) -> None:
    services.history.mark_calls_seen(who, mark.number_id, up_to=mark.up_to)


@router.delete(
    "/calls",
    status_code=204,
    responses=problems(401, 404),
    summary="Delete several; again is as good as once",
)
def delete_calls(
    services: Ask,
    who: Who,
    call_id: Annotated[list[UUID], Query(min_length=1, max_length=schemas.MOST_CALLS_NAMED)],
) -> None:
    services.history.delete_calls(who, call_id)


@router.put(
    "/calls/restored", status_code=204, responses=problems(401, 404), summary="Take back what was deleted"
)
def restore_calls(named: schemas.CallsNamed, services: Ask, who: Who) -> None:
    services.history.restore_calls(who, named.call_ids)
