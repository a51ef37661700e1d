"""Blocked numbers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from carrier.api import schemas
from carrier.api.describing import problems
from carrier.api.services import Ask, Who

router = APIRouter(prefix="/v1", tags=["blocking"])

Blocked = Annotated[
    str, Path(min_length=1, max_length=32, description="E.164, a short code or a sender's name.")
]


@router.get("/blocked-numbers", responses=problems(401), summary="Whom I have blocked, newest first")
def blocked_numbers(services: Ask, who: Who) -> schemas.BlockedNumbers:
    return services.blocking.blocked(who)


@router.put("/blocked-numbers/{address}", responses=problems(401), summary="Block; again is as good as once")
def block(address: Blocked, services: Ask, who: Who) -> schemas.BlockedNumber:
    return services.blocking.block(who, address)


@router.delete("/blocked-numbers/{address}", status_code=204, responses=problems(401, 404), summary="Unblock")
def unblock(address: Blocked, services: Ask, who: Who) -> None:
    services.blocking.unblock(who, address)
