"""What a link in an SMS leads to, in any browser. Who has the link has the file; nobody signs in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Request
from starlette.responses import Response, StreamingResponse

from carrier.api.link_page import HEADERS, file_page, language_of, no_file_page
from carrier.api.services import Ask
from carrier.files.links import Ended, Linked, TooManyGuesses
from carrier.files.names import disposition

router = APIRouter(include_in_schema=False)

Token = Annotated[str, Path(max_length=64)]
Language = Annotated[str, Header()]


@router.get("/f/{token}")
def page(token: Token, services: Ask, request: Request, accept_language: Language = "") -> Response:
    language = language_of(accept_language)
    found = _find(services, request, token, language)
    if not isinstance(found, Linked):
        return found
    return file_page(
        name=found.name,
        size=found.size,
        expires_at=found.expires_at,
        download=f"/f/{token}/download",
        language=language,
    )


@router.get("/f/{token}/download")
def download(token: Token, services: Ask, request: Request, accept_language: Language = "") -> Response:
    found = _find(services, request, token, language_of(accept_language))
    if not isinstance(found, Linked):
        return found
    headers = HEADERS | {
        "Content-Length": str(found.size),
        "Content-Disposition": disposition(found.name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return StreamingResponse(
        services.links.content(found), media_type="application/octet-stream", headers=headers
    )


def _find(services: Ask, request: Request, token: str, language: str) -> Linked | Response:
    try:
        found = services.links.find(token, address=request.client.host if request.client else "")
    except TooManyGuesses:
        answer = no_file_page("many", status=429, language=language)
        answer.headers["Retry-After"] = "60"
        return answer
    match found:
        case None:
            return no_file_page("none", status=404, language=language)
        case Ended():
            return no_file_page("ended", status=410, language=language)
        case _:
            return found
