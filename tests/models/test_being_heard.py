"""What is said in the window when one is not heard, and when a device takes another's place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop.domain import events as e
from desktop.domain.calls import Call, CallId, Direction, EndOfCall, Phase
from desktop.domain.connection import Engine
from desktop.domain.sound import Sound, SoundChoice, SoundDevice, Unheard
from tests.galleries.sample import MARIE, PRIVATE, Sample
from tests.models.conftest import Until
from ui.models.calls import CallsModel
from ui.models.device_moves import DeviceMovesModel
from ui.models.unheard import Mend

ONE = CallId("one")
HEADSET, BUILT_IN, SPEAKER = "Jabra Evolve2 40", "Built-in microphone", "Built-in speaker"
ALL = Sound(
    devices=(SoundDevice(HEADSET, 1, 2), SoundDevice(BUILT_IN, 1, 0), SoundDevice(SPEAKER, 0, 2)),
    choice=SoundChoice((HEADSET,), (HEADSET,)),
    microphone=HEADSET,
    speaker=HEADSET,
)
UNPLUGGED = replace(ALL, devices=ALL.devices[1:], microphone=BUILT_IN, speaker=SPEAKER)
NAMES_ISOLATED = str.maketrans("", "", "\u2068\u2069")


class Muter:
    def __init__(self) -> None:
        self.asked = 0

    async def unmute_microphone(self) -> None:
        self.asked += 1


@pytest.fixture
def muter() -> Muter:
    return Muter()


@pytest.fixture
def calls(sample: Sample, muter: Muter) -> CallsModel:
    talk(sample)
    return CallsModel(sample.store, sample.calls, sample.start, sound=muter)


class Window:
    """Keeps what the window says of devices."""

    def __init__(self, sample: Sample) -> None:
        self.said: list[str] = []
        self._model = DeviceMovesModel(sample.store)
        self._model.moved.connect(lambda words: self.said.append(words.translate(NAMES_ISOLATED)))


@pytest.fixture
def window(sample: Sample) -> Window:
    return Window(sample)


def talk(sample: Sample) -> None:
    began = datetime.now(UTC)
    sample.store.apply(e.SoundChanged(ALL))
    sample.store.apply(e.CallBegan(Call(ONE, Direction.OUTGOING, PRIVATE, MARIE, "", Phase.RINGING, began)))
    sample.store.apply(e.CallAnswered(ONE, began, 1000.0, "G722/16000", True))


def finds(sample: Sample, unheard: Unheard) -> None:
    sample.store.apply(e.SoundChanged(replace(sample.store.state.sound, unheard=unheard)))


def test_a_silent_microphone_is_named_and_another_can_be_chosen(calls: CallsModel, sample: Sample) -> None:
    finds(sample, Unheard.SILENT)
    unheard = calls.views[0].unheard
    assert unheard is not None
    assert HEADSET in unheard.words
    assert unheard.button == "Choose microphone"
    wanted: list[bool] = []
    calls.microphone_wanted.connect(lambda: wanted.append(True))
    calls.mend(ONE)
    assert wanted == [True]
    finds(sample, Unheard.NO)
    assert calls.views[0].unheard is None


async def test_what_the_system_has_muted_is_unmuted_with_one_button(
    calls: CallsModel, sample: Sample, muter: Muter, until: Until
) -> None:
    finds(sample, Unheard.MUTED_BY_SYSTEM)
    calls.mend(ONE)
    await until(lambda: muter.asked == 1)


def test_talking_while_muted_offers_to_unmute(calls: CallsModel, sample: Sample) -> None:
    sample.store.apply(e.CallMuted(ONE, True))
    finds(sample, Unheard.MUTED_HERE)
    unheard = calls.views[0].unheard
    assert unheard is not None
    assert (unheard.brief, unheard.mend) == ("You are muted", Mend.UNMUTE)
    sample.store.apply(e.CallMuted(ONE, False))
    assert calls.views[0].unheard is None


def test_a_call_without_a_microphone_says_so(calls: CallsModel, sample: Sample) -> None:
    sample.store.apply(e.SoundChanged(replace(ALL, microphone="", problem="no-microphone")))
    unheard = calls.views[0].unheard
    assert unheard is not None
    assert "no microphone" in unheard.words


def test_nothing_is_said_of_a_call_that_is_over_or_of_an_engine_that_is_gone(
    calls: CallsModel, sample: Sample
) -> None:
    finds(sample, Unheard.SILENT)
    sample.store.apply(e.EngineChanged(Engine.RESTARTING))
    assert sample.store.state.sound.unheard is Unheard.NO
    finds(sample, Unheard.SILENT)
    sample.store.apply(e.CallEnded(ONE, EndOfCall.HUNG_UP))
    assert calls.views[0].unheard is None


def test_the_window_names_what_is_used_instead_of_a_device_that_went(window: Window, sample: Sample) -> None:
    talk(sample)
    sample.store.apply(e.SoundChanged(UNPLUGGED))
    assert window.said == [
        f"{HEADSET} is gone. You are now heard through {BUILT_IN} and hear through {SPEAKER}."
    ]
    sample.store.apply(e.SoundChanged(ALL))
    assert window.said[1:] == [f"{HEADSET} is back and in use again."]


def test_the_last_microphone_that_goes_leaves_one_unheard(window: Window, sample: Sample) -> None:
    talk(sample)
    sample.store.apply(e.SoundChanged(replace(ALL, devices=(), microphone="", speaker="")))
    assert window.said[0].startswith(
        f"{HEADSET} is gone. They cannot hear you until a microphone is plugged in."
    )
    sample.store.apply(e.SoundChanged(ALL))
    assert window.said[1] == f"You are now heard through {HEADSET}. You now hear through {HEADSET}."


def test_what_a_person_chooses_is_confirmed(window: Window, sample: Sample) -> None:
    talk(sample)
    chosen = replace(ALL, choice=SoundChoice((BUILT_IN, HEADSET), (HEADSET,)))
    sample.store.apply(e.SoundChanged(chosen))
    sample.store.apply(e.SoundChanged(replace(chosen, microphone=BUILT_IN)))
    assert window.said == [f"You are now heard through {BUILT_IN}."]


def test_what_takes_a_devices_place_while_somebody_is_called_is_named(window: Window, sample: Sample) -> None:
    sample.store.apply(e.SoundChanged(ALL))
    began = datetime.now(UTC)
    sample.store.apply(e.CallBegan(Call(ONE, Direction.OUTGOING, PRIVATE, MARIE, "", Phase.DIALING, began)))
    sample.store.apply(e.SoundChanged(UNPLUGGED))
    assert window.said == [
        f"{HEADSET} is gone. You are now heard through {BUILT_IN} and hear through {SPEAKER}."
    ]


RINGING = replace(ALL, ringers=(HEADSET,))


def ring(sample: Sample, *, silenced: bool = False) -> None:
    sample.store.apply(e.SoundChanged(RINGING))
    call = Call(ONE, Direction.INCOMING, PRIVATE, MARIE, "", Phase.RINGING, datetime.now(UTC))
    sample.store.apply(e.CallBegan(replace(call, silenced=silenced)))


def test_what_rings_in_place_of_a_device_that_went_is_named(window: Window, sample: Sample) -> None:
    ring(sample)
    sample.store.apply(e.SoundChanged(replace(UNPLUGGED, ringers=(SPEAKER,))))
    sample.store.apply(e.SoundChanged(RINGING))
    sample.store.apply(e.SoundChanged(replace(RINGING, devices=(), microphone="", speaker="", ringers=())))
    assert window.said == [
        f"{HEADSET} is gone. It now rings on {SPEAKER}.",
        f"It now rings on {HEADSET}.",
        f"{HEADSET} is gone. Nothing rings until a speaker is plugged in.",
    ]


def test_of_a_call_that_makes_no_sound_no_ring_device_is_named(window: Window, sample: Sample) -> None:
    ring(sample, silenced=True)
    sample.store.apply(e.SoundChanged(replace(UNPLUGGED, ringers=(SPEAKER,))))
    assert window.said == []


def test_between_calls_devices_come_and_go_without_a_word(window: Window, sample: Sample) -> None:
    sample.store.apply(e.SoundChanged(ALL))
    sample.store.apply(e.SoundChanged(UNPLUGGED))
    assert window.said == []
