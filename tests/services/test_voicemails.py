"""VM-2: fetched once, kept enciphered, listened to anywhere in it; against answers made here."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from carrier.voicemail.encoding import to_flac
from desktop.domain.calls import Call, CallId, Direction, Phase
from desktop.domain.connection import Carrier
from desktop.domain.errors import Mendable, Unanswered
from desktop.domain.events import CallBegan
from desktop.domain.numbers import Address, NumberId
from desktop.domain.playing import Output
from desktop.domain.voicemail import VoicemailId
from desktop.voice import wire
from tests.fakes import HostileServer, raw, says
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.test_following_the_carrier import left, small_carrier
from tests.sound import RATE, note

MINE = NumberId("n")
ONE = VoicemailId("vm-1")
AUDIO = "/v1/voicemails/vm-1/audio"
NOTHING = raw(b"HTTP/1.1 204 X\r\nconnection: close\r\n\r\n")


def note_of(samples: bytes) -> float:
    """Hertz, of what is loudest in it."""
    values = np.frombuffer(samples, "<i2").astype(float)
    return float(np.fft.rfftfreq(len(values), 1 / RATE)[np.abs(np.fft.rfft(values)).argmax()])


@pytest_asyncio.fixture
async def server() -> AsyncIterator[HostileServer]:
    hostile = await HostileServer().start()
    hostile.answers = small_carrier()
    hostile.answers["/v1/voicemails"] = says(200, {"voicemails": [left()]})
    hostile.answers["/v1/voicemails/vm-1/heard"] = NOTHING
    hostile.answers[AUDIO] = says(200, to_flac(note(3)), kind="audio/flac")
    yield hostile
    await hostile.close()


@pytest_asyncio.fixture
async def desk(server: HostileServer, make_desk: MakeDesk) -> Desk:
    opened = await make_desk(server.url).open()
    await opened.phone.sessions.sign_in("a@example.org", "Secret123")
    await opened.until(lambda: opened.state.carrier is Carrier.UP)
    return opened


def pieces(desk: Desk, turn: int = -1) -> list[wire.PlaySound]:
    """All that was sent to the engine of what was played last."""
    sent: list[wire.PlaySound] = desk.engine.told(wire.PlaySound)
    ids = list(dict.fromkeys(each.play_id for each in sent))
    return [each for each in sent if ids and each.play_id == ids[turn]]


async def all_sent(desk: Desk) -> bytes:
    await desk.until(lambda: bool(pieces(desk)) and not pieces(desk)[-1].more)
    return b"".join(each.samples for each in pieces(desk))


async def test_heard_and_not_heard_again_counts_at_once_and_is_told(
    desk: Desk, server: HostileServer
) -> None:
    voicemails = desk.phone.voicemails
    await voicemails.mark_heard((ONE,))
    assert desk.state.unread.get(MINE) is None
    assert [v.heard for v in await voicemails.load(None)] == [True]
    await desk.until(lambda: [r.method for r in server.asked("/v1/voicemails/vm-1/heard")] == ["PUT"])
    await voicemails.mark_heard((ONE,), heard=False)
    assert desk.state.unread[MINE].voicemails == 1
    await desk.until(
        lambda: [r.method for r in server.asked("/v1/voicemails/vm-1/heard")] == ["PUT", "DELETE"]
    )


async def test_a_recording_is_fetched_once_and_lies_in_no_file(desk: Desk, server: HostileServer) -> None:
    sound = await desk.phone.voicemails.sound(ONE)
    assert (sound.rate, sound.seconds) == (RATE, 3.0)
    waveform = await desk.phone.voicemails.waveform(ONE)
    assert len(waveform.peaks) == 150
    assert len(server.asked(AUDIO)) == 1
    for path in desk.profile.rglob("*"):
        if path.is_file():
            assert path.suffix not in (".wav", ".flac"), path.name
            assert b"fLaC" not in path.read_bytes(), path.name


async def test_what_was_fetched_is_heard_after_a_restart_without_the_carrier(
    desk: Desk, server: HostileServer
) -> None:
    await desk.phone.voicemails.sound(ONE)
    await desk.phone.voicemails.keep_place(ONE, 1.5)
    server.answers[AUDIO] = raw(b"")
    await desk.again()
    await desk.phone.sessions.resume()
    assert (await desk.phone.voicemails.sound(ONE)).seconds == 3.0
    assert await desk.phone.voicemails.place(ONE) == 1.5
    assert len(server.asked(AUDIO)) == 1


async def test_recordings_in_plain_form_of_an_earlier_version_are_deleted(make_desk: MakeDesk) -> None:
    desk = make_desk("http://127.0.0.1:9")
    old = desk.profile / "sounds" / "vm-1.wav"
    old.parent.mkdir()
    old.write_bytes(b"RIFF")
    await desk.open()
    assert not old.parent.exists()


async def test_what_came_lately_is_fetched_before_anybody_asks(
    server: HostileServer, make_desk: MakeDesk
) -> None:
    recent = left(received_at=np.datetime_as_string(np.datetime64("now"), unit="s") + "Z")
    server.answers["/v1/voicemails"] = says(200, {"voicemails": [recent, left("old")]})
    desk = await make_desk(server.url).open()
    await desk.phone.sessions.sign_in("a@example.org", "Secret123")
    await desk.until(lambda: server.asked(AUDIO))
    assert not server.asked("/v1/voicemails/old/audio")


@pytest.mark.parametrize(
    "body",
    [b"", b"fLaC", to_flac(note(1))[:200], b"<html>", b"ID3\x03" + bytes(500)],
    ids=["empty", "its mark alone", "cut", "html", "mp3 without sound"],
)
async def test_what_is_no_recording_is_said_and_not_kept(
    desk: Desk, server: HostileServer, body: bytes
) -> None:
    server.answers[AUDIO] = says(200, body, kind="audio/flac")
    with pytest.raises((Mendable, Unanswered)):
        await desk.phone.voicemails.sound(ONE)
    server.answers[AUDIO] = says(200, to_flac(note(3)), kind="audio/flac")
    assert (await desk.phone.voicemails.sound(ONE)).seconds == 3.0


@pytest.mark.parametrize("speed", [1.0, 1.25, 1.5, 2.0])
async def test_a_faster_recording_keeps_its_pitch_and_its_place(desk: Desk, speed: float) -> None:
    told: list[float] = []
    playing = asyncio.create_task(
        desk.phone.voicemails.play(ONE, from_second=1.0, speed=speed, told=told.append)
    )
    samples = await all_sent(desk)
    assert len(samples) / 2 / RATE == pytest.approx(2.0 / speed, abs=0.05)
    assert note_of(samples) == pytest.approx(1_000, abs=5)
    play_id = pieces(desk)[0].play_id
    desk.engine.tell(wire.Playing(play_id, 0.5, False), wire.Playing(play_id, 2.0 / speed, True))
    assert await playing
    assert told == [pytest.approx(1.0 + 0.5 * speed)]


async def test_silence_is_passed_over_and_the_second_stays_that_of_the_recording(
    desk: Desk, server: HostileServer
) -> None:
    sound = to_flac(note(2) + bytes(3 * RATE * 2) + note(1))
    server.answers[AUDIO] = says(200, sound, kind="audio/flac")
    told: list[float] = []
    playing = asyncio.create_task(
        desk.phone.voicemails.play(ONE, skip_silence=True, on=Output.RINGER, told=told.append)
    )
    samples = await all_sent(desk)
    assert len(samples) / 2 / RATE == pytest.approx(3.3, abs=0.05)
    first = pieces(desk)[0]
    assert first.on_ringer
    desk.engine.tell(wire.Playing(first.play_id, 1.0, False), wire.Playing(first.play_id, 2.5, False))
    assert told == [pytest.approx(1.0), pytest.approx(5.2, abs=0.05)]
    await desk.phone.voicemails.stop()
    assert not await playing


async def test_another_one_a_call_that_rings_or_leaving_stops_what_plays(desk: Desk) -> None:
    voicemails = desk.phone.voicemails
    first = asyncio.create_task(voicemails.play(ONE))
    await all_sent(desk)
    second = asyncio.create_task(voicemails.play(ONE))
    assert not await asyncio.wait_for(first, 2)
    await desk.until(lambda: len({each.play_id for each in desk.engine.told(wire.PlaySound)}) == 2)
    them = Address("+33612345678")
    now = datetime.now(UTC)
    call = Call(CallId("c"), Direction.INCOMING, MINE, them, "", Phase.RINGING, now)
    desk.phone.store.apply(CallBegan(call))
    assert not await asyncio.wait_for(second, 2)
    assert len(desk.engine.told(wire.StopPlaying)) == 2
    third = asyncio.create_task(voicemails.play(ONE))
    await all_sent(desk)
    silenced = Call(CallId("d"), Direction.INCOMING, MINE, them, "", Phase.RINGING, now, silenced=True)
    desk.phone.store.apply(CallBegan(silenced))
    assert len(desk.engine.told(wire.StopPlaying)) == 2
    await desk.phone.sessions.sign_out()
    assert not await asyncio.wait_for(third, 2)


async def test_nothing_sounds_for_whoever_waits_for_it_no_longer(desk: Desk) -> None:
    playing = asyncio.create_task(desk.phone.voicemails.play(ONE))
    await all_sent(desk)
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
    assert [each.play_id for each in desk.engine.told(wire.StopPlaying)] == [pieces(desk)[0].play_id]


async def test_without_a_loudspeaker_it_is_said(desk: Desk) -> None:
    playing = asyncio.create_task(desk.phone.voicemails.play(ONE))
    await all_sent(desk)
    desk.engine.tell(wire.CommandFailed("PlaySound", "no-speaker", pieces(desk)[0].play_id))
    with pytest.raises(Mendable, match="no-speaker"):
        await playing


async def test_an_engine_that_dies_is_no_end_of_the_recording(desk: Desk) -> None:
    playing = asyncio.create_task(desk.phone.voicemails.play(ONE))
    await all_sent(desk)
    desk.engine.tell(wire.Ready(1, "2.15"))
    assert not await asyncio.wait_for(playing, 2)


async def test_a_recording_is_saved_as_flac_or_as_wav(desk: Desk, tmp_path: Path) -> None:
    await desk.phone.voicemails.save(ONE, tmp_path / "a.flac")
    assert (tmp_path / "a.flac").read_bytes() == to_flac(note(3))
    await desk.phone.voicemails.save(ONE, tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as read:
        assert (read.getframerate(), read.getnframes()) == (RATE, 3 * RATE)
    with pytest.raises(Mendable, match="file-not-saved"):
        await desk.phone.voicemails.save(ONE, tmp_path / "gone" / "a.wav")
