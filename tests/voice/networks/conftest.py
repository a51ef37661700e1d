"""A carrier and two phones, each at a place of its own: cables, addresses and a router can fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest

from tests.harness.country import Country, Place, a_country
from tests.voice.exchange import TestCarrier
from tests.voice.phone import Phone

country = pytest.fixture(scope="module")(a_country)


@dataclass(frozen=True, slots=True)
class AtHome:
    """A phone, and the computer it is on."""

    phone: Phone
    place: Place


Settle = Callable[..., Awaitable[AtHome]]


@pytest.fixture(scope="module")
def carrier(country: Country, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestCarrier]:
    carrier = TestCarrier(tmp_path_factory.mktemp("carrier"), country.place("carrier"))
    yield carrier
    carrier.close()


@pytest.fixture
async def settle(country: Country, carrier: TestCarrier) -> AsyncIterator[Settle]:
    """Makes registered phones, each on a computer of its own, and stops them afterwards."""
    phones: list[Phone] = []

    async def make(name: str, environment: Mapping[str, str] | None = None) -> AtHome:
        number = carrier.people.numbers.get(name, f"+{33_970_000_000 + len(carrier.people.numbers)}")
        carrier.add(name, number)
        place, phone = country.place(name), Phone(name, number, environment)
        phones.append(phone)
        with place.inside():  # the engine is started there, and stays
            await phone.start(carrier.registration(name))
        return AtHome(phone, place)

    yield make
    await asyncio.gather(*(phone.stop() for phone in phones))
