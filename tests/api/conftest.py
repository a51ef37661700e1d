from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest_asyncio

from desktop.api.auth import Authorisation
from desktop.api.carrier import CarrierApi
from desktop.api.transport import Transport
from tests.fakes import HostileServer

SetUp = Callable[..., CarrierApi]


@pytest_asyncio.fixture
async def server() -> AsyncIterator[HostileServer]:
    hostile = await HostileServer().start()
    yield hostile
    await hostile.close()


@pytest_asyncio.fixture
async def transport(server: HostileServer) -> AsyncIterator[Transport]:
    way = Transport(server.url, None)
    yield way
    await way.close()


class Kept(list[str]):
    """The refresh tokens that were kept, in order, and what the server had been asked by then."""


@pytest_asyncio.fixture
async def kept() -> Kept:
    return Kept()


@pytest_asyncio.fixture
async def ended() -> list[str]:
    return []


@pytest_asyncio.fixture
async def api(transport: Transport, kept: Kept, ended: list[str]) -> AsyncIterator[CarrierApi]:
    async def keep(token: str) -> None:
        kept.append(token)

    authorisation = Authorisation(transport, refresh_token="r0", keep=keep, access_token="a0")
    carrier = CarrierApi(transport, authorisation, on_session_ended=lambda reason, url: ended.append(reason))
    yield carrier
    await carrier.close()
