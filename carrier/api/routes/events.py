"""The stream of events."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header
from starlette.responses import StreamingResponse

from carrier.api.describing import problems
from carrier.api.services import Ask, Who
from carrier.api.stream import read_cursor

router = APIRouter(prefix="/v1", tags=["events"])

_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events. `id` is the cursor, `event` the type, `data` an `Event` as JSON. "
        "A comment comes at least every 15 seconds. `session.ended` is the last event of a stream.",
        "content": {"text/event-stream": {"schema": {"$ref": "#/components/schemas/Event"}}},
    }
}


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={**problems(401, 429), **_STREAM},
    summary="Everything that changes, after the cursor",
)
async def events(
    services: Ask,
    who: Who,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", max_length=64)] = None,
) -> StreamingResponse:
    stream = await services.streams.read(who, read_cursor(last_event_id))
    return StreamingResponse(
        stream,
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )
