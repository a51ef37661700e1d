"""Words of voicemails: the card of the settings, and the words themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.transcript import Doubt, ModelId, SpeechModel, Transcribing, Transcript, Word
from desktop.domain.voicemail import VoicemailId
from desktop.domain.wanted import holds, wanted
from desktop.store import Store
from tests.galleries import entry, made_up
from ui.models.transcript import TranscriptModel
from ui.models.transcripts import TranscriptsModel
from ui.screens.transcripts import TranscriptsCard
from ui.widgets.transcript_panel import TranscriptPanel

CARD = (700, 460)
PAGE = (640, 300)
MINE = VoicemailId("vm-1")
BASE = SpeechModel(ModelId("base"), "ggml-base.bin", "/home/camille/ggml-base.bin", 147_951_465, True)
ENGLISH = (
    "Hello Camille, this is Oliver from the garage. Your car is ready, you can come for it on Thursday"
    " after three o'clock. The bill is four hundred and twenty pounds. Please call me back if that does"
    " not suit you. Thank you, goodbye."
)
ARABIC = (
    "مرحبا كميل، معك كريم. وصلت السيارة ويمكنك أن تأتي يوم الخميس الساعة ٣."
    " اتصلي بي على 06 12 34 56 78. شكرا."
)


def said(text: str, *, guesses: tuple[str, ...] = (), model: ModelId = BASE.id) -> Transcript:
    words = tuple(
        Word(word, at * 0.4, at * 0.4 + 0.35, 0.2 if word.strip(",.") in guesses else 0.95)
        for at, word in enumerate(text.split())
    )
    return Transcript(MINE, model, "en", words)


class MadeUpTranscripts:
    """Transcripts that are there, and a computer that makes none."""

    def __init__(
        self, store: Store, kept: Mapping[VoicemailId, Transcript] | None = None, *, others: int = 0
    ) -> None:
        self.kept = dict(kept or {})
        self.others = others
        self.asked: list[VoicemailId] = []
        self.refuses: Doubt | None = None
        self._store = store

    async def choose_model(self, path: str) -> None:
        if self.refuses is not None:
            raise Mendable(self.refuses)
        model = replace(BASE, name=path.rpartition("/")[2], path=path)
        self._tell(replace(self._now, model=model, doubt=None))

    async def switch(self, on: bool) -> None:
        self._tell(replace(self._now, on=on))

    async def look_again(self) -> None: ...

    async def make_all_anew(self) -> None:
        self.asked += self.kept

    async def delete_all(self) -> None:
        gone, self.kept, self.others = frozenset(self.kept), {}, 0
        self._tell(replace(self._now, on=False))
        self._store.apply(e.TranscriptsChanged(gone))

    async def count(self) -> tuple[int, int]:
        return len(self.kept), self.others

    async def look_for(self, text: str) -> Mapping[VoicemailId, str]:
        look = wanted(text)
        return {id_: made.text for id_, made in self.kept.items() if holds(made.text, look)}

    async def load(self, voicemail_id: VoicemailId) -> Transcript | None:
        return self.kept.get(voicemail_id)

    async def make(self, voicemail_id: VoicemailId) -> None:
        self.asked.append(voicemail_id)

    @property
    def _now(self) -> Transcribing:
        return self._store.state.transcribing

    def _tell(self, transcribing: Transcribing) -> None:
        self._store.apply(e.TranscribingChanged(transcribing))


def store_with(transcribing: Transcribing) -> Store:
    store = made_up.signed_in_store()
    store.apply(e.TranscribingChanged(transcribing))
    return store


READY = Transcribing(on=True, model=BASE)


def card(transcribing: Transcribing, *, made: int = 0, others: int = 0) -> TranscriptsCard:
    store = store_with(transcribing)
    kept = {VoicemailId(f"vm-{n}"): said("Hello") for n in range(made)}
    model = TranscriptsModel(store, MadeUpTranscripts(store, kept, others=others), made_up.start)
    shown = TranscriptsCard(model)
    model.setParent(shown)
    return shown


def padded(inside: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(24, 24, 24, 24)
    column.addWidget(inside)
    return page


def above(inside: QWidget) -> QWidget:
    page = padded(inside)
    layout = page.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.addStretch(1)
    return page


def panel(transcribing: Transcribing, kept: Transcript | None = None, *, at: float | None = None) -> QWidget:
    store = store_with(transcribing)
    makes = MadeUpTranscripts(store, {} if kept is None else {MINE: kept})
    model = TranscriptModel(store, makes, made_up.start)
    shown = TranscriptPanel(model)
    model.setParent(shown)
    model.show_voicemail(MINE)
    model.show_position(at)
    return above(shown)


@entry("transcripts/off", size=CARD)
def off() -> QWidget:
    return above(card(Transcribing()))


@entry("transcripts/ready", size=CARD)
def ready() -> QWidget:
    waiting = (VoicemailId("vm-8"), VoicemailId("vm-9"))
    return above(card(replace(READY, now=VoicemailId("vm-7"), done=0.4, waiting=waiting), made=12, others=4))


@entry("transcripts/model-gone", size=CARD)
def model_gone() -> QWidget:
    return above(card(replace(READY, doubt=Doubt.GONE), made=1))


@entry("transcripts/no-model", size=(700, 560))
def no_model() -> QWidget:
    shown = card(READY, made=2)
    shown._model.problem = "This file is not a model of whisper.cpp."
    shown._show()
    shown._ask_about_link()
    shown._ask_about_deleting()
    return above(shown)


@entry("transcripts/words", size=PAGE)
def words() -> QWidget:
    return panel(READY, said(ENGLISH, guesses=("Oliver", "garage", "pounds")), at=7.3)


@entry("transcripts/arabic", size=PAGE)
def arabic() -> QWidget:
    return panel(READY, said(ARABIC, guesses=("كريم",)), at=3.0)


@entry("transcripts/another-model", size=PAGE)
def another_model() -> QWidget:
    return panel(READY, said(ENGLISH, model=ModelId("tiny")))


@entry("transcripts/making", size=PAGE)
def making() -> QWidget:
    return panel(replace(READY, now=MINE, done=0.43))


@entry("transcripts/how-to", size=PAGE)
def how_to() -> QWidget:
    return panel(Transcribing())


@entry("transcripts/failed", size=PAGE)
def failed() -> QWidget:
    return panel(replace(READY, failed=MappingProxyType({MINE: Doubt.ENDED})))


@entry("transcripts/nobody-spoke", size=PAGE)
def nobody_spoke() -> QWidget:
    return panel(READY, said(""))


@entry("transcripts/waits-for-call", size=PAGE)
def waits_for_call() -> QWidget:
    return panel(replace(READY, waiting=(MINE,), holds_for_call=True))
