"""What is done with a caller, step by step, on a clock that the test turns."""

from __future__ import annotations

import os
import time
from pathlib import Path
from uuid import uuid4

import pytest

from carrier.answering import tones
from carrier.answering.attendant import Attendant, Stage
from carrier.answering.sound import Sound
from carrier.answering.wire import Expect, Taken, Times
from carrier.voicemail.spool import SpoolWriter, read_spool
from carrier.voicemail.visit import EndOfTake
from tests.carrier.voicemail.visiting import hum, speech

FRAME = 640
QUIET = bytes(FRAME)
KEY = bytes(32)


class Call:
    """A caller who is attended to, and the sound clock."""

    def __init__(self, folder: Path, *, times: Times | None = None, **changes: object) -> None:
        given: dict[str, object] = {
            "visit_id": str(uuid4()),
            "key": KEY,
            "words": hum(0.2),
            "records": True,
            "longest_seconds": 180.0,
        }
        self.folder = folder
        self.visit = Expect(**(given | changes))  # type: ignore[arg-type]
        self.taken: list[Taken] = []
        self.hung_up = 0
        self.told = b""
        self.packets = 0
        self.now = time.monotonic()
        self._sound = Sound()
        self.attendant = Attendant(
            self.visit,
            self._sound,
            spools=folder,
            times=times or Times(),
            publish=self.taken.append,
            hang_up=self._hang_up,
        )

    def _hang_up(self) -> None:
        self.hung_up += 1

    def passes(self, seconds: float, samples: bytes = b"", *, flows: bool = True) -> None:
        """That much time, in which the caller says this, and then nothing."""
        for number in range(round(seconds * 50)):
            self.told += self._sound.wanted(FRAME)
            said = samples[number * FRAME : (number + 1) * FRAME]
            self._sound.came(said if len(said) == FRAME else QUIET)
            self.packets += flows
            self.now += 0.02
            self.attendant.tick(self.now, self.packets)

    def until(self, stage: Stage) -> None:
        while self.attendant.stage is not stage:
            self.passes(0.02)

    @property
    def end(self) -> EndOfTake:
        (taken,) = self.taken
        return taken.end

    def recorded(self) -> bytes:
        return read_spool(self.folder, self.visit.visit_id, KEY)


def recording(folder: Path, *, times: Times | None = None, longest: float = 180.0) -> Call:
    call = Call(folder, times=times, longest_seconds=longest)
    call.attendant.begin()
    call.until(Stage.RECORDING)
    return call


def test_nothing_is_said_before_sound_flows_and_all_of_it_afterwards(tmp_path: Path) -> None:
    call = Call(tmp_path)
    call.passes(1.0)
    assert not any(call.told)
    call.told = b""
    call.attendant.begin()
    call.until(Stage.RECORDING)
    expected = tones.silence(0.1) + call.visit.words + tones.silence(0.1) + tones.speak_now()
    assert call.told[: len(expected)] == expected
    assert not list(tmp_path.iterdir()), "nothing is kept before the tone"


def test_a_hold_does_not_begin_it_anew(tmp_path: Path) -> None:
    call = recording(tmp_path)
    call.attendant.begin()
    assert call.attendant.stage is Stage.RECORDING


def test_a_hash_skips_words_but_not_the_tone(tmp_path: Path) -> None:
    call = Call(tmp_path, words=hum(30))
    call.attendant.begin()
    call.passes(0.5)
    for key in "1*#":
        call.attendant.press(key)
    call.passes(0.1)
    call.attendant.press("#")  # pressed twice: it must not end what has not begun
    call.until(Stage.RECORDING)
    assert tones.speak_now() in call.told
    assert len(call.told) < 40_000


def test_silence_ends_it_sooner_when_something_was_said(tmp_path: Path) -> None:
    said = speech(2, rate=16_000)
    spoke, mute = recording(tmp_path), recording(tmp_path)
    spoke.passes(9.7, said)
    assert not spoke.taken
    spoke.passes(0.5)
    assert spoke.end is EndOfTake.SILENCE
    assert spoke.recorded()[: len(said)] == said
    mute.passes(9.9)
    assert not mute.taken
    mute.passes(0.2)
    assert mute.end is EndOfTake.SILENCE


def test_a_silent_network_is_no_silent_caller(tmp_path: Path) -> None:
    call = recording(tmp_path)
    call.passes(1.0, speech(1, rate=16_000))
    call.passes(19.0, flows=False)
    assert not call.taken
    call.passes(1.1, flows=False)
    assert call.end is EndOfTake.LOST
    assert call.hung_up == 1


def test_the_longest_is_kept_to_the_sample_and_no_more(tmp_path: Path) -> None:
    call = recording(tmp_path, longest=1.01)
    call.passes(2.0, speech(2, rate=16_000))
    assert call.taken == [Taken(call.visit.visit_id, 1.01, EndOfTake.LONGEST)]
    assert call.recorded() == speech(2, rate=16_000)[: 2 * 16_160]


@pytest.mark.parametrize("end", ["hash", "longest"])
def test_who_is_hung_up_on_hears_it_before(tmp_path: Path, end: str) -> None:
    call = recording(tmp_path, longest=1.0)
    call.told = b""
    call.passes(0.5)
    if end == "hash":
        call.attendant.press("#")
    call.passes(1.5)
    assert tones.parting() in call.told
    assert call.hung_up == 1
    call.attendant.gone()
    assert len(call.taken) == 1


def test_a_caller_who_holds_does_not_hold_up_the_good_bye(tmp_path: Path) -> None:
    call = recording(tmp_path)
    call.attendant.press("#")
    call.now += 2.1  # nobody fetches what is said
    call.attendant.tick(call.now, call.packets)
    assert call.hung_up == 1


def test_who_neither_speaks_nor_leaves_has_not_forever(tmp_path: Path) -> None:
    call = Call(tmp_path, longest_seconds=1.0)
    for _ in range(40):
        call.now += 1.0
        call.packets += 50
        call.attendant.tick(call.now, call.packets)
    assert call.end is EndOfTake.LONGEST
    assert call.hung_up == 1


@pytest.mark.logs("can't be recorded: OSError")
def test_a_full_disk_ends_it_and_keeps_what_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call = recording(tmp_path)
    call.passes(1.2, speech(2, rate=16_000))

    def refuse(file: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "write", refuse)
        call.passes(1.0, speech(2, rate=16_000))
    assert call.taken == [Taken(call.visit.visit_id, 1.0, EndOfTake.CRASH)]
    assert len(call.recorded()) == 32_000


@pytest.mark.logs("can't be recorded: FileExistsError")
def test_a_visit_that_was_recorded_before_is_not_recorded_over(tmp_path: Path) -> None:
    call = recording(tmp_path)
    SpoolWriter(tmp_path, call.visit.visit_id, KEY).close()
    call.passes(1.0, speech(1, rate=16_000))
    assert call.taken == [Taken(call.visit.visit_id, 0.0, EndOfTake.CRASH)]


def test_an_announcement_ends_by_itself_and_takes_no_keys(tmp_path: Path) -> None:
    call = Call(tmp_path, records=False)
    call.attendant.begin()
    call.attendant.press("#")
    call.passes(0.4)
    assert call.visit.words in call.told
    assert not call.taken
    call.passes(0.5)
    assert call.hung_up == 1
    assert call.taken == [Taken(call.visit.visit_id, 0.0, EndOfTake.LONGEST)]


def test_a_flood_is_ended(tmp_path: Path) -> None:
    call = recording(tmp_path)
    call.packets += 10_000
    call.passes(0.02)
    assert call.hung_up == 1


def test_a_long_pause_of_the_owner_costs_no_sound() -> None:
    sound = Sound()
    sound.listen(True)
    for number in range(400):
        sound.came(bytes([number % 256]) * FRAME)
    assert len(sound.take()) == 400
    assert sound.take() == []
