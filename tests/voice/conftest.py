"""A carrier for the module, and phones for each test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping

import pytest

from tests.sound import sound_daemon, soundcard, voices  # noqa: F401  (fixtures)
from tests.voice.exchange import TestCarrier
from tests.voice.phone import Phone

_FIRST_NUMBER = 33_970_000_000

NewPhone = Callable[..., Awaitable[Phone]]


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestCarrier]:
    carrier = TestCarrier(tmp_path_factory.mktemp("carrier"))
    yield carrier
    carrier.close()


@pytest.fixture
async def new_phone(carrier: TestCarrier) -> AsyncIterator[NewPhone]:
    """Makes registered phones that have a number each, and stops them afterwards."""
    phones: list[Phone] = []

    async def make(
        name: str,
        *,
        environment: Mapping[str, str] | None = None,
        codecs: tuple[str, ...] | None = None,
    ) -> Phone:
        number = f"+{_FIRST_NUMBER + len(carrier.people.numbers)}"
        number = carrier.people.numbers.get(name, number)
        carrier.add(name, number)
        phone = Phone(name, number, environment)
        phones.append(phone)
        await phone.start(carrier.registration(name, codecs))
        return phone

    yield make
    await asyncio.gather(*(phone.stop() for phone in phones))
