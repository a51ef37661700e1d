"""Messages that leave later."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from carrier.api import schemas
from carrier.api.describing import Limit, problems
from carrier.api.routes.sessions import IdempotencyKey
from carrier.api.services import Ask, Who
from carrier.problems import Refusal

router = APIRouter(prefix="/v1/scheduled-messages", tags=["later"])

After = Annotated[UUID | None, Query(description="Only those after this id: `next` of a page.")]


@router.get("", responses=problems(401), summary="What waits, was refused, or left late")
def scheduled_messages(
    services: Ask, who: Who, number_id: UUID | None = None, after: After = None, limit: Limit = 50
) -> schemas.ScheduledMessages:
    return services.scheduling.scheduled(who, number_id=number_id, after=after, limit=limit)


@router.post(
    "",
    status_code=201,
    responses={
        **problems(401, 403, 404),
        200: {"model": schemas.ScheduledMessage, "description": "Taken before; what became of it"},
    },
    summary="Send later",
)
def schedule(
    wanted: schemas.ScheduleMessage, services: Ask, who: Who, response: Response, key: IdempotencyKey = None
) -> schemas.ScheduledMessage:
    """The id is the key; `Idempotency-Key` may say it again."""
    if key is not None and key != str(wanted.id):
        raise Refusal(422, "idempotency-conflict")
    message, is_new = services.scheduling.schedule(who, wanted)
    response.status_code = 201 if is_new else 200
    return message


@router.get("/{message_id}", responses=problems(401, 404), summary="What became of it")
def scheduled_message(message_id: UUID, services: Ask, who: Who) -> schemas.ScheduledMessage:
    return services.scheduling.one(who, message_id)


@router.patch("/{message_id}", responses=problems(401, 404, 409), summary="Another text or time")
def change(
    message_id: UUID, wanted: schemas.ScheduledChange, services: Ask, who: Who
) -> schemas.ScheduledMessage:
    return services.scheduling.change(who, message_id, wanted)


@router.post("/{message_id}/send", responses=problems(401, 403, 404, 409), summary="Send now; once")
def send_now(message_id: UUID, services: Ask, who: Who) -> schemas.ScheduledMessage:
    return services.scheduling.send_now(who, message_id)


@router.delete("/{message_id}", responses=problems(401, 404, 409), summary="Cancel; again is as good as once")
def cancel(message_id: UUID, services: Ask, who: Who) -> schemas.ScheduledMessage:
    return services.scheduling.cancel(who, message_id)
