"""Where an SMS provider tells what came in and what became of ours. Not in the contract of devices."""

from __future__ import annotations

from fastapi import APIRouter, Header, Request, Response
from starlette.concurrency import run_in_threadpool

from carrier.api.services import Ask

router = APIRouter(include_in_schema=False)


@router.post("/sms/callbacks", status_code=204)
async def callback(
    request: Request,
    services: Ask,
    fiveline_timestamp: str = Header(default="", max_length=32),
    fiveline_signature: str = Header(default="", max_length=128),
) -> Response:
    await run_in_threadpool(
        services.callbacks.take,
        await request.body(),
        timestamp=fiveline_timestamp,
        signature=fiveline_signature,
    )
    return Response(status_code=204)
