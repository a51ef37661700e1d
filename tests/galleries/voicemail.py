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
from tests.galleries.transcripts import ARABIC, ENGLISH, READY, MadeUpTranscripts
from tests.galleries.transcripts import said as transcript_of
from ui.models.transcript import TranscriptModel
from ui.models.voicemails import VoicemailsModel
from ui.places.voicemail import follow_player
from ui.screens.voicemails import VoicemailPage, VoicemailScreen
from ui.widgets.transcript_panel import TranscriptPanel

SIZE = (1000, 640)


def opened(
    prepare: Callable[[Sample], None] = lambda sample: None,
    then: Callable[[Sample, VoicemailsModel], None] = lambda sample, model: None,
    *,
    place: int | None = 0,
    chosen: int = 1,
    said: tuple[str, ...] = (),
) -> QWidget:
    """`then` once the one at `place` is on its page; `said` are the words of the first ones."""
    sample = account()
    sample.store.apply(e.SoundChanged(Sound(speaker="Built-in Audio", ringers=("USB Speaker",))))
    prepare(sample)
    words = MadeUpTranscripts(sample.store)
    if said:
        sample.store.apply(e.TranscribingChanged(READY))
        for left, text in zip(sample.voicemails.voicemails, said, strict=False):
            words.kept[left.id] = transcript_of(text, guesses=("garage", "pounds"))
    model = VoicemailsModel(sample.store, sample.voicemails, sample.start, look_for=words.look_for, clock=now)
    screen, detail = VoicemailScreen(model), VoicemailPage(model)
    transcript = TranscriptModel(sample.store, words, sample.start, parent=model)
    follow_player(transcript, model.player)
    detail.add_below(TranscriptPanel(transcript, parent=detail))

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


@entry("voicemail/words", size=SIZE)
def words() -> QWidget:
    def play(sample: Sample, model: VoicemailsModel) -> None:
        model.player.seek(5.0)
        model.player.sounding = model.player.key
        model.player.sounding_changed.emit()
        model.player.changed.emit()

    return opened(then=play, said=(ENGLISH, ARABIC))


@entry("voicemail/found-by-words", size=SIZE)
def found_by_words() -> QWidget:
    def look(sample: Sample, model: VoicemailsModel) -> None:
        model.find("thursday")

    return opened(then=look, said=(ENGLISH, ENGLISH.replace("Hello", "Good morning"), ARABIC))


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
