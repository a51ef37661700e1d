"""How the contract tells of problems, and the bounds that several routes share."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from carrier.api.problem_answers import MEDIA_TYPE

LARGEST = 2**53 - 1
"""The largest integer that every JSON reader takes."""

_TOLD = {
    401: "`access-token-expired`: refresh and ask again. `session-ended`: signed out, with `reason`. "
    "`invalid-credentials`: at sign-in.",
    402: "`no-credit`: it does not suffice; nothing was taken, nothing sent.",
    403: "Refused: `premium-required`, `not-capable`, `premium-rate`, `number-off` ...",
    404: "`not-found`: it does not exist, or is somebody else's.",
    409: "`device-limit`: the devices, and a ticket to take the place of one. `not-registered`: "
    "no call would come. `already-sent`, `already-cancelled`, `changed-elsewhere`: of what leaves later. "
    "`offset-conflict`: another piece is the next. `file-incomplete`, `file-sent`.",
    410: "`ticket-expired`; for a file `file-expired`",
    413: "`too-large`; for a file `no-room`: the account has as many as it may",
    422: "`invalid-request` or `idempotency-conflict`; for a number `wrong-number`.",
    423: "`account-locked`, with `reset_url`",
    429: "`too-many-requests`, with `Retry-After`",
}

Limit = Annotated[int, Query(ge=1, le=200, description="At most so many.")]
Before = Annotated[
    int | None, Query(ge=0, le=LARGEST, description="Only those before this sequence: `next` of a page.")
]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route."""
    return {
        status: {
            "description": _TOLD[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in sorted({*statuses, 422})
    }
