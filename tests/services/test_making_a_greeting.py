"""A greeting that is being made: spoken or from a file, trimmed, kept through whatever comes in between."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path

import pytest

from desktop.domain.greetings import Kind, Making, NewGreeting, Slot
from desktop.domain.recording import Recording
from desktop.voice import wire
from tests.carrier.running import RunningCarrier
from tests.services.conftest import MakeDesk, signed_in
from tests.services.desk import Desk

RATE = 16_000


def spoken(seconds: float, *, loud: int = 40) -> bytes:
    """A tone that has no two seconds alike."""
    values = (loud + place // RATE * 7 + place % 100 for place in range(round(seconds * RATE)))
    return b"".join(value.to_bytes(2, "little", signed=True) for value in values)


@pytest.fixture
async def desk(carrier: RunningCarrier, make_desk: MakeDesk) -> Desk:
    return await signed_in(carrier, make_desk, carrier.person())


def own(desk: Desk) -> Slot:
    return Slot(desk.state.numbers[0].id, Kind.OWN)


def made(desk: Desk) -> NewGreeting | None:
    return desk.state.new_greetings.get(own(desk))


async def begin(desk: Desk) -> tuple[asyncio.Task[None], str]:
    """Recording, and the engine's name for it."""
    task = asyncio.create_task(desk.phone.greetings.record(own(desk)))
    before = len(desk.engine.told(wire.Record))
    await desk.until(lambda: len(desk.engine.told(wire.Record)) > before)
    return task, desk.engine.told(wire.Record)[-1].record_id


def say(desk: Desk, record_id: str, samples: bytes) -> None:
    for start in range(0, len(samples), 1600):
        desk.engine.tell(wire.RecordedPiece(record_id, RATE, samples[start : start + 1600], -20.0))


async def test_what_was_said_is_there_to_the_sample_and_after_a_restart(desk: Desk) -> None:
    task, record_id = await begin(desk)
    words = spoken(2.5)
    say(desk, record_id, words)
    say(desk, "another", spoken(1))
    now = made(desk)
    assert now is not None
    assert (now.phase, now.seconds, now.level) == (Making.RECORDING, 2.5, -20.0)
    desk.phone.greetings.stop()
    assert desk.engine.told(wire.StopRecording)[-1].record_id == record_id
    desk.engine.tell(wire.RecordingEnded(record_id, "stopped"))
    await task
    assert made(desk) == NewGreeting(Making.READY, Recording(RATE, words), end=2.5)
    await desk.phone.greetings.trim(own(desk), 0.5, 9.0)
    await desk.again()
    await desk.phone.sessions.resume()
    assert made(desk) is None
    await _look(desk)
    assert made(desk) == NewGreeting(Making.READY, Recording(RATE, words), begin=0.5, end=2.5)
    await desk.phone.greetings.discard(own(desk))
    assert made(desk) is None
    await _look(desk)
    assert made(desk) is None


async def _look(desk: Desk) -> None:
    await desk.phone.greetings.load(own(desk).number_id)


async def test_a_window_that_is_closed_while_it_records_costs_nothing_that_was_said(desk: Desk) -> None:
    task, record_id = await begin(desk)
    say(desk, record_id, spoken(1))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert desk.engine.told(wire.StopRecording)
    await desk.again()
    await desk.phone.sessions.resume()
    await _look(desk)
    now = made(desk)
    assert now is not None
    assert now.sound == Recording(RATE, spoken(1))


@pytest.mark.parametrize("why", ["in-a-call", "microphone-gone"])
async def test_what_ends_it_is_said_and_what_was_said_is_kept(desk: Desk, why: str) -> None:
    task, record_id = await begin(desk)
    say(desk, record_id, spoken(1))
    desk.engine.tell(wire.RecordingEnded(record_id, why))
    await task
    now = made(desk)
    assert now is not None
    assert (now.problem, now.sound) == (why, Recording(RATE, spoken(1)))


async def test_a_call_that_rings_stops_it(desk: Desk) -> None:
    task, record_id = await begin(desk)
    say(desk, record_id, spoken(1))
    number = desk.state.numbers[0].e164
    desk.engine.tell(wire.Incoming("in-1", "s", "+33612345678", "Marie", number))
    assert desk.engine.told(wire.StopRecording)[-1].record_id == record_id
    desk.engine.tell(wire.RecordingEnded(record_id, "stopped"))
    await task
    now = made(desk)
    assert now is not None
    assert (now.problem, now.sound) == ("in-a-call", Recording(RATE, spoken(1)))


async def test_an_engine_that_dies_costs_nothing_that_was_said(desk: Desk) -> None:
    task, record_id = await begin(desk)
    say(desk, record_id, spoken(1))
    desk.engine.tell(wire.Ready(pid=1, pjsip=""))
    await task
    now = made(desk)
    assert now is not None
    assert (now.problem, now.sound) == ("technical", Recording(RATE, spoken(1)))


@pytest.mark.parametrize(
    ("ended", "word"),
    [
        (("no-microphone", ""), "no-microphone"),
        (("stopped", ""), "nothing-said"),
        (("stopped", "muted-by-system"), "muted-by-system"),
        (("full", "silent"), "silent"),
    ],
)
async def test_nothing_does_not_take_the_place_of_what_there_was(
    desk: Desk, ended: tuple[str, str], word: str
) -> None:
    task, record_id = await begin(desk)
    say(desk, record_id, spoken(1))
    desk.engine.tell(wire.RecordingEnded(record_id, "stopped"))
    await task
    again, second = await begin(desk)
    if ended[1]:
        say(desk, second, bytes(RATE))
    desk.engine.tell(wire.RecordingEnded(second, *ended))
    await again
    assert made(desk) == NewGreeting(Making.READY, Recording(RATE, spoken(1)), end=1.0, problem=word)


async def test_one_recording_ends_another(desk: Desk) -> None:
    task, record_id = await begin(desk)
    say(desk, record_id, spoken(1))
    away = Slot(own(desk).number_id, Kind.AWAY)
    other = asyncio.create_task(desk.phone.greetings.record(away))
    await desk.until(lambda: bool(desk.engine.told(wire.StopRecording)))
    desk.engine.tell(wire.RecordingEnded(record_id, "stopped"))
    await task
    await desk.until(lambda: len(desk.engine.told(wire.Record)) == 2)
    second = desk.engine.told(wire.Record)[-1].record_id
    desk.engine.tell(wire.RecordingEnded(second, "no-microphone"))
    await other
    assert desk.state.new_greetings[away].problem == "no-microphone"
    now = made(desk)
    assert now is not None
    assert now.sound == Recording(RATE, spoken(1))


async def test_a_sound_file_becomes_one(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "bonjour.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(spoken(70))
    await desk.phone.greetings.read_file(own(desk), str(path))
    now = made(desk)
    assert now is not None
    assert now.sound is not None
    assert now.sound.seconds == pytest.approx(70, abs=0.1)
    assert (now.begin, now.end) == (0, 60)
    path.write_bytes(b"<html>")
    await desk.phone.greetings.read_file(own(desk), str(path))
    kept = made(desk)
    assert kept is not None
    assert (kept.sound, kept.problem) == (now.sound, "sound-unreadable")
    for name, word in (("nothing.wav", "file-gone"), (".", "file-folder")):
        await desk.phone.greetings.read_file(own(desk), str(tmp_path / name))
        kept = made(desk)
        assert kept is not None
        assert kept.problem == word


async def test_it_can_be_heard_from_any_second(desk: Desk) -> None:
    task, record_id = await begin(desk)
    say(desk, record_id, spoken(10))
    desk.engine.tell(wire.RecordingEnded(record_id, "stopped"))
    await task
    await desk.phone.greetings.trim(own(desk), 1.0, 9.0)
    heard: list[float] = []
    playing = asyncio.create_task(
        desk.phone.greetings.listen_to_made(own(desk), from_second=2.0, told=heard.append)
    )
    await desk.until(lambda: any(not piece.more for piece in desk.engine.told(wire.PlaySound)))
    pieces = desk.engine.told(wire.PlaySound)
    assert b"".join(piece.samples for piece in pieces) == spoken(10)[2 * RATE * 2 : 9 * RATE * 2]
    assert [piece.more for piece in pieces] == [True] * (len(pieces) - 1) + [False]
    play_id = pieces[0].play_id
    desk.engine.tell(wire.Playing(play_id, 0.5, False), wire.Playing(play_id, 7.0, True))
    await playing
    assert heard == [2.5]
