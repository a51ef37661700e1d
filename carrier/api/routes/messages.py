"""Threads and messages."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from carrier.api import schemas
from carrier.api.describing import Before, Limit, problems
from carrier.api.routes.sessions import IdempotencyKey
from carrier.api.services import Ask, Who

router = APIRouter(prefix="/v1", tags=["messages"])

Peer = Annotated[str, Path(max_length=32, description="E.164, a short code or a name; empty if hidden.")]


@router.get("/conversations", responses=problems(401), summary="Threads, newest first")
def conversations(
    services: Ask, who: Who, number_id: UUID | None = None, before: Before = None, limit: Limit = 50
) -> schemas.Conversations:
    return services.threads.conversations(who, number_id=number_id, before=before, limit=limit)


@router.put(
    "/conversations/{number_id}/{peer}/read",
    status_code=204,
    responses=problems(401, 404),
    summary="I have read up to here",
)
def mark_read(number_id: UUID, peer: Peer, mark: schemas.ReadMark, services: Ask, who: Who) -> None:
    services.threads.mark_read(who, number_id, peer, up_to=mark.up_to)


@router.put("/conversations/{number_id}//read", status_code=204, include_in_schema=False)
def mark_hidden_read(number_id: UUID, mark: schemas.ReadMark, services: Ask, who: Who) -> None:
    """The thread of hidden callers has an empty peer, which the route above can't match."""
    services.threads.mark_read(who, number_id, "", up_to=mark.up_to)


@router.get("/messages", responses=problems(401), summary="Messages, newest first")
def messages(
    services: Ask,
    who: Who,
    number_id: UUID | None = None,
    peer: Annotated[str | None, Query(max_length=32)] = None,
    before: Before = None,
    limit: Limit = 50,
    with_deleted: bool = False,
) -> schemas.Messages:
    return services.threads.messages(
        who, number_id=number_id, peer=peer, before=before, limit=limit, with_deleted=with_deleted
    )


@router.post(
    "/messages",
    status_code=201,
    responses={
        **problems(401, 402, 403, 404),
        200: {"model": schemas.Message, "description": "Taken before"},
    },
    summary="Send",
)
def send(
    wanted: schemas.SendMessage, services: Ask, who: Who, response: Response, key: IdempotencyKey = None
) -> schemas.Message:
    message, is_new = services.sending.send(who, wanted, key=key)
    response.status_code = 201 if is_new else 200
    return message


@router.get("/messages/{message_id}", responses=problems(401, 404), summary="What became of a message")
def message(message_id: UUID, services: Ask, who: Who) -> schemas.Message:
    return services.threads.message(who, message_id)
