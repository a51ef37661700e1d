"""A real carrier for a test file, and as many phones as a test wants."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from carrier.settings import Settings
from desktop.domain.session import SignedIn
from tests.carrier.running import PASSWORD, QUICK, Person, RunningCarrier
from tests.services.desk import Desk
from tests.services.killable import Place
from tests.services.running import StoppableCarrier

MakeDesk = Callable[..., Desk]


async def signed_in(carrier: RunningCarrier, make_desk: MakeDesk, person: Person) -> Desk:
    """Another device of `person`."""
    desk = await make_desk(carrier.ready.http).open()
    assert isinstance(await desk.sign_in(person.email, PASSWORD), SignedIn)
    return desk


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    running = RunningCarrier(Settings(data=tmp_path_factory.mktemp("carrier"), **QUICK))
    yield running
    running.stop()


@pytest_asyncio.fixture
async def make_desk(tmp_path: Path) -> AsyncIterator[MakeDesk]:
    made: list[Desk] = []

    def make(url: str, **words: Any) -> Desk:
        desk = Desk(tmp_path / f"desk-{len(made)}", url, **words)
        desk.profile.mkdir(parents=True)
        made.append(desk)
        return desk

    yield make
    for desk in made:
        await desk.close()


@pytest_asyncio.fixture
async def desk(carrier: RunningCarrier, make_desk: MakeDesk) -> Desk:
    """Open, and nobody signed in."""
    return await make_desk(carrier.ready.http).open()


@pytest_asyncio.fixture
async def stoppable(tmp_path: Path) -> AsyncIterator[StoppableCarrier]:
    carrier = StoppableCarrier(tmp_path / "carrier", **QUICK)
    yield carrier
    await carrier.stop()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Of processes that may be killed; the phone has signed in once."""
    made = Place(tmp_path_factory.mktemp("place"))
    first = made.phone()
    first.is_up()
    first.quit()
    yield made
    made.close()
