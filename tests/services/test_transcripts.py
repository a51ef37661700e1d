"""Words of voicemails: made when they are wanted, on this computer, and never in the way of a call."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from carrier.voicemail.encoding import to_flac
from desktop.domain.connection import Carrier
from desktop.domain.errors import Mendable
from desktop.domain.events import TranscribingChanged, TranscriptsChanged
from desktop.domain.session import SignedIn
from desktop.domain.transcript import Doubt, Transcribing, Transcript
from desktop.domain.voicemail import VoicemailId
from desktop.voice import wire
from tests.fakes import HostileServer, Request, problem, says
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.test_calls_on_this_computer import incoming
from tests.services.test_following_the_carrier import left, small_carrier
from tests.transcribing.model import write_model
from tests.transcribing.pretending import pretending
from tests.transcribing.voice import spoken

OLD, NEW = VoicemailId("vm-1"), VoicemailId("vm-2")


def audio(voicemail_id: str) -> str:
    return f"/v1/voicemails/{voicemail_id}/audio"


@pytest_asyncio.fixture
async def server() -> AsyncIterator[HostileServer]:
    hostile = await HostileServer().start()
    hostile.answers = small_carrier()
    hostile.answers["/v1/voicemails"] = says(
        200,
        {
            "voicemails": [
                left(OLD, received_at="2026-01-20T12:00:00Z"),
                left(NEW, received_at="2026-01-20T13:00:00Z"),
            ],
            "next": None,
        },
    )
    for voicemail_id in (OLD, NEW):
        hostile.answers[audio(voicemail_id)] = says(200, to_flac(bytes(32_000)), kind="audio/flac")
    yield hostile
    await hostile.close()


@pytest.fixture
def open_desk(server: HostileServer, make_desk: MakeDesk) -> Callable[..., Any]:
    async def open_it(how: str = "", *, within: float = 60.0) -> Desk:
        desk = make_desk(server.url)
        if how:
            desk.make_transcriber = lambda: pretending(how, within=within)
        await desk.open()
        await desk.sign_in("a@example.org", "Secret123")
        return desk

    return open_it


OpenDesk = Callable[..., Any]


def now(desk: Desk) -> Transcribing:
    return desk.state.transcribing


async def words_of(desk: Desk, voicemail_id: VoicemailId) -> Transcript:
    async def kept() -> Transcript | None:
        return await desk.phone.transcripts.load(voicemail_id)

    made = await desk.until(kept, f"words of {voicemail_id}")
    assert made is not None
    return made


async def switched_on(desk: Desk, path: Path | str = "model.bin") -> None:
    await desk.phone.transcripts.choose_model(str(path))
    await desk.phone.transcripts.switch(True)


def nothing_runs(desk: Desk) -> bool:
    return desk.phone.transcripts._transcriber.pid is None


async def test_nothing_at_all_runs_until_it_is_wanted(open_desk: OpenDesk, server: HostileServer) -> None:
    desk: Desk = await open_desk()
    assert not now(desk).on
    with pytest.raises(Mendable, match="model-none"):
        await desk.phone.transcripts.switch(True)
    await desk.phone.transcripts.make(NEW)
    assert await desk.phone.transcripts.count() == (0, 0)
    assert nothing_runs(desk)
    assert not server.asked(audio(NEW))


async def test_what_a_caller_said_is_read_and_found(
    open_desk: OpenDesk, server: HostileServer, tmp_path: Path
) -> None:
    """With the real library and a real model."""
    said = spoken("Good morning. I am calling about the meeting on Thursday. Thank you very much.")
    server.answers[audio(NEW)] = says(200, to_flac(said), kind="audio/flac")
    desk: Desk = await open_desk()
    await switched_on(desk, write_model(tmp_path / "ggml-tiny.en.bin"))
    transcript = await words_of(desk, NEW)
    assert "meeting on Thursday" in transcript.text
    assert (await words_of(desk, OLD)).words == ()
    assert [event.voicemail_ids for event in desk.told(TranscriptsChanged)] == [{NEW}, {OLD}]
    how_far = [
        event.transcribing.done for event in desk.told(TranscribingChanged) if event.transcribing.now == NEW
    ]
    assert how_far == sorted(how_far)
    assert max(how_far) > 0.5
    assert set(await desk.phone.transcripts.look_for("thurs MEETING")) == {NEW}
    await desk.until(lambda: now(desk).now is None)
    assert now(desk).waiting == ()


async def test_a_file_that_is_no_model_changes_nothing(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk: Desk = await open_desk()
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir")
    with pytest.raises(Mendable, match=Doubt.NOT_A_MODEL):
        await desk.phone.transcripts.choose_model(str(letter))
    assert now(desk) == Transcribing()


async def test_a_call_comes_first(open_desk: OpenDesk) -> None:
    desk: Desk = await open_desk("hangs")
    desk.register()
    await switched_on(desk)
    await desk.until(lambda: now(desk).done == 0.5)
    process = desk.phone.transcripts._transcriber.pid
    desk.engine.tell(incoming())
    await desk.until(lambda: now(desk).holds_for_call)
    assert now(desk).waiting == (NEW, OLD)
    assert not now(desk).failed
    await desk.until(lambda: nothing_runs(desk))
    desk.engine.tell(wire.Ended("in-1", 487, True, "", ""))
    await desk.until(lambda: now(desk).done == 0.5)
    assert desk.phone.transcripts._transcriber.pid != process
    assert not now(desk).holds_for_call


async def test_a_voicemail_that_comes_gets_its_words(open_desk: OpenDesk, server: HostileServer) -> None:
    late, comes = VoicemailId("vm-3"), asyncio.Event()
    server.answers[audio(late)] = says(200, to_flac(bytes(32_000)), kind="audio/flac")

    async def stream(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n: here\n\n"
        )
        await comes.wait()
        told = json.dumps(
            {"type": "voicemail.changed", "voicemail": left(late, received_at="2026-01-20T14:00:00Z")}
        )
        writer.write(f"id: 8\nevent: voicemail.changed\ndata: {told}\n\n".encode())
        await asyncio.Event().wait()

    server.answers["/v1/events"] = stream
    desk: Desk = await open_desk("hears")
    await switched_on(desk)
    await words_of(desk, OLD)
    comes.set()
    assert (await words_of(desk, late)).text == "Hello number 3"


async def test_a_recording_that_does_not_come_is_asked_for_again(
    open_desk: OpenDesk, server: HostileServer
) -> None:
    served = server.answers[audio(NEW)]
    server.answers[audio(NEW)] = problem(503, "busy")
    desk: Desk = await open_desk("hears")
    await switched_on(desk)
    await words_of(desk, OLD)
    assert await desk.phone.transcripts.load(NEW) is None
    assert not now(desk).failed
    server.answers[audio(NEW)] = served
    await desk.phone.transcripts.make(NEW)
    await words_of(desk, NEW)


async def test_a_recording_on_which_it_fails_is_passed_by(open_desk: OpenDesk) -> None:
    desk: Desk = await open_desk("dies")
    await switched_on(desk)
    await desk.until(lambda: dict(now(desk).failed) == {NEW: Doubt.ENDED, OLD: Doubt.ENDED})
    assert now(desk).doubt is None
    await desk.until(lambda: now(desk).now is None)
    desk.events.clear()
    await desk.phone.transcripts.make(OLD)
    await desk.until(lambda: any(event.transcribing.now == OLD for event in desk.told(TranscribingChanged)))
    await desk.until(lambda: OLD in now(desk).failed)
    assert not any(event.transcribing.now == NEW for event in desk.told(TranscribingChanged))


async def test_what_failed_is_not_tried_at_each_start(open_desk: OpenDesk) -> None:
    desk: Desk = await open_desk("dies")
    await switched_on(desk)
    await desk.until(lambda: len(now(desk).failed) == 2)
    await desk.again()
    await desk.phone.sessions.resume()
    await desk.until(lambda: len(now(desk).failed) == 2)
    assert now(desk).on
    assert nothing_runs(desk)


async def test_what_was_left_over_waits_until_the_window_is_in_use(open_desk: OpenDesk) -> None:
    desk: Desk = await open_desk("hangs")
    await switched_on(desk)
    await desk.until(lambda: now(desk).done == 0.5)
    in_use = asyncio.Event()

    async def wait() -> None:
        await in_use.wait()

    desk.head_start = wait
    await desk.again()
    await desk.phone.sessions.resume()
    listed = [each.id for each in await desk.phone.voicemails.load(None)]
    await asyncio.sleep(0.2)
    rested = nothing_runs(desk) and not any(e.transcribing.now for e in desk.told(TranscribingChanged))
    in_use.set()
    assert (listed, rested) == ([NEW, OLD], True)
    await desk.until(lambda: now(desk).done == 0.5)


async def test_all_that_was_made_can_be_deleted_and_stays_so(open_desk: OpenDesk) -> None:
    desk: Desk = await open_desk("hears")
    await switched_on(desk)
    await words_of(desk, OLD)
    await desk.phone.transcripts.delete_all()
    assert not now(desk).on
    assert await desk.phone.transcripts.count() == (0, 0)
    assert await desk.phone.transcripts.look_for("hello") == {}


async def test_another_model_makes_them_anew_when_it_is_asked_to(open_desk: OpenDesk) -> None:
    desk: Desk = await open_desk("hears")
    await switched_on(desk, "small.bin")
    before = await words_of(desk, OLD)
    await desk.phone.transcripts.choose_model("large.bin")
    assert await desk.phone.transcripts.count() == (2, 2)
    await desk.until(lambda: now(desk).now is None)
    assert await desk.phone.transcripts.load(OLD) == before
    await desk.phone.transcripts.make_all_anew()

    async def all_are_new() -> bool:
        return await desk.phone.transcripts.count() == (2, 0)

    await desk.until(all_are_new)
    assert (await words_of(desk, OLD)).model == "large.bin"


async def test_the_choice_outlives_the_program_and_the_session(open_desk: OpenDesk) -> None:
    desk: Desk = await open_desk("hears")
    await switched_on(desk, "/somewhere/small.bin")
    await words_of(desk, OLD)
    await desk.phone.sessions.sign_out()
    assert not isinstance(desk.session(), SignedIn)
    assert await desk.phone.transcripts.load(OLD) is None
    await desk.again()
    model = await desk.until(lambda: now(desk).model)
    assert model is not None
    assert (now(desk).on, model.name, model.path) == (True, "small.bin", "/somewhere/small.bin")


async def test_a_model_that_went_away_is_said_and_found_again(
    open_desk: OpenDesk, tmp_path: Path, server: HostileServer
) -> None:
    desk: Desk = await open_desk()
    path = write_model(tmp_path / "model.bin")
    await desk.phone.transcripts.choose_model(str(path))
    path.rename(tmp_path / "elsewhere.bin")
    await desk.phone.transcripts.switch(True)
    await desk.until(lambda: now(desk).doubt is Doubt.GONE)
    assert not now(desk).failed
    await desk.phone.transcripts.look_again()
    assert now(desk).doubt is Doubt.GONE
    (tmp_path / "elsewhere.bin").rename(path)
    await desk.phone.transcripts.look_again()
    await words_of(desk, OLD)


async def test_switched_off_in_the_middle_it_stops(open_desk: OpenDesk) -> None:
    desk: Desk = await open_desk("hangs")
    await switched_on(desk)
    await desk.until(lambda: now(desk).done == 0.5)
    await desk.phone.transcripts.switch(False)
    await desk.until(lambda: now(desk).now is None and nothing_runs(desk))
    assert (now(desk).waiting, dict(now(desk).failed)) == ((), {})
    assert desk.state.carrier is Carrier.UP
