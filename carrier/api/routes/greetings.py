"""What callers of a number hear before the tone."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime
from starlette.concurrency import run_in_threadpool

from carrier.api import greeting_shapes as shapes
from carrier.api.describing import problems
from carrier.api.services import Ask, Who
from carrier.problems import Refusal
from carrier.voicemail.asking import LARGEST
from carrier.voicemail.encoding import MEDIA_TYPE

router = APIRouter(prefix="/v1/numbers/{number_id}/greetings", tags=["voicemail"])

_FLAC: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "16-bit mono, 16,000 samples a second",
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}
_FILE = {
    "requestBody": {
        "description": f"WAV, MP3, FLAC, OGG or M4A; a minute and {LARGEST} bytes at most",
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_REFUSED: dict[int | str, dict[str, Any]] = {
    422: problems(422)[422]
    | {
        "description": "`sound-unreadable`, `sound-too-long`, `sound-silent`, `wrong-dates`, or "
        "`invalid-request`"
    }
}
_WRONG_DATES: dict[int | str, dict[str, Any]] = {
    422: problems(422)[422] | {"description": "`wrong-dates` or `invalid-request`"}
}


@router.get("", responses=problems(401, 404), summary="What callers of a number hear")
def greetings(number_id: UUID, services: Ask, who: Who) -> shapes.Greetings:
    return services.greetings.of(who, number_id)


@router.put(
    "/{kind}",
    responses={**problems(401, 403, 404, 413, 429), **_REFUSED},
    openapi_extra=_FILE,
    summary="Have callers hear this; for an absence between `from` and `until`",
)
async def put(
    number_id: UUID,
    kind: shapes.GreetingKind,
    services: Ask,
    who: Who,
    request: Request,
    begin: Annotated[AwareDatetime | None, Query(alias="from", description="For `away` alone.")] = None,
    until: Annotated[AwareDatetime | None, Query(description="For `away` alone.")] = None,
) -> shapes.Greetings:
    dates = None
    if kind is shapes.GreetingKind.away:
        if begin is None or until is None:
            raise Refusal(422, "wrong-dates", "`from` and `until` are needed")
        dates = shapes.AwayDates(from_=begin, until=until)
    body = await request.body()
    return await run_in_threadpool(services.greetings.put, who, number_id, kind, body, dates)


@router.put(
    "/away/dates", responses={**problems(401, 404), **_WRONG_DATES}, summary="Be away between other dates"
)
def set_dates(number_id: UUID, wanted: shapes.AwayDates, services: Ask, who: Who) -> shapes.Greetings:
    return services.greetings.set_dates(who, number_id, wanted)


@router.delete(
    "/{kind}", status_code=204, responses=problems(401, 404), summary="No longer have callers hear this"
)
def delete(number_id: UUID, kind: shapes.GreetingKind, services: Ask, who: Who) -> None:
    services.greetings.delete(who, number_id, kind)


@router.get(
    "/{which}/audio",
    response_class=Response,
    responses={**problems(401, 404, 410), **_FLAC},
    summary="A greeting, as callers hear it",
)
def audio(number_id: UUID, which: shapes.Spoken, services: Ask, who: Who) -> Response:
    return Response(services.greetings.audio(who, number_id, which), media_type=MEDIA_TYPE)
