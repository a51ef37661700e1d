"""When it is said that the others do not hear, and when it is not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from desktop.voice.hearing import INTERVAL, MUTED_BY_SYSTEM, MUTED_HERE, SILENT, Hearing, Look
from desktop.voice.system_mute import SystemMute
from tests.acoustics import hiss

NOTHING = bytes(320)


def sound(decibels: float) -> bytes:
    return hiss(160, decibels).clip(-32_768, 32_767).astype(np.int16).tobytes()


ROOM, VOICE = sound(-62), sound(-25)


class Listener:
    """Lets time pass over a call."""

    def __init__(self, *, muted: bool = False) -> None:
        self.now = 100.0
        self.hearing = Hearing()
        self.hearing.begin(self.now, muted=muted)
        self.told = ""

    def hears(
        self, seconds: float, raw: bytes, far: bytes = NOTHING, *, system_muted: bool | None = None
    ) -> list[str]:
        """All that was told meanwhile."""
        told: list[str] = []
        for _ in range(round(seconds / INTERVAL)):
            self.now += INTERVAL
            self.told = self.hearing.judge(Look(raw, raw, far), self.now, system_muted=system_muted)
            told.append(self.told)
        return told

    def until_told(self, pass_time: Callable[[], object]) -> float:
        began = self.now
        while not self.told:
            pass_time()
            assert self.now - began < 60
        return self.now - began


def test_a_microphone_that_gives_nothing_from_the_start_is_told_after_some_seconds() -> None:
    call = Listener()
    assert 3 < call.until_told(lambda: call.hears(INTERVAL, NOTHING, VOICE)) < 5
    assert call.told == SILENT
    call.hears(INTERVAL, ROOM)
    assert call.told == ""


def test_a_quiet_room_is_not_silence() -> None:
    assert set(Listener().hears(60, ROOM, VOICE)) == {""}
    assert set(Listener().hears(60, sound(-72))) == {""}


def test_a_gate_that_closes_while_the_other_side_talks_is_no_fault() -> None:
    call = Listener()
    call.hears(2, VOICE)
    assert set(call.hears(60, NOTHING, VOICE)) == {""}
    assert set(call.hears(3, NOTHING)) == {""}


def test_a_microphone_that_falls_silent_is_told_when_both_sides_wait() -> None:
    call = Listener()
    call.hears(2, VOICE)
    call.hears(5, NOTHING, VOICE)
    assert 3 < call.until_told(lambda: call.hears(INTERVAL, NOTHING)) < 6
    assert call.told == SILENT


def test_what_the_system_has_muted_is_told_as_such_and_soon() -> None:
    call = Listener()
    call.hears(2, VOICE)
    call.hears(0.5, NOTHING)
    assert not call.hearing.wants_to_know(call.now)
    call.hears(1, NOTHING)
    assert call.hearing.wants_to_know(call.now)
    call.hears(INTERVAL, NOTHING, system_muted=True)
    assert call.told == MUTED_BY_SYSTEM
    call.hears(INTERVAL, ROOM, system_muted=True)
    assert call.told == ""


def test_talking_while_muted_is_told_and_a_cough_is_not() -> None:
    call = Listener(muted=True)
    call.hears(5, ROOM)
    assert set(call.hears(0.3, VOICE) + call.hears(2, ROOM)) == {""}
    assert call.until_told(lambda: call.hears(INTERVAL, VOICE)) < 1
    assert call.told == MUTED_HERE
    call.hears(2, ROOM)
    assert call.told == MUTED_HERE
    call.hears(4, ROOM)
    assert call.told == ""


def test_unmuting_ends_it_at_once() -> None:
    call = Listener(muted=True)
    call.hears(1, ROOM)
    call.until_told(lambda: call.hears(INTERVAL, VOICE))
    call.hearing.mute(call.now, False)
    call.hears(INTERVAL, VOICE)
    assert call.told == ""


def test_the_others_voice_out_of_the_loudspeaker_is_no_talking() -> None:
    call = Listener(muted=True)
    call.hears(1, ROOM)
    assert set(call.hears(20, VOICE, VOICE)) == {""}


def test_a_loud_fan_is_no_talking() -> None:
    call = Listener(muted=True)
    assert set(call.hears(20, sound(-38))) == {""}


def test_without_a_device_nothing_is_said_of_its_sound() -> None:
    assert set(Listener().hears(20, b"", VOICE)) == {""}


def test_where_nobody_can_be_asked_it_is_not_known_whether_the_system_muted() -> None:
    assert SystemMute().is_muted is None
