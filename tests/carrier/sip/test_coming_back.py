"""A device that comes back while its account is rung joins the call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from carrier.sip.registrar import Registrar
from tests.carrier.sip.directory import ALICE, BOB, device
from tests.carrier.sip.running import Running, run_edge
from tests.carrier.sip.test_registrar import until
from tests.carrier.sip.user_agent import registered, user_agent


@pytest.fixture
async def patient(certificate: Path) -> AsyncIterator[Running]:
    """An edge whose grace lasts as long as a test."""
    async with run_edge(certificate, ring_seconds=30.0, grace_seconds=20.0) as edge:
        yield edge


async def came_and_went(running: Running, number: int = 1) -> None:
    async with registered(running.ports, device("bob", number)):
        pass
    await until(lambda: not running.edge.is_registered(f"bob-{number}"))


async def test_a_device_that_registers_while_others_ring_rings_too(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, one):
        outgoing = alice.call(BOB)
        first = await one.rung()
        await alice.expect(180)
        async with registered(running.ports, device("bob", 2)) as (two,):
            second = await two.rung()
            assert second.invite is not None
            assert first.invite is not None
            assert second.invite.headers.get("session-id") == first.invite.headers.get("session-id")
            await two.take(second)
            await alice.answered(outgoing)
            cancel = await one.expect("CANCEL")
            assert cancel.headers.get("reason") == 'SIP;cause=200;text="Call completed elsewhere"'
            one.respond(cancel, 200)
            first.answer(487)
            outgoing.send("BYE")
            two.respond(await two.expect("BYE"), 200)
            entries = await running.directory.kept(2)
    assert [entry.answered_by for entry in entries] == [None, "bob-2"]


async def test_the_only_device_of_a_moment_ago_is_waited_for(patient: Running) -> None:
    await came_and_went(patient)
    async with registered(patient.ports, device("alice")) as (alice,):
        outgoing = alice.call(BOB)
        await until(lambda: patient.edge.calls == 1)
        async with registered(patient.ports, device("bob")) as (bob,):
            await bob.take(await bob.rung())
            await alice.expect(180)
            await alice.answered(outgoing)


async def test_the_connection_of_the_only_device_blips_while_it_rings(patient: Running) -> None:
    async with registered(patient.ports, device("alice")) as (alice,):
        async with registered(patient.ports, device("bob")) as (before,):
            outgoing = alice.call(BOB)
            await before.rung()
            await alice.expect(180)
        await until(lambda: not patient.edge.is_registered("bob-1"))
        async with registered(patient.ports, device("bob")) as (after,):
            await after.take(await after.rung())
            await alice.answered(outgoing)


async def test_a_device_that_does_not_come_back_is_unreachable_after_the_grace(certificate: Path) -> None:
    async with run_edge(certificate, grace_seconds=0.1) as running:
        await came_and_went(running)
        async with registered(running.ports, device("alice")) as (alice,):
            refusal = await alice.refused(alice.call(BOB), 480)
            assert refusal.headers.get("reason") == 'SIP;cause=480;text="unreachable"'
            mine, theirs = await running.directory.kept(2)
    assert (mine.outcome, mine.reason) == ("failed", "unreachable")
    assert (theirs.outcome, theirs.peer) == ("missed", ALICE)


async def test_nobody_waits_for_a_device_that_was_signed_out(patient: Running) -> None:
    async with registered(patient.ports, device("alice"), device("bob")) as (alice, _):
        await patient.edge.end_device("bob-1")
        await alice.refused(alice.call(BOB), 480)


async def test_a_caller_who_gives_up_during_the_grace_has_cancelled(patient: Running) -> None:
    await came_and_went(patient)
    async with registered(patient.ports, device("alice")) as (alice,):
        outgoing = alice.call(BOB)
        await until(lambda: patient.edge.calls == 1)
        outgoing.send("CANCEL", seq=1, branch=outgoing.branch)
        await alice.expect(200)
        await alice.refused(outgoing, 487)
        mine, theirs = await patient.directory.kept(2)
    assert (mine.outcome, theirs.outcome) == ("cancelled", "missed")


async def test_registering_again_over_the_same_connection_rings_once(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, bob):
        alice.call(BOB)
        await bob.rung()
        await bob.register()
        assert bob.silent()


async def test_a_device_that_was_busy_is_left_in_peace(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob"), device("bob", 2)) as (
        alice,
        one,
        two,
    ):
        alice.call(BOB)
        busy = await one.rung()
        await two.rung()
        busy.answer(486)
        await one.expect("ACK")
        await one.register()
        assert one.silent()


async def test_a_device_over_a_new_connection_is_rung_there_and_no_longer_where_it_was(
    running: Running,
) -> None:
    async with (
        registered(running.ports, device("alice"), device("bob")) as (alice, old),
        user_agent(running.ports, device("bob")) as new,
    ):
        outgoing = alice.call(BOB)
        before = await old.rung()
        await alice.expect(180)
        await new.register()
        again = await new.rung()
        cancel = await new.expect("CANCEL")  # over the connection that lives: the old one may be dead
        assert before.invite is not None
        assert cancel.via.branch == before.invite.via.branch
        new.respond(cancel, 481)
        await new.take(again)
        await alice.answered(outgoing)


async def test_an_answered_call_rings_nobody_who_comes_later(running: Running) -> None:
    async with registered(running.ports, device("alice"), device("bob")) as (alice, one):
        outgoing = alice.call(BOB)
        await one.take(await one.rung())
        await alice.answered(outgoing)
        async with registered(running.ports, device("bob", 2)) as (two,):
            await two.register()
            assert two.silent()


async def test_a_device_that_comes_and_goes_without_end_is_rung_so_often_and_no_more(
    patient: Running,
) -> None:
    async with registered(patient.ports, device("alice"), device("bob", 2)) as (alice, other):
        alice.call(BOB)
        await other.rung()
        for _ in range(15):
            async with registered(patient.ports, device("bob")) as (bob,):
                await bob.rung()
        async with registered(patient.ports, device("bob")) as (bob,):
            await bob.register()
            assert bob.silent()


async def test_who_left_is_remembered_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carrier.sip.registrar.LATELY_SECONDS", 0.05)
    registrar = Registrar(on_bound=lambda binding: None)
    registrar._left["bob-1"] = ("bob", asyncio.get_running_loop().time())
    assert registrar.left_lately("bob") == ["bob-1"]
    assert registrar.left_lately("alice") == []
    await until(lambda: registrar.left_lately("bob") == [])
    assert not registrar._left
