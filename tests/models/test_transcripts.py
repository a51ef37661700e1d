"""What the window says of transcripts: in the settings, and beside a voicemail."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.found import FoundVoicemail
from desktop.domain.transcript import Doubt, ModelId, Transcribing, Transcript, Word
from desktop.domain.voicemail import VoicemailId
from desktop.domain.wanted import Marker, wanted
from desktop.store import Store
from tests.galleries.sample import Sample, now
from tests.galleries.transcripts import BASE, ENGLISH, MINE, READY, MadeUpTranscripts, said, store_with
from tests.models.conftest import Until
from ui.models.found_row import FoundKind, voicemail_hit
from ui.models.transcript import Shows, TranscriptModel
from ui.models.transcripts import TranscriptsModel, words_of_doubt
from ui.models.voicemails import VoicemailsModel
from ui.places.voicemail import follow_player
from ui.tasks import Tasks

OTHER = VoicemailId("vm-2")


class Beside:
    """A voicemail that is shown, with its words or without."""

    def __init__(self, tasks: Tasks, transcribing: Transcribing, kept: Transcript | None = None) -> None:
        self.store = store_with(transcribing)
        self.makes = MadeUpTranscripts(self.store, {} if kept is None else {MINE: kept})
        self.model = TranscriptModel(self.store, self.makes, tasks.start)
        self.places: list[int] = []
        self.model.place_changed.connect(self.places.append)

    async def shown(self, until: Until) -> TranscriptModel:
        self.model.show_voicemail(MINE)
        await until(lambda: self.model.shows is not Shows.NOTHING)
        return self.model


async def test_the_word_that_sounds_is_known(tasks: Tasks, until: Until) -> None:
    beside = Beside(tasks, READY, said("Call me back please"))
    model = await beside.shown(until)
    assert model.shows is Shows.WORDS
    for seconds in (0.0, 0.1, 0.45, 1.3, 9.0, None):
        model.show_position(seconds)
    assert beside.places == [0, 1, 3, -1]
    wanted: list[float] = []
    model.seek_wanted.connect(wanted.append)
    model.seek_to(2)
    model.seek_to(99)
    assert wanted == [0.8]


async def test_what_came_while_it_plays_is_followed(tasks: Tasks, until: Until) -> None:
    beside = Beside(tasks, replace(READY, now=MINE))
    model = await beside.shown(until)
    model.show_position(0.5)
    beside.makes.kept[MINE] = said("Call me back")
    beside.store.apply(e.TranscribingChanged(READY))
    beside.store.apply(e.TranscriptsChanged(frozenset({MINE})))
    await until(lambda: model.shows is Shows.WORDS)
    assert model.place == 1


@pytest.mark.parametrize(
    ("transcribing", "kept", "shows", "sentence"),
    [
        (Transcribing(), None, Shows.HOW_TO, "can be shown here"),
        (replace(READY, doubt=Doubt.GONE), None, Shows.HOW_TO, "no longer where it was"),
        (Transcribing(), said("Old words"), Shows.WORDS, ""),
        (replace(READY, now=MINE, done=0.414), None, Shows.MAKING, "41 %"),
        (replace(READY, now=OTHER, waiting=(MINE,)), None, Shows.WAITING, "come soon"),
        (
            replace(READY, waiting=(MINE,), holds_for_call=True),
            None,
            Shows.WAITING,
            "when the call has ended",
        ),
        (replace(READY, failed=MappingProxyType({MINE: Doubt.ENDED})), None, Shows.FAILED, "No words could"),
        (READY, said(""), Shows.SILENCE, "No words were understood"),
    ],
)
async def test_without_words_it_is_said_why(
    tasks: Tasks,
    until: Until,
    transcribing: Transcribing,
    kept: Transcript | None,
    shows: Shows,
    sentence: str,
) -> None:
    beside = Beside(tasks, transcribing, kept)
    model = await beside.shown(until)
    assert model.shows is shows
    assert sentence in model.sentence
    assert bool(sentence) == bool(model.sentence)


async def test_words_of_another_model_can_be_made_anew(tasks: Tasks, until: Until) -> None:
    beside = Beside(tasks, READY, said(ENGLISH, model=ModelId("tiny")))
    model = await beside.shown(until)
    assert model.by_another_model
    model.make()
    await until(lambda: beside.makes.asked == [MINE])
    beside.store.apply(e.TranscribingChanged(Transcribing(on=False, model=BASE)))
    assert not model.by_another_model


async def test_what_was_heard_has_no_power_over_what_stands_beside_it(tasks: Tasks, until: Until) -> None:
    strange = Transcript(MINE, BASE.id, "en", (Word("a\u202eb\nc", 0.0, 1.0, 0.1),))
    model = await Beside(tasks, READY, strange).shown(until)
    assert model.words[0].text == "ab c"
    assert model.is_a_guess(model.words[0])


@pytest.mark.parametrize("doubt", list(Doubt))
def test_each_doubt_has_words(doubt: Doubt) -> None:
    assert words_of_doubt(doubt).endswith(".")


def made(store: Store, makes: MadeUpTranscripts, tasks: Tasks) -> TranscriptsModel:
    return TranscriptsModel(store, makes, tasks.start)


async def test_a_model_is_chosen_then_switched_on(tasks: Tasks, until: Until) -> None:
    store = store_with(Transcribing())
    makes = MadeUpTranscripts(store)
    model = made(store, makes, tasks)
    assert (model.has_model, model.is_on) == (False, False)
    makes.refuses = Doubt.NOT_A_MODEL
    model.choose("/home/camille/letter.txt")
    await until(lambda: "not a model" in model.problem)
    assert not model.has_model
    makes.refuses = None
    model.choose("/home/camille/ggml-base.bin")
    await until(lambda: model.has_model)
    assert model.problem == ""
    assert "ggml-base.bin" in model.model_name
    assert "many languages" in model.model_words
    model.switch(True)
    await until(lambda: model.is_on)


class Full(MadeUpTranscripts):
    """The disk is, until it is not."""

    is_full = True

    async def switch(self, on: bool) -> None:
        if self.is_full:
            raise Mendable("disk-full")
        await super().switch(on)


async def test_what_failed_is_said_until_it_succeeds(tasks: Tasks, until: Until) -> None:
    store = store_with(replace(READY, on=False))
    makes = Full(store)
    model = made(store, makes, tasks)
    model.switch(True)
    await until(lambda: model.problem)
    makes.is_full = False
    model.switch(True)
    await until(lambda: model.is_on and not model.problem)


async def test_how_far_it_is_and_what_another_model_made_is_said(tasks: Tasks, until: Until) -> None:
    store = store_with(replace(READY, now=MINE, waiting=(OTHER,)))
    makes = MadeUpTranscripts(store, {OTHER: said("Hello")}, others=1)
    model = made(store, makes, tasks)
    model.load()
    await until(lambda: model.count == 1)
    assert model.by_another_model == 1
    assert "2 are still to come" in model.made_words
    store.apply(e.TranscribingChanged(replace(READY, waiting=(MINE,), holds_for_call=True)))
    assert "when the call has ended" in model.made_words
    model.delete_all()
    await until(lambda: model.count == 0)
    assert not model.is_on
    assert "none yet" in model.made_words


async def listed(sample: Sample, until: Until, *texts: str) -> tuple[VoicemailsModel, MadeUpTranscripts]:
    """Voicemails in which `texts` were said, the newest first."""
    makes = MadeUpTranscripts(sample.store)
    model = VoicemailsModel(sample.store, sample.voicemails, sample.start, look_for=makes.look_for, clock=now)
    model.show_number(None)
    await until(lambda: model.rows.rows)
    for row, text in zip(model.rows.rows, texts, strict=False):
        makes.kept[row.key] = said(text)
    return model, makes


async def test_a_voicemail_is_found_by_what_was_said(sample: Sample, until: Until) -> None:
    long = "I am calling because of the meeting on Thursday, see you then."
    model, makes = await listed(sample, until, long, "Nothing of that")
    everything = len(model.rows.rows)
    model.find("thursday meet")
    await until(lambda: len(model.rows.rows) == 1)
    (row,) = model.rows.rows
    assert "meeting on Thursday" in row.said
    assert [row.said[start:end] for start, end in row.marks] == ["meet", "Thursday"]
    assert row.said in row.spoken
    makes.kept.clear()
    sample.store.apply(e.TranscriptsChanged(frozenset({row.key})))
    await until(lambda: not model.rows.rows)
    model.find("")
    assert len(model.rows.rows) == everything
    assert not any(row.said for row in model.rows.rows)
    model.close()


async def test_words_follow_what_plays_and_lead_there(sample: Sample, until: Until) -> None:
    model, makes = await listed(sample, until, "Call me back please")
    sample.store.apply(e.TranscribingChanged(READY))
    words = TranscriptModel(sample.store, makes, sample.start)
    follow_player(words, model.player)
    row = model.rows.rows[0]
    model.toggle(row)
    await until(lambda: words.shows is Shows.WORDS and sample.voicemails.playing is not None)
    sample.voicemails.sounds(0.5)
    assert words.words[words.place].text == "me"
    words.seek_to(3)
    await until(lambda: sample.voicemails.asked[-1][1] == words.words[3].start)
    model.player.show(model.rows.rows[1].key)
    assert words.shows is Shows.NOTHING
    await until(lambda: model.player.waveform is not None)
    words.close()
    model.close()


async def test_what_was_said_stands_among_all_that_is_found(sample: Sample) -> None:
    left = (await sample.voicemails.load(None))[0]
    found = FoundVoicemail(left, "See you at the hotel on Thursday")
    row = voicemail_hit(sample.store.state, found, Marker(wanted("hotel")), first=True, now=now())
    assert row.kind is FoundKind.VOICEMAIL
    assert row.key[1] == left.id
    assert row.text[slice(*row.marks[0])] == "hotel"
    assert row.heading in row.spoken
