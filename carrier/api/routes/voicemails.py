"""Voicemails."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from carrier.api import schemas
from carrier.api.describing import Before, Limit, problems
from carrier.api.ranges import in_part
from carrier.api.services import Ask, Who
from carrier.api.voicemail_shapes import MOST_VOICEMAILS_NAMED
from carrier.voicemail.encoding import MEDIA_TYPE, to_wav

router = APIRouter(prefix="/v1/voicemails", tags=["voicemails"])

_WAV = "audio/wav"
_SOUND: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "16-bit mono at 16 kHz; WAV for who takes nothing but that",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in (MEDIA_TYPE, _WAV)},
    },
    206: {"description": "The part that was asked for"},
}


@router.get("", responses=problems(401), summary="What callers left, newest first")
def voicemails(
    services: Ask, who: Who, number_id: UUID | None = None, before: Before = None, limit: Limit = 50
) -> schemas.Voicemails:
    return services.voicemails.page(who, number_id=number_id, before=before, limit=limit)


@router.delete(
    "",
    status_code=204,
    responses=problems(401, 404),
    summary="Delete several; again is as good as once",
)
def delete(
    services: Ask,
    who: Who,
    voicemail_id: Annotated[list[UUID], Query(min_length=1, max_length=MOST_VOICEMAILS_NAMED)],
) -> None:
    services.voicemails.delete(who, voicemail_id)


@router.put("/restored", status_code=204, responses=problems(401, 404), summary="Take back what was deleted")
def restore(named: schemas.VoicemailsNamed, services: Ask, who: Who) -> None:
    services.voicemails.restore(who, named.voicemail_ids)


@router.get(
    "/{voicemail_id}/audio",
    response_class=Response,
    responses={**problems(401, 404, 410), **_SOUND},
    summary="The recording",
)
def audio(
    voicemail_id: UUID,
    services: Ask,
    who: Who,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
    range_: Annotated[str, Header(alias="Range", description="One range of bytes, of the FLAC.")] = "",
) -> Response:
    flac = services.voicemails.audio(who, voicemail_id)
    if accept.strip().lower() == _WAV:  # desktops of before read nothing else
        return Response(to_wav(flac), media_type=_WAV)
    return in_part(flac, range_, media_type=MEDIA_TYPE)


@router.put("/{voicemail_id}/heard", status_code=204, responses=problems(401, 404), summary="I heard it")
def mark_heard(voicemail_id: UUID, services: Ask, who: Who) -> None:
    services.voicemails.mark(who, voicemail_id, heard=True)


@router.delete(
    "/{voicemail_id}/heard", status_code=204, responses=problems(401, 404), summary="I want to hear it again"
)
def mark_unheard(voicemail_id: UUID, services: Ask, who: Who) -> None:
    services.voicemails.mark(who, voicemail_id, heard=False)
