"""What a person does with threads: mute, pin, mark as unread, delete."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from carrier.api import schemas
from carrier.api.describing import problems
from carrier.api.services import Ask, Who

router = APIRouter(prefix="/v1", tags=["messages"])


@router.get("/thread-flags", responses=problems(401), summary="Threads that are muted, pinned or marked")
def flags(services: Ask, who: Who) -> schemas.ThreadFlagsList:
    return services.flags.flags(who)


@router.patch("/thread-flags", responses=problems(401, 404), summary="Mute, pin, mark as unread")
def change_flags(wanted: schemas.ThreadFlagsChange, services: Ask, who: Who) -> schemas.ThreadFlags:
    return services.flags.change(who, wanted)


@router.put(
    "/deletions/{deletion_id}",
    status_code=204,
    responses=problems(401, 404),
    summary="Delete messages of a thread; again is as good as once",
)
def delete(deletion_id: UUID, wanted: schemas.DeletionWanted, services: Ask, who: Who) -> None:
    services.deletions.delete(who, deletion_id, wanted)


@router.delete(
    "/deletions/{deletion_id}", status_code=204, responses=problems(401, 404), summary="Take back a deletion"
)
def undo(deletion_id: UUID, services: Ask, who: Who) -> None:
    services.deletions.undo(who, deletion_id)
