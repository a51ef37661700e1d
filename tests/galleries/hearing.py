"""Not being heard, on the page and in the bar."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain import events as e
from desktop.domain.sound import Unheard
from tests.galleries import entry
from tests.galleries.calls import call, call_page, model_of
from tests.galleries.sample import KARIM, MARIE, WORK, Sample, account
from ui.widgets.call_bar import CallBar
from ui.widgets.toast import Toast


def unheard(why: Unheard, *, muted: bool = False) -> tuple[Sample, QWidget]:
    sample = account()
    key = call(sample, MARIE)
    sound = replace(sample.store.state.sound, microphone="Jabra Evolve2 40", unheard=why)
    sample.store.apply(e.SoundChanged(sound))
    sample.store.apply(e.CallMuted(key, muted))
    return sample, call_page(sample, key)


@entry("calls/silent-microphone", size=(720, 640))
def silent_microphone() -> QWidget:
    return unheard(Unheard.SILENT)[1]


@entry("calls/muted-by-system", size=(520, 640))
def muted_by_system() -> QWidget:
    return unheard(Unheard.MUTED_BY_SYSTEM)[1]


@entry("calls/talking-while-muted", size=(720, 640))
def talking_while_muted() -> QWidget:
    return unheard(Unheard.MUTED_HERE, muted=True)[1]


@entry("calls/bar-unheard", size=(520, 240))
def bar_unheard() -> QWidget:
    sample = account()
    call(sample, KARIM, WORK)
    sample.store.apply(e.SoundChanged(replace(sample.store.state.sound, unheard=Unheard.SILENT)))
    page = QWidget()
    model = model_of(sample)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(CallBar(model, page))
    column.addStretch(1)
    model.setParent(page)
    return page


@entry("calls/device-gone", size=(860, 240))
def device_gone() -> QWidget:
    from ui.models.device_moves import DeviceMovesModel

    page = bar_unheard()
    sample = account()
    call(sample)
    toast = Toast(page)
    page.removeEventFilter(toast)  # it outlives this page by a moment
    model = DeviceMovesModel(sample.store, parent=page)
    model.moved.connect(toast.tell)
    sound = sample.store.state.sound
    before = replace(sound, microphone="Jabra Evolve2 40", speaker="Jabra Evolve2 40")
    sample.store.apply(e.SoundChanged(before))
    after = replace(
        sound, devices=(), microphone="Built-in Audio Analog Stereo", speaker="HDMI 1, Dell U2720Q"
    )
    sample.store.apply(e.SoundChanged(after))
    return page
