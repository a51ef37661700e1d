"""Reports of three makes become keys; what a headset only echoes does not."""

from __future__ import annotations

import pytest

from desktop.domain.headset import HeadsetKey, Lamps
from desktop.system.headset.descriptor import read_descriptor
from desktop.system.headset.handset import ECHO, Handset
from tests.system.headsets import (
    INPUT,
    JABRA_EVOLVE_LINK,
    PLAIN_HANDSET,
    PLANTRONICS_BLACKWIRE_5220,
    RELATIVE,
    SENNHEISER_SC_660,
    application,
    bits,
    limits,
    usages,
)

UP, DOWN, MUTE = HeadsetKey.TAKEN_UP, HeadsetKey.PUT_DOWN, HeadsetKey.MUTE_PRESSED
TALKING, IDLE, RINGING = Lamps(off_hook=True), Lamps(), Lamps(ring=True)


class Held:
    """A handset and the time, which passes when a test says so."""

    def __init__(self, description: bytes) -> None:
        self.handset = Handset(read_descriptor(description))
        self.now = 100.0

    def says(self, report: str, *, after: float = 0.2) -> list[HeadsetKey]:
        self.now += after
        return self.handset.read(bytes.fromhex(report), now=self.now)

    def is_told(self, lamps: Lamps, *, anew: bool = False) -> list[str]:
        self.now += 0.05
        return [each.hex() for each in self.handset.show(lamps, now=self.now, anew=anew)]


# The hook up and down, the mute key pressed and let go, with the hook as it stands.
MAKES = {
    "Jabra": (JABRA_EVOLVE_LINK, "020100", "020000", "020500", "020100"),
    "Plantronics": (PLANTRONICS_BLACKWIRE_5220, "0802", "0800", "0803", "0802"),
    "Sennheiser": (SENNHEISER_SC_660, "0802", "0800", "0803", "0802"),
}


@pytest.mark.parametrize("make", MAKES)
def test_a_call_from_ringing_to_hanging_up_by_the_keys(make: str) -> None:
    description, up, down, mute, unpressed = MAKES[make]
    held = Held(description)
    held.is_told(IDLE)
    assert held.is_told(RINGING)
    assert held.says(up) == [UP]
    assert held.is_told(TALKING)
    assert held.says(up) == []
    assert held.says(mute) == [MUTE]
    assert held.says(unpressed) == []
    held.is_told(Lamps(off_hook=True, mute=True))
    assert held.says(mute) == [MUTE]
    assert held.says(unpressed) == []
    held.is_told(TALKING)
    assert held.says(down) == [DOWN]
    held.is_told(IDLE)
    assert held.says(down) == []


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("answers", [True, False])
def test_a_call_answered_and_ended_on_screen_leaves_the_keys_right(make: str, answers: bool) -> None:
    """Whether the headset says the hook it was told, or keeps silent."""
    description, up, down, _mute, _unpressed = MAKES[make]
    held = Held(description)
    for seconds in (ECHO + 1, 0.1, 0.1):
        held.is_told(RINGING)
        held.is_told(TALKING)
        if answers:
            assert held.says(up) == []
        held.now += seconds
        held.is_told(IDLE)
        if answers:
            assert held.says(down) == []
    held.is_told(RINGING)
    assert held.says(up) == [UP]


def test_an_echo_of_the_last_call_does_not_end_the_next_one() -> None:
    held = Held(JABRA_EVOLVE_LINK)
    held.is_told(TALKING)
    assert held.says("020100") == []
    held.is_told(IDLE)
    held.is_told(TALKING)
    assert held.says("020000", after=0.3) == []
    assert held.says("020100", after=0.3) == []
    assert held.says("020000", after=0.3) == [DOWN]


def test_the_person_is_heard_although_an_echo_never_came() -> None:
    held = Held(JABRA_EVOLVE_LINK)
    held.is_told(TALKING)
    held.says("020100")
    held.is_told(IDLE)
    held.is_told(RINGING)
    assert held.says("020100", after=0.3) == [UP]
    held.is_told(TALKING)
    assert held.says("020000", after=0.3) == [DOWN]
    held = Held(JABRA_EVOLVE_LINK)
    held.is_told(TALKING)
    assert held.says("020100", after=ECHO + 1) == []
    assert held.says("020000") == [DOWN]


def test_a_hook_that_nobody_wanted_is_taken_back() -> None:
    held = Held(JABRA_EVOLVE_LINK)
    held.is_told(IDLE)
    assert held.says("020100") == [UP]
    assert held.is_told(IDLE, anew=True) == ["020000"]
    assert held.says("020000") == []


def test_the_sennheiser_key_drops_and_flashes() -> None:
    held = Held(SENNHEISER_SC_660)
    assert held.says("0810") == [HeadsetKey.DROPPED]
    assert held.says("0800") == []
    assert held.says("0808") == [HeadsetKey.FLASHED]


def test_one_press_told_twice_is_one_press() -> None:
    held = Held(JABRA_EVOLVE_LINK)
    assert held.says("020400") == [MUTE]
    assert held.says("020400", after=0.02) == []
    assert held.says("020400", after=0.5) == [MUTE]


def test_a_hook_that_goes_back_by_itself_is_a_key() -> None:
    held = Held(PLAIN_HANDSET)
    assert held.says("01") == [UP]
    assert held.says("00") == []
    assert held.says("01", after=3) == [HeadsetKey.HOOK_PRESSED]
    assert held.says("00") == []
    assert held.says("02") == [MUTE]


def test_a_hook_that_only_says_that_it_was_pressed() -> None:
    held = Held(application(0x0B, 5, limits(0, 1), usages(0x20), bits(1, INPUT, RELATIVE), bits(7, INPUT, 1)))
    assert held.says("01") == [HeadsetKey.HOOK_PRESSED]
    assert held.says("01") == [HeadsetKey.HOOK_PRESSED]


@pytest.mark.parametrize("report", ["", "02", "0100", "05010203", "ff" * 64, "08"])
def test_reports_of_others_and_those_cut_short_say_nothing(report: str) -> None:
    held = Held(JABRA_EVOLVE_LINK)
    assert held.says(report) == []
