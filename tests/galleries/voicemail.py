"""Voicemails: the list, and listening to one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.domain import events as e
from desktop.domain.errors import Unanswered
from desktop.domain.playing import Output
from desktop.domain.sound import Sound
from tests.galleries import entry
from tests.galleries.messages import beside
from tests.galleries.sample import Sample, account, now
from ui.models.voicemails import VoicemailsModel
from ui.screens.voicemails import VoicemailPage, VoicemailScreen

SIZE = (1000, 640)


def opened(
    prepare: Callable[[Sample], None] = lambda sample: None,
    then: Callable[[Sample, VoicemailsModel], None] = lambda sample, model: None,
    *,
    place: int | None = 0,
    chosen: int = 1,
) -> QWidget:
    """`then` once the one at `place` is on its page."""
    sample = account()
    sample.store.apply(e.SoundChanged(Sound(speaker="Built-in Audio", ringers=("USB Speaker",))))
    prepare(sample)
    model = VoicemailsModel(sample.store, sample.voicemails, sample.start, clock=now)
    screen, detail = VoicemailScreen(model), VoicemailPage(model)

    def show_it() -> None:
        if model.rows.rowCount() and place is not None:
            screen.list.setCurrentIndex(model.rows.index(place, 0))
            for other in range(1, chosen):
                screen.list.selectionModel().select(
                    model.rows.index(place + other, 0), screen.list.selectionModel().SelectionFlag.Select
                )
            detail.show_row(model.rows.row(place))

    def go_on() -> None:
        if model.player.waveform is not None:
            model.player.changed.disconnect(go_on)
            then(sample, model)

    model.rows.modelReset.connect(show_it)
    model.player.changed.connect(go_on)
    model.show_number(None)
    page = beside(screen, detail)
    model.setParent(page)
    return page


@entry("voicemail/list", size=SIZE)
def not_heard() -> QWidget:
    return opened()


@entry("voicemail/playing", size=SIZE)
def playing() -> QWidget:
    def play(sample: Sample, model: VoicemailsModel) -> None:
        model.player.set_speed(1.5)
        model.player.skip_silence(True)
        model.player.play_on(Output.RINGER)
        model.player.seek(9.0)
        model.player.sounding = model.player.key  # it stays so: nothing is waited for
        model.player.sounding_changed.emit()
        model.player.changed.emit()

    return opened(then=play)


@entry("voicemail/several-chosen", size=SIZE)
def several() -> QWidget:
    return opened(chosen=2)


@entry("voicemail/nothing-chosen", size=SIZE)
def nothing() -> QWidget:
    return opened(place=None)


@entry("voicemail/not-fetched", size=SIZE)
def not_fetched() -> QWidget:
    def offline(sample: Sample) -> None:
        sample.voicemails.fails = Unanswered("no route", reached=False)

    return opened(offline, place=1)


@entry("voicemail/empty", size=SIZE)
def empty() -> QWidget:
    def none(sample: Sample) -> None:
        sample.voicemails.voicemails = []

    return opened(none)
