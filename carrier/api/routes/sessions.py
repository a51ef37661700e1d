"""Signing in and out, and my devices."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import anyio
from fastapi import APIRouter, Header, Request

from carrier.api import schemas
from carrier.api.describing import problems
from carrier.api.services import Ask, Who
from carrier.problems import Refusal

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])

_WAITING_SIGN_INS = 1_000

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Asked again with the same key and body, nothing happens twice.",
    ),
]


@router.post(
    "",
    status_code=201,
    responses=problems(401, 403, 409, 423, 429),
    summary="Sign in",
)
async def sign_in(
    wanted: schemas.SignIn, services: Ask, request: Request, key: IdempotencyKey = None
) -> schemas.SessionStarted:
    # Password hashes are slow on purpose: few at once, on threads of their own, to hold up nobody else.
    limiter: anyio.CapacityLimiter = request.app.state.sign_in_limiter
    if limiter.statistics().tasks_waiting >= _WAITING_SIGN_INS:
        raise Refusal(429, "too-many-requests")
    return await anyio.to_thread.run_sync(
        lambda: services.signing_in.sign_in(wanted, key=key), limiter=limiter
    )


@router.post("/replace", status_code=201, responses=problems(404, 409, 410), summary="Take a device's place")
def replace(
    wanted: schemas.ReplaceDevice, services: Ask, key: IdempotencyKey = None
) -> schemas.SessionStarted:
    return services.signing_in.replace(wanted, key=key)


@router.post("/refresh", status_code=201, responses=problems(401), summary="New tokens for a refresh token")
def refresh(wanted: schemas.Refresh, services: Ask) -> schemas.Tokens:
    return services.staying.refresh(wanted.refresh_token)


@router.get("", responses=problems(401), summary="My devices")
def devices(services: Ask, who: Who) -> schemas.Devices:
    return services.staying.devices(who)


@router.patch("/{device_id}", responses=problems(401, 404), summary="Rename a device")
def rename(device_id: UUID, wanted: schemas.DeviceChange, services: Ask, who: Who) -> schemas.Device:
    return services.staying.rename(who, device_id, wanted.name)


@router.delete("/{device_id}", status_code=204, responses=problems(401, 404), summary="Sign a device out")
def sign_out(device_id: UUID, services: Ask, who: Who) -> None:
    services.staying.sign_out(who, device_id)
