"""Voicemails as they are listed and listened to (VM-2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain import events as e
from desktop.domain.connection import Carrier
from desktop.domain.errors import Mendable, Unanswered
from desktop.domain.playing import Output
from desktop.domain.voicemail import VoicemailId
from tests.galleries.sample import KARIM, WORK, Sample, now
from tests.models.conftest import Until
from ui.models.voicemails import VoicemailRow, VoicemailsModel, file_name


async def listed(sample: Sample, until: Until) -> VoicemailsModel:
    model = VoicemailsModel(sample.store, sample.voicemails, sample.start, clock=now)
    model.show_number(None)
    await until(lambda: model.rows.rows)
    return model


async def playing(sample: Sample, until: Until) -> tuple[VoicemailsModel, VoicemailRow]:
    """The first of them."""
    model = await listed(sample, until)
    row = model.rows.rows[0]
    model.toggle(row)
    await until(lambda: sample.voicemails.playing is not None and model.player.waveform is not None)
    return model, row


async def test_it_counts_as_heard_once_it_sounds(sample: Sample, until: Until) -> None:
    model, row = await playing(sample, until)
    assert model.rows.rows[0].playing
    assert not model.rows.rows[0].heard
    sample.voicemails.sounds(0.5)
    await until(lambda: model.rows.rows[0].heard)
    assert model.player.second == 0.5
    sample.voicemails.end()
    await until(lambda: model.player.sounding is None)
    assert (model.player.second, sample.voicemails.places[row.key]) == (0.0, 0.0)


async def test_it_goes_on_where_it_was_paused(sample: Sample, until: Until) -> None:
    model, row = await playing(sample, until)
    sample.voicemails.sounds(7.5)
    model.toggle(row)
    assert not model.player.is_playing
    await until(lambda: sample.voicemails.places.get(row.key) == 7.5)
    another = VoicemailsModel(sample.store, sample.voicemails, sample.start, clock=now)
    another.player.show(row.key)
    await until(lambda: another.player.second == 7.5)
    another.player.toggle()
    await until(lambda: len(sample.voicemails.asked) == 2)
    assert sample.voicemails.asked[1][1] == 7.5


async def test_seeking_while_it_plays_plays_on_from_there(sample: Sample, until: Until) -> None:
    model, _ = await playing(sample, until)
    model.player.seek(12.0)
    await until(lambda: len(sample.voicemails.asked) == 2)
    model.player.step(5.0)
    await until(lambda: len(sample.voicemails.asked) == 3)
    model.player.step(-500.0)
    await until(lambda: len(sample.voicemails.asked) == 4)
    assert [asked[1] for asked in sample.voicemails.asked] == [0.0, 12.0, 17.0, 0.0]
    assert model.player.is_playing


async def test_how_it_plays_is_changed_where_it_is(sample: Sample, until: Until) -> None:
    model, row = await playing(sample, until)
    sample.voicemails.sounds(3.0)
    model.player.faster(1)
    model.player.skip_silence(True)
    model.player.play_on(Output.RINGER)
    await until(lambda: len(sample.voicemails.asked) == 4)
    assert sample.voicemails.asked[-1] == (row.key, 3.0, 1.25, True, Output.RINGER)
    model.player.faster(9)
    assert model.player.speed == 2.0


async def test_a_call_that_comes_pauses_it_where_it_is(sample: Sample, until: Until) -> None:
    model, row = await playing(sample, until)
    sample.voicemails.sounds(4.0)
    await sample.voicemails.stop()  # as the player does, without the person's doing
    await until(lambda: not model.player.is_playing)
    assert model.player.second == 4.0
    await until(lambda: sample.voicemails.places.get(row.key) == 4.0)


async def test_a_new_one_disturbs_nothing(sample: Sample, until: Until) -> None:
    model, row = await playing(sample, until)
    sample.voicemails.sounds(4.0)
    new = replace(sample.voicemails.voicemails[1], id=VoicemailId("new"), received_at=now())
    sample.voicemails.voicemails.insert(0, new)
    sample.store.apply(e.VoicemailsChanged((new,)))
    await until(lambda: model.rows.rowCount() == 4)
    assert (model.player.key, model.player.second, model.player.is_playing) == (row.key, 4.0, True)
    assert len(sample.voicemails.asked) == 1


async def test_another_is_looked_at_while_the_first_plays_on(sample: Sample, until: Until) -> None:
    model, row = await playing(sample, until)
    sample.voicemails.sounds(4.0)
    model.player.show(model.rows.rows[1].key)
    sample.voicemails.sounds(5.0)
    assert (model.player.second, model.player.is_playing) == (0.0, False)
    assert model.rows.rows[0].playing
    await until(lambda: model.player.waveform is not None)
    model.player.show(row.key)
    assert (model.player.second, model.player.is_playing) == (5.0, True)
    await until(lambda: model.player.waveform is not None)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Unanswered("no route", reached=False), "Not fetched yet: this computer is offline."),
        (Mendable("recording-broken"), "This recording is damaged and can't be played."),
        (Mendable("no-speaker"), "No loudspeaker was found on this computer."),
    ],
)
async def test_why_it_does_not_play_is_said(
    sample: Sample, until: Until, error: Exception, words: str
) -> None:
    sample.voicemails.fails = error
    model = await listed(sample, until)
    model.toggle(model.rows.rows[0])
    await until(lambda: model.player.problem)
    assert (model.player.problem, model.player.is_playing) == (words, False)


async def test_it_is_fetched_once_the_carrier_is_back(sample: Sample, until: Until) -> None:
    sample.voicemails.fails = Unanswered("no route", reached=False)
    model = await listed(sample, until)
    model.player.show(model.rows.rows[0].key)
    await until(lambda: model.player.problem)
    sample.voicemails.fails = None
    sample.store.apply(e.CarrierChanged(Carrier.CONNECTING))
    sample.store.apply(e.CarrierChanged(Carrier.UP))
    await until(lambda: model.player.waveform is not None)
    assert model.player.problem == ""


async def test_what_is_open_is_saved_and_it_is_said_under_which_name(sample: Sample, until: Until) -> None:
    model = await listed(sample, until)
    told: list[str] = []
    model.player.saved.connect(told.append)
    model.player.failed.connect(told.append)
    model.player.save("/nowhere/nothing.flac")
    model.player.show(model.rows.rows[0].key)
    await until(lambda: model.player.waveform is not None)
    model.player.save("/nowhere/hello.flac")
    await until(lambda: told == ["hello.flac"])
    assert sample.voicemails.saved == [Path("/nowhere/hello.flac")]
    sample.voicemails.fails = Mendable("recording-broken")
    model.player.save("/nowhere/hello.wav")
    await until(lambda: told[1:] == ["This recording is damaged and can't be played."])


async def test_several_are_deleted_and_taken_back_at_once(sample: Sample, until: Until) -> None:
    model, row = await playing(sample, until)
    told: list[int] = []
    model.deleted.connect(told.append)
    model.delete(model.rows.rows[:2])
    await until(lambda: told == [2])
    assert [each.key for each in model.rows.rows] == ["v3"]
    assert model.is_gone(row)
    assert not model.player.is_playing
    model.undo_delete()
    await until(lambda: model.rows.rowCount() == 3)


async def test_several_are_marked_at_once(sample: Sample, until: Until) -> None:
    model = await listed(sample, until)
    model.mark(model.rows.rows, heard=True)
    await until(lambda: all(row.heard for row in model.rows.rows))
    model.mark(model.rows.rows[1:], heard=False)
    await until(lambda: [row.heard for row in model.rows.rows] == [True, False, False])


@pytest.mark.parametrize("typed", ["karim", "06 98 76", "+33698", "0033698", "٠٦٩٨", "06.98.76.54.32"])
async def test_one_is_found_by_name_and_by_number_in_any_spelling(
    sample: Sample, until: Until, typed: str
) -> None:
    model = await listed(sample, until)
    model.find(typed)
    assert [row.name for row in model.rows.rows] == ["Karim Benali"]


async def test_calling_back_goes_out_on_the_number_that_was_called(sample: Sample, until: Until) -> None:
    model = await listed(sample, until)
    wanted: list[object] = []
    model.call_wanted.connect(lambda *what: wanted.append(what))
    model.call_back(model.rows.rows[0])
    assert wanted == [(KARIM, WORK)]


async def test_a_voicemail_leads_to_its_call(sample: Sample, until: Until) -> None:
    model = await listed(sample, until)
    wanted: list[str] = []
    model.record_wanted.connect(wanted.append)
    for row in model.rows.rows:
        model.show_record(row)
    assert wanted == ["c0"]


async def test_one_that_was_deleted_meanwhile_is_missed(sample: Sample, until: Until) -> None:
    model = await listed(sample, until)
    told: list[object] = []
    model.found.connect(told.append)
    model.missing.connect(lambda: told.append("missing"))
    model.look_for(VoicemailId("a deleted one"))
    await until(lambda: told == ["missing"])


def test_a_name_from_outside_is_no_path() -> None:
    at = now() - timedelta(days=1)
    assert "/" not in file_name("../../etc/pass\u202ewd", at)
    assert file_name("", at).startswith(f"{at.astimezone():%Y}")


async def test_one_of_another_number_stays_open_while_it_plays(sample: Sample, until: Until) -> None:
    model, row = await playing(sample, until)
    model.show_number(sample.voicemails.voicemails[1].number_id)
    await until(lambda: not model.loading)
    assert model.rows.place_of(row.key) == -1
    assert not model.is_gone(row)
    assert model.player.is_playing
