"""The whole phone with its real voice engine against a real carrier: registered, called, killed, back."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from carrier.network.people import BUSY, ECHO
from desktop.bootstrap import open_phone
from desktop.domain.calls import EndOfCall, Phase
from desktop.domain.connection import Engine, Readiness
from desktop.domain.events import EngineChanged, Event
from desktop.domain.numbers import Address
from desktop.domain.session import EndOfSession, SignedIn, SignedOut
from desktop.phone import Phone
from tests.fakes import FileCredentials
from tests.harness.carrier import CarrierProcess
from tests.harness.other_device import OtherDevice
from tests.harness.processes import children_of


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CarrierProcess]:
    process = CarrierProcess(tmp_path_factory.mktemp("engine") / "carrier").start()
    yield process
    process.close()


@pytest_asyncio.fixture
async def phone(carrier: CarrierProcess, tmp_path: Path) -> AsyncIterator[Phone]:
    opened = await open_phone(
        profile=tmp_path / "profile",
        carrier_url=carrier.url,
        ca_file=carrier.ca,
        credentials=FileCredentials(tmp_path / "keyring.json"),
    )
    account = carrier.account("premium", numbers=5)
    outcome = await opened.sessions.sign_in(account["email"], account["password"])
    assert isinstance(outcome, SignedIn)
    yield opened
    await opened.sessions.sign_out()
    await opened.close()


async def until(phone: Phone, fact: Callable[[], object], *, within: float = 15.0) -> None:
    """Looked at after each event, and now."""
    reached = asyncio.Event()

    def look(*_: object) -> None:
        if fact():
            reached.set()

    leave = phone.store.subscribe(look)
    look()
    try:
        await asyncio.wait_for(reached.wait(), within)
    finally:
        leave()


async def test_it_calls_the_echo_and_hears_that_somebody_is_busy(phone: Phone) -> None:
    store = phone.store
    await until(phone, lambda: store.state.readiness is Readiness.READY)
    number = store.state.numbers[0]
    call_id = await phone.calls.dial(Address(ECHO), number_id=number.id)
    await until(phone, lambda: (c := store.state.call(call_id)) and c.phase is Phase.TALKING)
    call = store.state.call(call_id)
    assert call is not None
    assert call.encrypted
    await phone.calls.hang_up(call_id)
    await until(phone, lambda: not store.state.live_calls)
    assert store.state.calls[-1].end is EndOfCall.HUNG_UP
    busy = await phone.calls.dial(Address(BUSY), number_id=number.id)
    await until(phone, lambda: (c := store.state.call(busy)) and c.end is EndOfCall.BUSY)


async def test_a_killed_engine_ends_the_call_and_is_back_and_registered_within_two_seconds(
    phone: Phone,
) -> None:
    store = phone.store
    told: list[Event] = []
    store.subscribe(lambda event, state: told.append(event))
    await until(phone, lambda: store.state.readiness is Readiness.READY)
    call_id = await phone.calls.dial(Address(ECHO), number_id=store.state.numbers[0].id)
    await until(phone, lambda: (c := store.state.call(call_id)) and c.phase is Phase.TALKING)
    (engine,) = [pid for pid, line in children_of(os.getpid()) if "desktop.voice" in line]
    os.kill(engine, signal.SIGKILL)
    began = time.monotonic()
    await until(phone, lambda: (c := store.state.call(call_id)) and c.end is EndOfCall.ENGINE_STOPPED)
    await until(phone, lambda: store.state.readiness is Readiness.READY)
    assert time.monotonic() - began < 2
    engines = [event.engine for event in told if isinstance(event, EngineChanged)]
    assert engines[-2:] == [Engine.RESTARTING, Engine.RUNNING]


async def test_signed_out_elsewhere_in_the_middle_of_a_call(phone: Phone, carrier: CarrierProcess) -> None:
    store = phone.store
    await until(phone, lambda: store.state.readiness is Readiness.READY)
    await phone.calls.dial(Address(ECHO), number_id=store.state.numbers[0].id)
    await until(phone, lambda: any(c.phase is Phase.TALKING for c in store.state.calls))
    session = store.state.session
    assert isinstance(session, SignedIn)
    with OtherDevice(carrier, carrier.account("premium", numbers=5), "telephone") as other:
        began = time.monotonic()
        other.sign_out(session.device_id)
        await until(phone, lambda: store.state.session == SignedOut(EndOfSession.FROM_ELSEWHERE))
        assert time.monotonic() - began < 2
        other.sign_out(other.id)
    assert store.state.calls == ()
