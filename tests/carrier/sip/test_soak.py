"""Thousands of calls and registrations, most of them abandoned: afterwards nothing is left of any."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from carrier.network import people
from carrier.sip import leg
from carrier.sip.directory import Called, SipDevice
from tests.carrier.sip.directory import ALICE, BOB
from tests.carrier.sip.running import Running, run_edge
from tests.carrier.sip.user_agent import DOMAIN, UserAgent, registered, sdp, user_agent
from tests.carrier.soak import objects, open_files, tasks

AT_ONCE = 24


def phone(number: int) -> SipDevice:
    return SipDevice(f"load-{number}", f"load-{number}", "secret")


def number_of(number: int) -> str:
    return f"+337555{number:05d}"


Story = Callable[[Running, int, int], Awaitable[None]]
"""What one phone does, and which other it calls."""


async def heard(mine: UserAgent, what: str | int) -> Any:
    """Waits for it; being asked meanwhile whether one is still there is no matter."""
    while True:
        message = await asyncio.wait_for(mine.inbox.get(), 5)
        assert message is not None
        if what in (getattr(message, "status", 0), getattr(message, "method", "")):
            return message


async def talks_to_the_echo(running: Running, me: int, other: int) -> None:
    async with registered(running.ports, phone(me)) as (mine,):
        talk = mine.call(people.ECHO)
        await mine.answered(talk)
        talk.send("BYE")
        await heard(mine, 200)


async def vanishes_from_a_talk(running: Running, me: int, other: int) -> None:
    async with registered(running.ports, phone(me)) as (mine,):
        await mine.answered(mine.call(people.ECHO))


async def vanishes_from_a_talk_without_a_word(running: Running, me: int, other: int) -> None:
    async with registered(running.ports, phone(me), transport="udp") as (mine,):
        await mine.answered(await mine.call_with_digest(people.ECHO))


async def never_acknowledges(running: Running, me: int, other: int) -> None:
    async with registered(running.ports, phone(me)) as (mine,):
        mine.call(people.ECHO)
        await mine.expect(180)
        await mine.expect(200)


async def cancels(running: Running, me: int, other: int) -> None:
    async with registered(running.ports, phone(me)) as (mine,):
        talk = mine.call(people.NO_ANSWER)
        await mine.expect(180)
        talk.send("CANCEL", seq=1, branch=talk.branch)
        await mine.expect(200)
        await mine.refused(talk, 487)


async def calls_another_that_vanishes(running: Running, me: int, other: int) -> None:
    async with registered(running.ports, phone(me)) as (mine,):
        async with registered(running.ports, phone(other)) as (theirs,):
            mine.call(number_of(other))
            await theirs.rung()
            await mine.expect(180)
        async with registered(running.ports, phone(other)) as (again,):
            await again.rung()


async def calls_nobody(running: Running, me: int, other: int) -> None:
    async with registered(running.ports, phone(me)) as (mine,):
        await mine.refused(mine.call("+33199999999"), 404)


async def says_half_a_word(running: Running, me: int, other: int) -> None:
    async with user_agent(running.ports, phone(me)) as mine:
        mine.send(b"REGISTER sip:fiveline.test SIP/2.0\r\nVia: SIP/2")
        await asyncio.sleep(0)


async def is_signed_out_in_a_talk(running: Running, me: int, other: int) -> None:
    async with registered(running.ports, phone(me)) as (mine,):
        await mine.answered(mine.call(people.ECHO))
        await running.edge.end_device(phone(me).device_id)
        await heard(mine, "BYE")


async def holds_and_vanishes(running: Running, me: int, other: int) -> None:
    async with registered(running.ports, phone(me)) as (mine,):
        talk = mine.call(people.ECHO)
        await mine.answered(talk)
        talk.send("INVITE", sdp(extra="a=sendonly\r\n"))
        await heard(mine, 200)
        talk.send("ACK")


async def transfers_to_another(running: Running, me: int, other: int) -> None:
    async with registered(running.ports, phone(me), phone(other)) as (mine, theirs):
        talk = mine.call(people.ECHO)
        await mine.answered(talk)
        talk.send("REFER", extra=f"Refer-To: <sip:{number_of(other)}@{DOMAIN}>\r\n")
        incoming = await theirs.rung()
        incoming.answer(200, sdp())
        theirs.respond(await heard(theirs, "INVITE"), 200, sdp())
        await heard(mine, "BYE")


async def vanishes_from_a_transfer(running: Running, me: int, other: int) -> None:
    async with registered(running.ports, phone(me), phone(other)) as (mine, theirs):
        talk = mine.call(people.ECHO)
        await mine.answered(talk)
        talk.send("REFER", extra=f"Refer-To: <sip:{number_of(other)}@{DOMAIN}>\r\n")
        await theirs.rung()


STORIES: tuple[Story, ...] = (
    holds_and_vanishes,
    transfers_to_another,
    vanishes_from_a_transfer,
    talks_to_the_echo,
    vanishes_from_a_talk,
    vanishes_from_a_talk_without_a_word,
    never_acknowledges,
    cancels,
    calls_another_that_vanishes,
    calls_nobody,
    says_half_a_word,
    is_signed_out_in_a_talk,
)


async def soak(running: Running, rounds: int, *, seed: int) -> None:
    dice = random.Random(seed)
    stories = [dice.choice(STORIES) for _ in range(rounds)]

    numbers = itertools.count()

    async def live() -> None:
        while stories:
            me, other = new_phone(running, next(numbers)), new_phone(running, next(numbers))
            await stories.pop()(running, me, other)

    await asyncio.gather(*(live() for _ in range(AT_ONCE)))


def new_phone(running: Running, number: int) -> int:
    known, e164 = phone(number), number_of(number)
    running.directory.devices[known.device_id] = known
    running.directory.numbers[e164] = Called(known.account_id, f"number-{number}", e164)
    return number


async def settle(running: Running) -> None:
    for device_id in [*running.directory.devices]:
        if not device_id.startswith("load"):
            continue
        del running.directory.devices[device_id]
        if running.edge.is_registered(device_id):  # over UDP nobody said goodbye
            await running.edge.end_device(device_id)
    for e164 in [*running.directory.numbers]:
        if e164 not in (ALICE, BOB):
            del running.directory.numbers[e164]
    for _ in range(1_000):
        if not (running.edge.calls or running.edge.dialogs or held_by(running)):
            return
        await asyncio.sleep(0.02)


def held_by(running: Running) -> int:
    transactions = running.edge.transactions
    return len(transactions.servers) + len(transactions.clients) + running.edge.connections


async def leaves_nothing(certificate: Path, rounds: int) -> None:
    loop = asyncio.get_running_loop()
    async with run_edge(certificate, grace_seconds=0.3) as running:
        # Once to warm up, for all that is kept for good.
        await soak(running, 4 * len(STORIES), seed=1)
        await settle(running)
        running.directory.entries.clear()
        before = objects(), open_files(), tasks(loop)
        await soak(running, rounds, seed=2)
        await settle(running)
        entries = len(running.directory.entries)
        running.directory.entries.clear()
        for _ in range(50):
            if (objects(), open_files(), tasks(loop)) == before:
                break
            await asyncio.sleep(0.1)
        assert objects() - before[0] == {}
        assert open_files() <= before[1]
        assert tasks(loop) <= before[2]
        assert entries > rounds / 2


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Devices that vanished are given up within a second or two."""
    monkeypatch.setattr(leg, "REJOIN_SECONDS", 0.3)
    monkeypatch.setattr(leg, "AUDIT_SECONDS", 0.3)


async def test_hundreds_of_calls_leave_nothing(certificate: Path) -> None:
    await leaves_nothing(certificate, 200)


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_thousands_of_calls_leave_nothing(certificate: Path) -> None:
    await leaves_nothing(certificate, 6_000)
