"""The sound check."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop.domain import events as e
from desktop.domain.sound import CheckPhase, Heard, Processing, SoundCheck
from tests.galleries import entry
from tests.galleries.calls import call
from tests.galleries.ringing import MadeUpRinging
from tests.galleries.sample import Sample, account
from tests.galleries.settings import WELL, MadeUpSound
from ui.models.levels import LevelsModel
from ui.models.sound_check import SoundCheckModel
from ui.models.voice_care import VoiceCareModel
from ui.screens.sound_check import SoundCheckScreen
from ui.widgets.voice_card import VoiceCard

SIZE = (720, 760)


class Exhibit(MadeUpSound):
    """The page is closed and gone before the answer comes."""

    async def end_rehearsal(self) -> None:
        return None


def screen(sample: Sample, check: SoundCheck | None = None, *, problem: str = "") -> SoundCheckScreen:
    store, start = sample.store, sample.start
    sound = Exhibit(store)
    here = replace(
        store.state.sound,
        microphone="Jabra Evolve2 40",
        speaker="Built-in Audio Analog Stereo",
        processing=Processing(),
        processing_problem=problem,
        check=check,
    )
    store.apply(e.SoundChanged(here))
    models = (
        SoundCheckModel(store, sound, MadeUpRinging(store), start, monotonic=lambda: 2.0),
        LevelsModel(store, sound, start),
        VoiceCareModel(store, sound, start),
    )
    made = SoundCheckScreen(*models)
    for model in models:
        model.setParent(made)
    return made


@entry("settings/voice", size=(640, 340))
def voice() -> QWidget:
    sample = account()
    model = VoiceCareModel(sample.store, MadeUpSound(sample.store), sample.start)
    made = VoiceCard(model, offers_check=True)
    model.setParent(made)
    return made


@entry("sound-check/new", size=SIZE)
def new() -> QWidget:
    return screen(account())


@entry("sound-check/recording", size=SIZE)
def recording() -> QWidget:
    return screen(account(), SoundCheck(CheckPhase.RECORDING))


@entry("sound-check/well", size=SIZE)
def well() -> QWidget:
    return screen(account(), SoundCheck(CheckPhase.RECORDED, WELL))


@entry("sound-check/noisy", size=SIZE)
def noisy() -> QWidget:
    heard = Heard(voice=-26, noise=-34, voice_after=-30, noise_after=-46, peak=0.4)
    return screen(account(), SoundCheck(CheckPhase.RECORDED, heard))


@entry("sound-check/muted-by-system", size=SIZE)
def muted() -> QWidget:
    nothing = Heard(voice=-90, noise=-90, voice_after=-90, noise_after=-90, peak=0)
    return screen(account(), SoundCheck(CheckPhase.RECORDED, nothing, "muted-by-system"))


@entry("sound-check/in-a-call", size=SIZE)
def in_a_call() -> QWidget:
    sample = account()
    call(sample)
    return screen(sample, problem="not-installed")
