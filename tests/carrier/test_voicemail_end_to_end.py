"""From a caller whom nobody answers to the voicemail that every device of the account is told of."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from carrier.network.ear import open_ear
from carrier.settings import Settings
from carrier.sip.sdp import read_description
from carrier.store.visit_tables import StoredVisit
from carrier.voicemail.encoding import from_flac
from carrier.voicemail.visit import RATE
from tests.carrier.running import ANSWERING, RunningCarrier, Signed
from tests.carrier.sip.sounding import Voice, described
from tests.carrier.sip.user_agent import DOMAIN, UserAgent, registered
from tests.carrier.test_calls_of_a_session import of, ports
from tests.carrier.voicemail.files_of_sound import likeness
from tests.carrier.voicemail.visiting import calling, speech


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    carrier = RunningCarrier(Settings(data=tmp_path_factory.mktemp("carrier"), domain=DOMAIN, **ANSWERING))
    yield carrier
    carrier.stop()


def voicemails_of(device: Signed, after: int) -> tuple[float, dict[str, Any]]:
    """The next voicemail that the device is told of, and when."""
    with device.events(after) as events:
        told = next(event for event in events if event.type == "voicemail.changed")
        return time.monotonic(), told.data["voicemail"]


async def seconds_to_the_greeting(phone: UserAgent, number_id: str) -> float:
    """From the answer to the first that can be heard."""
    ear = await open_ear("127.0.0.1")
    talk = phone.call(f"greeting-{number_id}", body=described(ear.offer(secure=True)))
    ear.accept(read_description((await phone.answered(talk)).body)[0])
    answered_at = time.monotonic()
    voice = Voice(phone, talk, ear, secure=True)
    await voice.hears()
    took = time.monotonic() - answered_at
    await voice.hang_up()
    return took


async def test_a_device_hears_what_callers_of_its_own_number_hear(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    hers, his = running.sign_in(anna), running.sign_in(ben)
    async with registered(ports(running), of(hers, anna), of(his, ben)) as (a, b):
        # A machine that is busy with other tests takes longer now and then.
        times = [await seconds_to_the_greeting(a, anna.number_ids[0]) for _ in range(3)]
        assert min(times) < 0.3
        await b.refused(b.call(f"greeting-{anna.number_ids[0]}"), 404)
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
async def test_a_process_that_dies_ends_the_call_and_what_was_said_is_kept(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    hers, his = running.sign_in(anna), running.sign_in(ben)
    cursor = (await asyncio.to_thread(his.get, "/v1/me"))["event_cursor"]
    waiting = asyncio.create_task(asyncio.to_thread(voicemails_of, his, cursor))
    async with (
        registered(ports(running), of(hers, anna)) as (a,),
        calling(a, ben.numbers[0], secure=True) as caller,
    ):
        await caller.is_answered()
        caller.presses("#")
        await caller.hears_the_tone()
        await caller.says(speech(2.0))
        # Tests that ran here before may have left a nursery, or a database, beside it.
        [answering] = [p for p in psutil.Process().children() if "carrier.answering" in p.cmdline()]
        answering.kill()
        bye = await a.expect("BYE", seconds=2)
        assert 'text="technical"' in bye.headers.get("reason")
        a.respond(bye, 200)
        _, voicemail = await asyncio.wait_for(waiting, 10)
    assert voicemail["duration_seconds"] > 1.0


async def test_word_that_is_left_is_told_to_every_device_within_a_second(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    hers = running.sign_in(anna)
    his = [running.sign_in(ben) for _ in range(2)]
    cursor = (await asyncio.to_thread(his[0].get, "/v1/me"))["event_cursor"]
    waiting = [asyncio.create_task(asyncio.to_thread(voicemails_of, each, cursor)) for each in his]
    async with (
        registered(ports(running), of(hers, anna)) as (a,),
        calling(a, ben.numbers[0], secure=True) as caller,
    ):
        await caller.is_answered()
        caller.presses("#")
        await caller.hears_the_tone()
        await caller.says(speech(2.0))
        ended_at = time.monotonic()
        await caller.hangs_up()
        told = [await asyncio.wait_for(each, 10) for each in waiting]
    assert [at - ended_at < 1.0 for at, _ in told] == [True, True]
    assert told[0][1] == told[1][1]
    voicemail = told[0][1]
    [call] = (await asyncio.to_thread(his[0].get, "/v1/calls"))["calls"]
    assert (call["id"], call["outcome"]) == (voicemail["call_id"], "missed")
    assert (voicemail["peer"], voicemail["number_id"]) == (anna.numbers[0], ben.number_ids[0])
    assert (await asyncio.to_thread(his[0].get, f"/v1/calls/{call['id']}/report"))["to_voicemail"]
    audio = await asyncio.to_thread(his[0].ask, "GET", f"/v1/voicemails/{voicemail['id']}/audio")
    assert likeness(speech(2.0, rate=RATE), from_flac(audio.content)) > 0.6
    with running.carrier.database.read() as session:
        assert session.get(StoredVisit, voicemail["id"]) is None
