"""Callers who come by the edge leave word with the answering processes: what they hear, and what is kept."""

from __future__ import annotations

import asyncio
import shutil
import time
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from msgspec import structs

from carrier.answering.wire import MOST_CALLS
from carrier.network import people
from carrier.network.ear import open_ear
from carrier.network.recordings import recording
from carrier.sip.directory import Called, Then, Unanswered
from carrier.sip.message import Response
from carrier.voicemail.visit import RATE, EndOfTake, Visit
from tests.carrier.sip.answering import MemoryReception
from tests.carrier.sip.directory import BOB, device
from tests.carrier.sip.running import DOMAIN, Running, run_edge
from tests.carrier.sip.sounding import Voice, described, until
from tests.carrier.sip.test_baresip import SOUND, baresip
from tests.carrier.sip.test_sipp import sipp
from tests.carrier.sip.user_agent import Talk, UserAgent, registered, user_agent
from tests.carrier.voicemail.files_of_sound import likeness
from tests.carrier.voicemail.visiting import QUICK, Desk, Visitor, calling, desk, hum, loudness, speech

WORDS = hum(0.4)
TIMES = structs.replace(QUICK, after_speech=2.0, nothing_said=3.0)


@dataclass
class Staffed:
    """An edge, and answering processes behind it."""

    running: Running
    desk: Desk
    reception: MemoryReception

    @property
    def visit(self) -> Visit:
        """The last."""
        return self.reception.visits[-1]


@asynccontextmanager
async def staffed_edge(certificate: Path, folder: Path, *, processes: int = 1) -> AsyncIterator[Staffed]:
    async with desk(folder, TIMES, processes=processes) as open_desk:
        await until(lambda: len(open_desk.pool.pids) == processes)
        reception = MemoryReception(open_desk.pool, words=WORDS)
        async with run_edge(certificate, reception=reception) as running:
            numbers = running.directory.numbers
            numbers[BOB] = replace(numbers[BOB], unanswered=Unanswered(Then.VOICEMAIL, 0.3))
            yield Staffed(running, open_desk, reception)


@pytest.fixture
async def staffed(certificate: Path, tmp_path: Path) -> AsyncIterator[Staffed]:
    async with staffed_edge(certificate, tmp_path) as found:
        yield found


@pytest.mark.parametrize("secure", [pytest.param(False, marks=pytest.mark.long), True])
async def test_what_is_said_after_the_tone_is_kept(staffed: Staffed, secure: bool) -> None:
    async with (
        registered(staffed.running.ports, device("alice")) as (a,),
        calling(a, BOB, secure=secure) as caller,
    ):
        await caller.is_answered()
        answered_at = time.monotonic()
        await caller.hears_the_tone()
        assert loudness(b"".join(caller.heard)[: len(WORDS) // 2], 440) > 0.1
        assert caller.heard_at[0] - answered_at < 0.3
        await caller.says(speech(1.0))
        caller.presses("#")
        await caller.is_hung_up_on()
        take = await staffed.desk.take_of(staffed.visit)
        assert take.end is EndOfTake.HASH
        assert likeness(speech(1.0, rate=RATE), staffed.desk.recorded(staffed.visit)) > 0.6
        mine, theirs = sorted(await staffed.running.directory.kept(2), key=lambda entry: entry.account_id)
    assert (mine.outcome, mine.reason) == ("answered", "remote-hung-up")
    assert (theirs.outcome, theirs.to_voicemail) == ("missed", True)


async def test_who_holds_goes_on_and_all_of_it_is_kept(staffed: Staffed) -> None:
    async with (
        registered(staffed.running.ports, device("alice")) as (a,),
        calling(a, BOB, secure=True) as caller,
    ):
        await caller.is_answered()
        await caller.hears_the_tone()
        await caller.says(speech(1.0))
        voice = Voice(a, caller.talk, caller.ear, secure=True)
        caller.ear.on_sound = caller.took
        await voice.offer("sendonly")
        await asyncio.sleep(0.3)
        await voice.offer("sendrecv")
        await caller.says(hum(1.0, rate=8_000))
        caller.presses("#")
        await caller.is_hung_up_on()
        take = await staffed.desk.take_of(staffed.visit)
    recorded = staffed.desk.recorded(staffed.visit)
    assert take.end is EndOfTake.HASH
    assert take.seconds > 2.0
    assert likeness(speech(1.0, rate=RATE), recorded[: int(2.4 * RATE)]) > 0.6
    assert loudness(recorded[-RATE:], 440, rate=RATE) > 0.05


async def test_a_caller_whose_network_dies_has_left_what_came(staffed: Staffed) -> None:
    async with user_agent(staffed.running.ports, device("alice"), transport="udp") as phone:
        ear = await open_ear("127.0.0.1")
        talk = await phone.call_with_digest(BOB, body=described(ear.offer(secure=False)))
        caller = Visitor(phone, ear, talk, time.monotonic())
        ear.on_sound = caller.took
        await caller.is_answered()
        await caller.hears_the_tone()
        await caller.says(speech(1.0))
        await caller.is_cut_off()
        phone.deaf = True
        take = await staffed.desk.take_of(staffed.visit)
    assert (take.end, take.seconds > 0.9) == (EndOfTake.LOST, True)
    assert likeness(speech(1.0, rate=RATE), staffed.desk.recorded(staffed.visit)) > 0.6
    mine, theirs = await staffed.running.directory.kept(2)
    assert {mine.outcome, theirs.outcome} == {"answered", "missed"}
    await until(lambda: staffed.running.edge.calls == 0)


async def final(phone: UserAgent, method: str) -> Response:
    """The answer that ends the request of this method."""
    while True:
        message = await asyncio.wait_for(phone.inbox.get(), 5)
        if isinstance(message, Response) and message.cseq[1] == method and message.status >= 200:
            return message


async def gave_up(phone: UserAgent, talk: Talk) -> int:
    """The status that the INVITE had after all. Who was answered meanwhile hangs up."""
    response = await final(phone, "INVITE")
    phone.follow(talk, response)
    if response.status == 200:
        talk.send("ACK")
        talk.send("BYE")
        await final(phone, "BYE")
    else:
        talk.target = f"sip:{BOB}@{DOMAIN}"
        talk.send("ACK", seq=1, branch=talk.branch)
    return response.status


async def test_whoever_gives_up_at_any_moment_leaves_no_room_taken(staffed: Staffed) -> None:
    statuses: set[int] = set()
    async with registered(staffed.running.ports, device("alice")) as (a,):
        for late in range(8):
            talk = a.call(BOB)
            await asyncio.sleep(late / 250)
            talk.send("CANCEL", seq=1, branch=talk.branch)
            statuses.add(await gave_up(a, talk))
            await until(lambda: staffed.running.edge.calls == 0)
        for _ in range(2):
            async with calling(a, BOB, secure=False) as caller:
                await caller.is_answered()
                await caller.hears_the_tone()
                await caller.hangs_up()
    assert 487 in statuses
    voicemail = staffed.running.edge._calls.voicemail
    assert voicemail is not None
    await until(lambda: not voicemail._legs and not voicemail._guests)
    await until(lambda: not any(staffed.desk.pool.knows(visit.id) for visit in staffed.reception.visits))


@pytest.mark.skipif(shutil.which("sipp") is None, reason="SIPp is not installed")
async def test_ten_at_once_are_answered_four_at_a_time(staffed: Staffed, tmp_path: Path) -> None:
    directory = staffed.running.directory
    for number in range(1, 11):
        name, e164 = f"caller{number}", f"+3375551240{number:02d}"
        directory.devices[f"{name}-1"] = device(name)
        directory.numbers[e164] = Called(name, f"number-{name}", e164)
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, sum(staffed.desk.pool.knows(visit.id) for visit in staffed.reception.visits))
            await asyncio.sleep(0.005)

    watching = asyncio.ensure_future(watch())
    await sipp(staffed.running, tmp_path, "call", "udp", 10, 100, number=BOB, callers=10)
    watching.cancel()
    entries = await directory.kept(20)
    assert sum(entry.outcome == "answered" for entry in entries) == 10
    assert sum(entry.to_voicemail for entry in entries) == 10
    assert most == MOST_CALLS
    assert len({guest.peer for guest in staffed.reception.guests.values()}) == 10
    for visit in staffed.reception.visits:
        await staffed.desk.take_of(visit)


@pytest.mark.skipif(shutil.which("sipp") is None, reason="SIPp is not installed")
async def test_ten_who_give_up_while_they_are_led_away(certificate: Path, tmp_path: Path) -> None:
    async with staffed_edge(certificate, tmp_path / "data", processes=0) as staffed:
        await sipp(staffed.running, tmp_path, "giving_up", "udp", 10, 20, number=BOB)
        entries = await staffed.running.directory.kept(20)
        assert {entry.outcome for entry in entries} == {"cancelled", "missed"}
        visits = {visit.id for visit in staffed.reception.visits}
        await until(lambda: set(staffed.reception.forgotten) == visits)


@pytest.mark.skipif(shutil.which("baresip") is None, reason="baresip is not installed")
async def test_baresip_leaves_word(staffed: Staffed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Asked often whether they are still in the call, both ends say so.
    monkeypatch.setattr("carrier.sip.leg.AUDIT_SECONDS", 0.3)
    call = f"/dial sip:{BOB}@{DOMAIN}"
    async with baresip(tmp_path, staffed.running, "tls", "-e", call, "-t", "5") as phone:
        await phone.hear("[Cc]all established")
        await phone.hear("terminate|Quit|stopped after")
    take = await staffed.desk.take_of(staffed.visit)
    with wave.open(str(SOUND)) as file:
        said = np.repeat(np.frombuffer(file.readframes(file.getnframes()), "<i2"), RATE // 8_000).tobytes()
    assert take.seconds > 2.0
    assert (
        likeness(said, staffed.desk.recorded(staffed.visit)) > 0.35
    )  # what came before the tone is not in it


async def test_robin_of_the_simulated_network_leaves_word_after_the_tone(
    staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = recording("robin")[:16_000]
    monkeypatch.setattr("carrier.network.programs.recording", lambda name: word)
    await staffed.running.network.call(caller=people.ROBIN, called=BOB)
    await until(lambda: len(staffed.reception.visits) == 1)
    take = await staffed.desk.take_of(staffed.visit)
    assert take.end is EndOfTake.HUNG_UP
    [entry] = await staffed.running.directory.kept(1)
    assert (entry.peer, entry.outcome, entry.to_voicemail) == (people.ROBIN, "missed", True)
    said = np.repeat(np.frombuffer(word + word, "<i2"), RATE // 8_000).tobytes()
    assert likeness(said, staffed.desk.recorded(staffed.visit)) > 0.35
