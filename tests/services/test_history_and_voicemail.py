"""CALL-7 and VM-2 from the cache, against answers made here; the recordings are never trusted."""

from __future__ import annotations

import asyncio
import io
import wave
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from desktop.domain.calls import EndOfCall, Outcome
from desktop.domain.connection import Carrier
from desktop.domain.errors import Unanswered
from desktop.domain.history import CallKind, CallQuery
from desktop.domain.numbers import NumberId, Unread
from desktop.domain.voicemail import VoicemailId
from desktop.voice import wire
from tests.fakes import HostileServer, raw, says
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.test_following_the_carrier import small_carrier

MINE = NumberId("n")


def call(sequence: int, outcome: str = "answered", **more: Any) -> dict[str, Any]:
    return {
        "id": f"call-{sequence}",
        "number_id": "n",
        "peer": "+33612345678",
        "direction": "incoming",
        "outcome": outcome,
        "started_at": "2026-11-01T12:00:00Z",
        "duration_seconds": 61.5,
        "seen": outcome != "missed",
        "sequence": sequence,
        **more,
    }


LEFT = {
    "id": "vm-1",
    "number_id": "n",
    "peer": "",
    "received_at": "2026-11-01T12:00:00Z",
    "duration_seconds": 3.0,
    "heard": False,
}


def recording(*, channels: int = 1, rate: int = 8000, seconds: float = 0.1) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(channels)
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes(b"\x01\x02" * int(rate * seconds) * channels)
    return file.getvalue()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[HostileServer]:
    hostile = await HostileServer().start()
    hostile.answers = small_carrier()
    calls = [call(n, "missed" if n % 2 else "answered") for n in range(10, 0, -1)]
    calls.append(call(0, "failed", reason="a new word"))
    hostile.answers["/v1/calls"] = says(200, {"calls": calls, "next": None})
    hostile.answers["/v1/voicemails"] = says(200, {"voicemails": [LEFT]})
    hostile.answers["/v1/calls/seen"] = raw(b"HTTP/1.1 204 X\r\nconnection: close\r\n\r\n")
    hostile.answers["/v1/voicemails/vm-1/heard"] = hostile.answers["/v1/calls/seen"]
    yield hostile
    await hostile.close()


@pytest_asyncio.fixture
async def desk(server: HostileServer, make_desk: MakeDesk) -> Desk:
    opened = await make_desk(server.url).open()
    await opened.phone.sessions.sign_in("a@example.org", "Secret123")
    await opened.until(lambda: opened.state.carrier is Carrier.UP)
    return opened


async def test_the_history_comes_in_pages_newest_first(desk: Desk) -> None:
    history = desk.phone.history
    first = await history.load_calls(CallQuery(MINE), limit=4)
    second = await history.load_calls(CallQuery(MINE), before=first[-1].sequence, limit=4)
    assert [r.sequence for r in first + second] == [10, 9, 8, 7, 6, 5, 4, 3]
    missed = await history.load_calls(CallQuery(kind=CallKind.MISSED))
    assert {r.outcome for r in missed} == {Outcome.MISSED}
    assert (await history.load_calls(CallQuery()))[-1].reason is EndOfCall.TECHNICAL
    assert await history.load_calls(CallQuery(NumberId("other"))) == ()


async def test_missed_calls_are_seen_at_once_and_the_carrier_is_told(
    desk: Desk, server: HostileServer
) -> None:
    assert desk.state.unread == {MINE: Unread(0, 5, 1)}
    await desk.phone.history.mark_calls_seen(None)
    assert desk.state.unread == {MINE: Unread(0, 0, 1)}
    await desk.until(lambda: server.asked("/v1/calls/seen"))
    assert server.asked("/v1/calls/seen")[0].json() == {"number_id": "n", "up_to": 9}


async def test_a_voicemail_is_heard_at_once_and_told_to_the_carrier(
    desk: Desk, server: HostileServer
) -> None:
    (left,) = await desk.phone.history.load_voicemails(MINE)
    await desk.phone.history.mark_heard(left.id)
    assert desk.state.unread[MINE].voicemails == 0
    assert [v.heard for v in await desk.phone.history.load_voicemails(None)] == [True]
    await desk.until(lambda: server.asked("/v1/voicemails/vm-1/heard"))


async def test_a_recording_is_fetched_once_and_gone_when_the_program_ends(
    desk: Desk, server: HostileServer
) -> None:
    path = "/v1/voicemails/vm-1/audio"
    server.answers[path] = says(200, recording(), kind="audio/wav")
    first = await desk.phone.history.fetch_voicemail(VoicemailId("vm-1"))
    assert await desk.phone.history.fetch_voicemail(VoicemailId("vm-1")) == first
    assert len(server.asked(path)) == 1
    assert first.is_relative_to(desk.profile)
    with wave.open(str(first)) as read:
        assert (read.getframerate(), read.getnframes()) == (8000, 800)
    await desk.close()
    assert not first.exists()


@pytest.mark.parametrize(
    "sound",
    [
        b"",
        b"RIFF",
        recording()[:20],
        b"<html>",
        recording(channels=2),
        recording(rate=4000),
        recording().replace(b"\x01\x00\x01\x00", b"\x03\x00\x01\x00", 1),
        recording()[:40] + b"\xff\xff\xff\xff",
        b"ID3\x03" + b"\x00" * 500,
    ],
    ids=["empty", "riff alone", "cut", "html", "stereo", "slow", "float", "4 GiB claimed", "mp3"],
)
async def test_what_is_no_recording_is_not_kept(desk: Desk, server: HostileServer, sound: bytes) -> None:
    server.answers["/v1/voicemails/vm-1/audio"] = says(200, sound, kind="audio/wav")
    try:
        path = await desk.phone.history.fetch_voicemail(VoicemailId("vm-1"))
    except Unanswered:
        assert not list((desk.profile / "sounds").iterdir())
    else:  # a header that promises too much: what is there was written anew
        with wave.open(str(path)) as read:
            assert len(read.readframes(1 << 20)) == read.getnframes() * 2


async def test_a_name_from_the_network_is_no_path(desk: Desk, server: HostileServer) -> None:
    server.answers[""] = says(200, recording(), kind="audio/wav")
    path = await desk.phone.history.fetch_voicemail(VoicemailId("../../../tmp/evil"))
    assert path.parent.name == "sounds"


async def test_playing_ends_with_the_recording_or_when_another_begins(
    desk: Desk, server: HostileServer
) -> None:
    server.answers["/v1/voicemails/vm-1/audio"] = says(200, recording(), kind="audio/wav")
    history = desk.phone.history

    def started(count: int) -> bool:
        return len(desk.engine.told(wire.PlayFile)) == count

    first = asyncio.create_task(history.play_voicemail(VoicemailId("vm-1")))
    await desk.until(lambda: started(1))
    second = asyncio.create_task(history.play_voicemail(VoicemailId("vm-1")))
    await desk.until(lambda: started(2))
    await asyncio.wait_for(first, 2)
    play = desk.engine.told(wire.PlayFile)[1]
    desk.engine.tell(wire.Playing(play.play_id, 0.1, True))
    await asyncio.wait_for(second, 2)
    third = asyncio.create_task(history.play_voicemail(VoicemailId("vm-1")))
    await desk.until(lambda: started(3))
    await history.stop_voicemail()
    await asyncio.wait_for(third, 2)
    assert len(desk.engine.told(wire.StopPlaying)) == 2
