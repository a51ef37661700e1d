"""The HTTP application: routes, gate and contract. It is made without services for the contract alone."""

from __future__ import annotations

import os
from typing import Any

import anyio
from fastapi import FastAPI
from pydantic import TypeAdapter

from carrier.api import schemas
from carrier.api.gate import Gate
from carrier.api.problem_answers import install_problem_answers
from carrier.api.routes import (
    account,
    blocking,
    events,
    files,
    greetings,
    history,
    later,
    links,
    messages,
    money,
    pages,
    provider,
    sessions,
    threads,
    voicemails,
)
from carrier.api.services import Services

_ROUTERS = (
    sessions,
    account,
    messages,
    threads,
    files,
    later,
    money,
    history,
    voicemails,
    greetings,
    blocking,
    events,
    pages,
    links,
    provider,
)
_REFERENCE = "#/components/schemas/{model}"


def make_application(services: Services | None, *, body_timeout_seconds: float = 10.0) -> FastAPI:
    app = FastAPI(
        title="Fiveline carrier",
        version="1",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        license_info={"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
    )
    app.state.services = services
    app.state.sign_in_limiter = anyio.CapacityLimiter(os.cpu_count() or 2)
    install_problem_answers(app)
    for module in _ROUTERS:
        app.include_router(module.router)
    app.add_middleware(Gate, timeout_seconds=body_timeout_seconds)
    generate = app.openapi
    app.openapi = lambda: _complete(generate())  # type: ignore[method-assign]
    return app


def _complete(contract: dict[str, Any]) -> dict[str, Any]:
    """Add what no route names as its body: the events of the stream, and the problems."""
    components = contract["components"]["schemas"]
    for name, adapter in (
        ("Event", TypeAdapter[Any](schemas.Event)),
        ("Problem", TypeAdapter[Any](schemas.Problem)),
    ):
        schema = adapter.json_schema(ref_template=_REFERENCE, mode="serialization")
        components.update(schema.pop("$defs", {}))
        components[name] = schema
    for unused in ("HTTPValidationError", "ValidationError"):
        components.pop(unused, None)
    return contract
