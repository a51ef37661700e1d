"""What a computer writes down about itself explains, later, why a call did not ring on it (CALL-8)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from carrier.settings import Settings
from carrier.sip.directory import SipDevice
from carrier.sip.transport import SipPorts
from desktop.domain.call_report import (
    Absence,
    Fate,
    Finding,
    GaveUp,
    NotHere,
    OnDevice,
    Silence,
    SilentHere,
    SoundedHere,
)
from desktop.domain.calls import CallRecord, Outcome
from desktop.domain.connection import Engine, Registration
from desktop.domain.events import EngineChanged, RegistrationChanged, RingingChanged, SessionChanged
from desktop.domain.history import CallQuery
from desktop.domain.ringing import Ringing
from desktop.domain.session import Account, DeviceId, Plan, SignedIn, SignedOut
from desktop.domain.watch import Span, Watched, Way
from desktop.services.present import Present, SignedInParts
from desktop.services.voice import Voice
from desktop.services.watch import Watch
from desktop.storage import watch as watched
from desktop.storage.database import Database
from desktop.store import Store
from desktop.voice import wire
from tests.carrier.running import PASSWORD, QUICK, Person, RunningCarrier, Signed
from tests.carrier.sip.user_agent import DOMAIN, UserAgent, registered
from tests.fakes import PuppetEngine
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.running import StoppableCarrier
from tests.storage.made import BEGAN


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    settings = Settings(data=tmp_path_factory.mktemp("carrier"), domain=DOMAIN, **QUICK)
    running = RunningCarrier(settings)
    yield running
    running.stop()


@asynccontextmanager
async def phones(carrier: RunningCarrier, *devices: tuple[Signed, Person]) -> AsyncIterator[list[UserAgent]]:
    known = [SipDevice(d.device_id, p.account_id, d.answer["sip"]["secret"]) for d, p in devices]
    async with registered(SipPorts(**carrier.ready.sip.model_dump()), *known) as agents:
        yield agents


async def call_in_vain(carrier: RunningCarrier, to: Person) -> None:
    """Somebody calls, and nobody is there."""
    anna = carrier.person()
    hers = await asyncio.to_thread(carrier.sign_in, anna)
    async with phones(carrier, (hers, anna)) as [caller]:
        talk = caller.call(to.numbers[0], mine=anna.numbers[0])
        await caller.refused(talk, 480)


async def the_call(desk: Desk) -> CallRecord:
    async def found() -> Any:
        return await desk.phone.history.load_calls(CallQuery())

    calls = await desk.until(found, "the call stands in the history")
    assert isinstance(calls[0], CallRecord)
    return calls[0]


async def findings(desk: Desk) -> tuple[Finding, ...]:
    return await desk.phone.reports.explain((await the_call(desk)).id)


async def test_a_phone_without_a_registration_says_since_when(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person = carrier.person()
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
    desk.register()
    desk.engine.tell(wire.RegistrationState("unreachable", 503, "No answer"))
    cut_at = datetime.now(UTC)
    await call_in_vain(carrier, person)
    [first] = await findings(desk)
    assert isinstance(first, NotHere)
    assert first.why in (Absence.AWAY, Absence.NO_NETWORK)
    assert first.since is not None
    assert abs(first.since - cut_at) < timedelta(seconds=2)
    assert first.until is None
    desk.register()
    [first] = await findings(desk)
    assert isinstance(first, NotHere)
    assert first.until is not None


async def test_a_program_that_did_not_run_says_from_when_to_when(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person = carrier.person()
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
    await desk.close()
    closed = datetime.now(UTC)
    await call_in_vain(carrier, person)
    await desk.open()
    await desk.phone.sessions.resume()
    await desk.is_up()
    [first] = await findings(desk)
    assert isinstance(first, NotHere)
    assert first.why is Absence.CLOSED
    assert first.since is not None
    assert first.until is not None
    assert first.since <= closed <= first.until


async def test_what_was_answered_on_another_device_says_on_which(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    anna, person = carrier.person(), carrier.person()
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
    hers = await asyncio.to_thread(carrier.sign_in, anna)
    laptop = await asyncio.to_thread(lambda: carrier.sign_in(person, name="Laptop"))
    async with phones(carrier, (hers, anna), (laptop, person)) as [caller, taking]:
        talk = caller.call(person.numbers[0], mine=anna.numbers[0])
        await taking.take(await taking.rung())
        await caller.answered(talk)
        talk.send("BYE")
        record = await the_call(desk)
    assert record.outcome is Outcome.ANSWERED_ELSEWHERE
    assert OnDevice("Laptop", Fate.ANSWERED) in await findings(desk)
    assert record.answered_by == laptop.device_id
    await desk.until(lambda: "Laptop" in desk.state.device_names.values(), "its name is known")


async def test_the_report_stays_when_the_carrier_is_away(make_desk: MakeDesk, tmp_path: Path) -> None:
    """It was asked for once, and what is over does not change."""
    stoppable = StoppableCarrier(tmp_path / "carrier", domain=DOMAIN, **QUICK)
    carrier = stoppable.running
    person = carrier.person()
    desk = await make_desk(stoppable.url).open()
    await desk.sign_in(person.email, PASSWORD)
    await call_in_vain(carrier, person)
    told = await findings(desk)
    assert told
    record = await the_call(desk)
    await stoppable.stop()
    assert await desk.phone.reports.explain(record.id) == told


@pytest.mark.parametrize("ringer", ["Jabra", ""])
async def test_a_call_that_came_here_is_written_down_with_its_ring_device(
    carrier: RunningCarrier, make_desk: MakeDesk, ringer: str
) -> None:
    anna, person = carrier.person(), carrier.person()
    desk = await make_desk(carrier.ready.http).open()
    signed_in = await desk.sign_in(person.email, PASSWORD)
    assert isinstance(signed_in, SignedIn)
    device = carrier.run(carrier.carrier.directory.device(signed_in.device_id))
    assert device is not None
    hers = await asyncio.to_thread(carrier.sign_in, anna)
    desk.engine.tell(wire.Devices((), "", "", (ringer,) if ringer else ()))
    async with (
        phones(carrier, (hers, anna)) as [caller],
        registered(SipPorts(**carrier.ready.sip.model_dump()), device) as [here],
    ):
        talk = caller.call(person.numbers[0], mine=anna.numbers[0])
        ringing = await here.rung()
        assert ringing.invite is not None
        session = str(UUID(ringing.invite.headers.get("session-id").partition(";")[0]))
        desk.engine.tell(wire.Incoming("c", session, anna.numbers[0], "", person.numbers[0]))
        await caller.expect(180)
        if ringer:
            desk.engine.tell(wire.RingsOn((f"{ringer} on the desk",)))
        talk.send("CANCEL", seq=talk.seq, branch=talk.branch)
        first, last = await findings(desk)
    if ringer:
        assert isinstance(first, SoundedHere)
        assert first.ringer == f"{ringer} on the desk"
        assert first.seconds is not None
    else:
        assert first == SilentHere(Silence.NO_DEVICE)
    assert isinstance(last, GaveUp)


class Computer:
    """Its clocks are the test's, its cache is real."""

    def __init__(self, cache: Database) -> None:
        self.now = BEGAN
        self.awake = 0.0
        self.asleep_too = 0.0
        self.addresses: tuple[str, ...] = ("192.0.2.7",)
        self.cache = cache
        self.store = Store()
        present = Present(self.store)
        nobody: Any = None
        present.parts = SignedInParts(DeviceId("d"), cache, nobody)
        self.watch = Watch(
            self.store,
            present,
            Voice(self.store, self._make_engine, ca_file=None),
            clock=lambda: self.now,
            awake=lambda: self.awake,
            asleep_too=lambda: self.asleep_too,
            addresses=lambda: self.addresses,
        )
        self.sign_in()
        self.store.apply(EngineChanged(Engine.RUNNING))
        self.store.apply(RegistrationChanged(Registration.REGISTERED))

    def sign_in(self) -> None:
        self.store.apply(SessionChanged(SignedIn(Account("a@example.org", "A", Plan.PREMIUM), DeviceId("d"))))

    def _make_engine(
        self, on_event: Callable[[wire.AnyEvent], None], on_state: Callable[[Engine], None]
    ) -> PuppetEngine:
        self.engine = PuppetEngine(on_event, on_state)
        return self.engine

    async def passes(self, seconds: float, *, asleep: float = 0.0) -> None:
        self.now += timedelta(seconds=seconds + asleep)
        self.awake += seconds
        self.asleep_too += seconds + asleep
        await self.watch.look()

    async def at(self, moment: datetime) -> set[tuple[Watched, Way | None]]:
        spans = await self.cache.read(lambda db: watched.around(db, moment))
        return {(span.watched, span.way) for span in spans if span.covers(moment)}


@pytest.fixture
async def computer(tmp_path: Path) -> AsyncIterator[Computer]:
    cache = Database(tmp_path / "cache.db", "0f" * 32)
    await cache.open()
    made = Computer(cache)
    yield made
    await made.watch.close()
    await cache.close()


RUNS, SLEEPS = (Watched.RUNNING, None), (Watched.ASLEEP, None)
REGISTERED, CUT = (Watched.WAY, Way.REGISTERED), (Watched.WAY, Way.NO_NETWORK)


async def test_a_sleep_is_found_out_on_waking(computer: Computer) -> None:
    await computer.passes(5)
    asleep_from = computer.now
    await computer.passes(2, asleep=1740)
    for _ in range(12):
        await computer.passes(5)
    assert await computer.at(asleep_from + timedelta(minutes=10)) == {RUNS, SLEEPS, REGISTERED}
    assert await computer.at(computer.now - timedelta(seconds=30)) == {RUNS, REGISTERED}


async def test_the_time_before_somebody_signed_in_was_no_sleep(computer: Computer) -> None:
    computer.store.apply(SessionChanged(SignedOut()))
    await asyncio.sleep(0)
    computer.now += timedelta(minutes=10)
    computer.awake += 600
    computer.asleep_too += 600
    computer.sign_in()
    await computer.passes(5)
    await computer.passes(61)
    assert SLEEPS not in await computer.at(computer.now - timedelta(minutes=3))


async def test_a_program_that_is_killed_ran_until_a_minute_before_at_most(computer: Computer) -> None:
    for _ in range(30):
        await computer.passes(5)
    assert await computer.at(computer.now - timedelta(seconds=60)) == {RUNS, REGISTERED}
    assert await computer.at(computer.now + timedelta(seconds=1)) == set()


@pytest.mark.parametrize(
    ("sounds_on", "seconds", "ringer", "gone"),
    [
        (("Jabra",), 3.0, "Jabra", "Old speakers, Attic"),
        (("Jabra",), 0.5, "Jabra", "Attic"),
        ((), 3.0, "", "Jabra, Old speakers, Attic"),
        ((), 0.5, "Jabra, Old speakers", "Attic"),
    ],
)
async def test_what_really_sounded_is_written_down(
    computer: Computer, sounds_on: tuple[str, ...], seconds: float, ringer: str, gone: str
) -> None:
    """A device that is listed may not open; a call that was given up at once did not leave it the time."""
    computer.store.apply(RingingChanged(Ringing(("Jabra", "Old speakers", "Attic"))))
    computer.engine.tell(wire.Devices((), "", "", ("Jabra", "Old speakers")))
    computer.engine.tell(wire.Incoming("c", "carrier-id", "+33612345678", "", "+33756123401"))
    computer.engine.tell(wire.RingsOn(sounds_on))
    await computer.passes(seconds)
    computer.engine.tell(wire.Ended("c", 487, True, "cancelled", ""))
    await computer.passes(1)
    rang = await computer.cache.read(lambda db: watched.rang(db, "carrier-id"))
    assert rang is not None
    assert (rang.ringer, rang.gone, rang.turned_down) == (ringer, gone, False)


async def test_what_rang_on_one_device_after_another_rang_on_both(computer: Computer) -> None:
    """The headset is unplugged while it rings, and the loudspeaker takes over; which is turned down."""
    computer.store.apply(RingingChanged(Ringing(("Jabra",), volume=0)))
    computer.engine.tell(wire.Devices((), "", "", ("Jabra",)))
    computer.engine.tell(wire.Incoming("c", "carrier-id", "+33612345678", "", "+33756123401"))
    for sounding in (("Jabra",), (), ("Speakers",)):
        computer.engine.tell(wire.RingsOn(sounding))
    await computer.passes(3)
    computer.engine.tell(wire.Ended("c", 487, True, "cancelled", ""))
    await computer.passes(1)
    rang = await computer.cache.read(lambda db: watched.rang(db, "carrier-id"))
    assert rang is not None
    assert (rang.ringer, rang.gone, rang.turned_down) == ("Jabra, Speakers", "", True)


async def test_an_outage_that_is_tried_again_and_again_is_one(computer: Computer) -> None:
    computer.addresses = ()
    began = computer.now
    for _ in range(20):
        computer.store.apply(RegistrationChanged(Registration.UNREACHABLE))
        computer.store.apply(RegistrationChanged(Registration.REGISTERING))
        await computer.passes(1)
    ended = computer.now
    computer.store.apply(RegistrationChanged(Registration.REGISTERED))
    await computer.passes(5)
    spans = await computer.cache.read(lambda db: watched.around(db, began + timedelta(seconds=10)))
    assert Span(Watched.WAY, began, ended, Way.NO_NETWORK) in spans
    assert await computer.at(began + timedelta(seconds=15)) == {RUNS, CUT}


async def test_what_is_older_than_a_month_is_forgotten(computer: Computer) -> None:
    began = computer.now
    computer.store.apply(RegistrationChanged(Registration.REFUSED))
    await computer.passes(5)
    await computer.cache.write(lambda db: watched.forget_old(db, began + timedelta(days=40)))
    assert await computer.at(began) == set()


async def test_the_log_has_an_end(computer: Computer) -> None:
    await computer.passes(5)
    began = computer.now

    def flood(db: Any) -> int:
        spans = (
            Span(Watched.WAY, began + timedelta(seconds=n), began + timedelta(seconds=n + 1), Way.AWAY)
            for n in range(watched.MOST_SPANS + 100)
        )
        watched.keep(db, spans)
        watched.forget_old(db, began)
        return int(db.execute("SELECT count(*) FROM watch").fetchone()[0])

    assert await computer.cache.write(flood) == watched.MOST_SPANS
