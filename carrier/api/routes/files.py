"""Files: uploaded in pieces to be sent as a link; fetched by the devices of whoever they belong to."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Header, Response
from starlette.responses import StreamingResponse

from carrier.api import schemas
from carrier.api.describing import LARGEST, problems
from carrier.api.gate import PIECE_TYPE
from carrier.api.services import Ask, Who
from carrier.files.names import disposition

router = APIRouter(prefix="/v1", tags=["files"])

_BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "As it is, to be saved or decoded with care",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post(
    "/files",
    status_code=201,
    responses={
        **problems(401, 403, 404, 413),
        200: {"model": schemas.Upload, "description": "Begun before: `offset` says how far it came"},
    },
    summary="Begin to upload a file",
)
def begin(wanted: schemas.NewFile, services: Ask, who: Who, response: Response) -> schemas.Upload:
    upload, is_new = services.uploads.begin(who, wanted)
    response.status_code = 201 if is_new else 200
    return upload


@router.get("/files/{file_id}", responses=problems(401, 404), summary="How far an upload came")
def look(file_id: UUID, services: Ask, who: Who) -> schemas.Upload:
    return services.uploads.look(who, file_id)


@router.head("/files/{file_id}", responses=problems(401, 404), summary="The same, in headers")
def look_only(file_id: UUID, services: Ask, who: Who) -> Response:
    upload = services.uploads.look(who, file_id)
    return Response(headers={"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size)})


@router.patch(
    "/files/{file_id}",
    responses=problems(401, 404, 409, 410, 413),
    summary=f"The next piece, {schemas.LARGEST_PIECE} bytes at most",
)
def append(
    file_id: UUID,
    piece: Annotated[bytes, Body(media_type=PIECE_TYPE)],
    upload_offset: Annotated[int, Header(ge=0, le=LARGEST)],
    services: Ask,
    who: Who,
) -> schemas.Upload:
    return services.uploads.append(who, file_id, upload_offset, piece)


@router.delete(
    "/files/{file_id}",
    status_code=204,
    responses=problems(401, 404),
    summary="Give up an upload, or end the link of one that was sent",
)
def revoke(file_id: UUID, services: Ask, who: Who) -> None:
    services.uploads.revoke(who, file_id)


@router.get(
    "/files/{file_id}/content",
    response_class=Response,
    responses={**problems(401, 404, 410), **_BYTES},
    summary="The content of a file of a message",
)
def content(file_id: UUID, services: Ask, who: Who) -> Response:
    found = services.contents.open(who, file_id)
    return StreamingResponse(
        found.pieces,
        media_type="application/octet-stream",
        headers={"Content-Length": str(found.size), "Content-Disposition": disposition(found.name)},
    )
