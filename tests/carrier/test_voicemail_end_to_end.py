"""From a caller whom nobody answers to the voicemail that every device of the account is told of."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import psutil
import pytest

from carrier.network.ear import open_ear
from carrier.settings import Settings
from carrier.sip.sdp import read_description
from tests.carrier.running import QUICK, RunningCarrier
from tests.carrier.sip.sounding import Voice, described
from tests.carrier.sip.user_agent import DOMAIN, registered
from tests.carrier.test_calls_of_a_session import of, ports


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    settings = {**QUICK, "answering_processes": 1}
    carrier = RunningCarrier(Settings(data=tmp_path_factory.mktemp("carrier"), domain=DOMAIN, **settings))
    yield carrier
    carrier.stop()


async def test_a_device_hears_what_callers_of_its_own_number_hear(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    hers, his = running.sign_in(anna), running.sign_in(ben)
    async with registered(ports(running), of(hers, anna), of(his, ben)) as (a, b):
        ear = await open_ear("127.0.0.1")
        wanted = f"greeting-{anna.number_ids[0]}"
        talk = a.call(wanted, body=described(ear.offer(secure=True)))
        ear.accept(read_description((await a.answered(talk)).body)[0])
        voice = Voice(a, talk, ear, secure=True)
        answered_at = time.monotonic()
        await voice.hears()
        assert time.monotonic() - answered_at < 0.3
        await voice.hang_up()
        await b.refused(b.call(wanted), 404)
    assert await asyncio.to_thread(hers.get, "/v1/calls") == {"calls": [], "next": None}


async def test_a_number_that_is_off_says_that_nobody_can_be_reached(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    hers, his = running.sign_in(anna), running.sign_in(ben)
    change = {"voicemail": {"on": False, "off_says": "not-available", "language": "de"}}
    await asyncio.to_thread(his.ask, "PATCH", f"/v1/numbers/{ben.number_ids[0]}", change)
    async with registered(ports(running), of(hers, anna)) as (a,):
        ear = await open_ear("127.0.0.1")
        talk = a.call(ben.numbers[0], body=described(ear.offer(secure=True)))
        ear.accept(read_description((await a.expect(183)).body)[0])
        await Voice(a, talk, ear, secure=True).hears()
        talk.send("CANCEL", seq=1, branch=talk.branch)
        await a.expect(200)
        await a.refused(talk, 487)
        ear.close()


@pytest.mark.logs("an answering process died with 1 visits")
async def test_a_process_that_dies_ends_the_call(
    running: RunningCarrier,
) -> None:
    anna, ben = running.person(), running.person()
    hers = running.sign_in(anna)
    async with registered(ports(running), of(hers, anna)) as (a,):
        ear = await open_ear("127.0.0.1")
        talk = a.call(ben.numbers[0], body=described(ear.offer(secure=True)))
        ear.accept(read_description((await a.answered(talk)).body)[0])
        await Voice(a, talk, ear, secure=True).hears()
        [answering] = psutil.Process().children()
        answering.kill()
        bye = await a.expect("BYE", seconds=2)
        assert 'text="technical"' in bye.headers.get("reason")
        a.respond(bye, 200)
        ear.close()
