"""Every refusal leaves as application/problem+json (RFC 9457), the framework's own too."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from carrier.api.schemas import Problem
from carrier.problems import TITLES, Refusal

MEDIA_TYPE = "application/problem+json"
_FRAMEWORK_WORDS = {
    400: "malformed-body",
    404: "not-found",
    405: "method-not-allowed",
    415: "unsupported-media-type",
}


def problem_response(
    refusal: Refusal, *, close: bool = False, headers: dict[str, str] | None = None
) -> Response:
    problem = Problem(
        type=f"/problems/{refusal.word}",
        title=TITLES[refusal.word],
        status=refusal.status,
        detail=refusal.detail,
        **refusal.members,
    )
    all_headers = dict(headers or {})
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        all_headers["WWW-Authenticate"] = "Bearer"
    if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
        all_headers["Retry-After"] = "2"
    if close:  # the rest of the body is not read: this connection can't be used again
        all_headers["Connection"] = "close"
    return Response(
        problem.model_dump_json(exclude_none=True), refusal.status, all_headers, media_type=MEDIA_TYPE
    )


def install_problem_answers(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    def refused(_: Request, refusal: Refusal) -> Response:
        return problem_response(refusal)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> Response:
        # The input itself is left out: it may hold a password or a message.
        errors = [
            {"field": ".".join(str(part) for part in each["loc"])[:200], "problem": str(each["type"])}
            for each in error.errors()[:20]
        ]
        return problem_response(Refusal(422, "invalid-request", errors=errors))

    @app.exception_handler(HTTPException)
    def framework(_: Request, error: HTTPException) -> Response:
        word = _FRAMEWORK_WORDS.get(error.status_code, "invalid-request")
        return problem_response(Refusal(error.status_code, word), headers=dict(error.headers or {}))
