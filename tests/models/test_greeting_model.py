"""A greeting from the countdown to the carrier, as the page shows it; what callers hear, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain import events as e
from desktop.domain.errors import Unanswered
from desktop.domain.greetings import Away, Greetings, Kind, Making, NewGreeting, Own, Slot
from desktop.domain.wall_time import WallTime
from tests.fakes_greetings import MemoryGreetings, hum
from tests.galleries.sample import PRIVATE, WORK, Sample
from tests.models.conftest import Until
from ui.models.away_dates import AwayDatesModel
from ui.models.greeting import GreetingModel, Heard, Step
from ui.models.greeting_words import problem_words
from ui.models.greetings import GreetingsModel
from ui.models.speaking import SpeakingModel

NOW = datetime(2026, 11, 27, 14, 45, tzinfo=UTC)
OWN = Slot(WORK, Kind.OWN)


def wall(text: str) -> datetime:
    """What clocks on a wall show."""
    return datetime.fromisoformat(text)


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(sample: Sample) -> MemoryGreetings:
    return MemoryGreetings(sample.store, now=NOW)


@pytest.fixture
async def greetings(sample: Sample, service: MemoryGreetings, clock: Clock, until: Until) -> GreetingsModel:
    model = GreetingsModel(
        sample.store, service, sample.start, clock=clock, zone=lambda: "Europe/Paris", second=10
    )
    model.show_number(WORK)
    await until(lambda: model.default.is_there)
    return model


async def recorded(model: GreetingModel, until: Until) -> None:
    model.record()
    await until(lambda: model.step is Step.RECORDING)
    model.stop()
    await until(lambda: model.step is Step.READY)


async def test_three_counts_then_it_records_and_stops(greetings: GreetingsModel, until: Until) -> None:
    own, counts = greetings.own, [0]
    own.changed.connect(lambda: counts.append(own.count) if own.step is Step.COUNTING else None)
    levels: list[float] = []
    own.level_changed.connect(levels.append)
    own.record()
    assert (own.step, own.count) == (Step.COUNTING, 3)
    await until(lambda: own.step is Step.RECORDING)
    assert counts[1:] == [3, 2, 1]
    assert levels == [-18]
    assert own.seconds_left == 59
    own.stop()
    await until(lambda: own.step is Step.READY)
    assert own.length == 4.0
    assert len(own.stripes) == 160
    assert max(own.stripes) > 0.2
    assert own.can_save


async def test_a_count_can_be_stopped(greetings: GreetingsModel) -> None:
    greetings.own.record()
    greetings.own.stop()
    assert (greetings.own.step, greetings.own.count) == (Step.NOTHING, 0)


async def test_what_is_kept_is_saved_and_callers_hear_it(greetings: GreetingsModel, until: Until) -> None:
    own = greetings.own
    await recorded(own, until)
    own.trim(1.0, 3.5)
    await until(lambda: own.length == 2.5)
    own.trim(3.4, 3.5)  # the ends stay half a second apart
    await until(lambda: own.length == 0.5)
    own.save()
    await until(lambda: own.is_there)
    assert (own.step, own.seconds_there) == (Step.NOTHING, 0.5)
    assert greetings.speaking.speaks == "Callers hear your own greeting now."


async def test_more_than_a_minute_is_not_saved_before_it_is_trimmed(
    greetings: GreetingsModel, service: MemoryGreetings, until: Until
) -> None:
    service.said = hum(70)
    own = greetings.own
    own.take_file("/tmp/long.wav")
    await until(lambda: own.step is Step.READY)
    assert (own.whole, own.length, own.can_save) == (70, 60, True)
    own.trim(0, 70)
    await until(lambda: own.is_too_long)
    assert not own.can_save


async def test_a_refusal_says_why_and_keeps_the_recording(
    greetings: GreetingsModel, service: MemoryGreetings, until: Until
) -> None:
    own = greetings.own
    await recorded(own, until)
    service.refuses = "sound-silent"
    own.save()
    await until(lambda: own.problem)
    assert own.problem == "There is no voice in it: it is silent."
    assert own.can_save
    service.refuses = ""
    own.save()
    await until(lambda: own.is_there)
    assert own.problem == ""


@pytest.mark.parametrize("word", ["call-is-on", "no-microphone", "silent", "muted-by-system", "no-engine"])
async def test_nothing_recorded_says_why(
    greetings: GreetingsModel, service: MemoryGreetings, until: Until, word: str
) -> None:
    service.ends = word, False
    own = greetings.own
    await recorded(own, until)
    assert own.problem == problem_words(word)
    assert word not in own.problem
    assert not own.has_sound
    assert not own.can_save


async def test_what_can_not_be_heard_says_why(
    greetings: GreetingsModel, service: MemoryGreetings, until: Until
) -> None:
    model, service.unheard = greetings.default, "no-speaker"
    model.toggle_there()
    await until(lambda: model.problem)
    assert model.problem.startswith("No speaker")
    await until(lambda: model.heard is Heard.NOTHING)


async def test_one_is_heard_at_a_time(
    greetings: GreetingsModel, service: MemoryGreetings, until: Until
) -> None:
    own, default = greetings.own, greetings.default
    await recorded(own, until)
    own.listen_from(2.0)
    await until(lambda: own.heard is Heard.MADE)
    default.toggle_there()
    await until(lambda: default.heard is Heard.THERE)
    await until(lambda: own.heard is Heard.NOTHING)
    default.toggle_there()
    await until(lambda: default.heard is Heard.NOTHING)
    assert [what for what, _ in service.played] == ["made", "there"]


async def test_leaving_the_page_stops_it_and_keeps_what_was_said(
    greetings: GreetingsModel, until: Until
) -> None:
    own = greetings.own
    own.record()
    await until(lambda: own.step is Step.RECORDING)
    greetings.leave()
    await until(lambda: own.step is Step.READY)
    greetings.show_number(PRIVATE)
    assert not greetings.own.has_sound
    greetings.show_number(WORK)
    assert greetings.own.has_sound


async def test_one_for_an_absence_is_saved_with_its_dates(greetings: GreetingsModel, until: Until) -> None:
    away, dates = greetings.away, greetings.dates
    assert away.step is Step.NOTHING
    await recorded(away, until)
    dates.choose(ends=wall("2026-11-30T09:00"))
    greetings.save_away()
    await until(lambda: away.is_there)
    there = away.there
    assert there is not None
    assert there.away is not None
    assert there.away.ends == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert greetings.speaking.away == "Away until Monday, 09:00"
    assert not dates.is_changed
    dates.choose(ends=wall("2026-12-01T09:00"))
    greetings.save_dates()
    await until(lambda: not greetings.can_save_dates)
    assert greetings.speaking.away == "Away until Tuesday, 09:00"


async def test_what_was_deleted_can_be_taken_back(
    greetings: GreetingsModel, service: MemoryGreetings, until: Until
) -> None:
    service.know(WORK, Greetings("fr", 6.2, own=Own(12.0, NOW)))
    gone: list[Slot] = []
    greetings.own.deleted.connect(gone.append)
    greetings.own.delete()
    await until(lambda: gone)
    assert not greetings.own.is_there
    greetings.show_number(PRIVATE)
    greetings.own.restore(gone[0])
    await until(lambda: service.store.state.greetings[WORK].own)


async def test_what_is_not_known_says_so_and_can_be_asked_again(
    sample: Sample, service: MemoryGreetings, until: Until
) -> None:
    service.away_now = Unanswered("away", reached=False)
    model = GreetingsModel(sample.store, service, sample.start)
    model.show_number(PRIVATE)
    await until(lambda: model.problem)
    service.away_now = None
    model.load()
    await until(lambda: not model.problem)
    assert model.default.is_there


async def test_the_page_turns_by_itself_when_one_is_back(sample: Sample, clock: Clock, until: Until) -> None:
    model = SpeakingModel(sample.store, clock=clock, zone=lambda: "Europe/Paris")
    soon = NOW + timedelta(milliseconds=60)
    away = Away(5.0, NOW, NOW - timedelta(days=1), soon)
    sample.store.apply(e.GreetingsChanged({WORK: Greetings("fr", 6.2, away=away)}))
    assert model.away.startswith("\u2068Work\u2069: away until")
    model.show_number(PRIVATE)
    assert model.away == ""
    model.show_number(WORK)
    assert model.away.startswith("Away until today")
    assert model.speaks == "Callers hear now that you are away."
    clock.now = soon
    await until(lambda: not model.away)
    assert model.speaks == "Callers hear the default greeting now."


def test_wall_times_are_right_across_clock_changes() -> None:
    dates = AwayDatesModel(clock=lambda: NOW, zone=lambda: "Europe/Paris")
    dates.choose(begins=wall("2027-03-27T09:00"), ends=wall("2027-03-28T09:00"))
    begins, ends = dates.dates
    assert ends - begins == timedelta(hours=23)
    dates.choose(ends=wall("2027-03-28T02:30"))  # the clocks jump over it
    assert dates.dates[1] == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert "03:30" in dates.meaning


def test_dates_that_make_no_sense_say_so() -> None:
    dates = AwayDatesModel(clock=lambda: NOW, zone=lambda: "Europe/Paris")
    assert dates.problem == ""
    assert dates.begins == WallTime(wall("2026-11-27T15:45"), "Europe/Paris")
    assert dates.ends == WallTime(wall("2026-12-04T09:00"), "Europe/Paris")
    dates.choose(ends=wall("2026-11-27T15:00"))
    assert "passed" in dates.problem
    dates.choose(begins=wall("2027-01-05T09:00"))
    assert dates.problem == ""  # the end moved along
    assert dates.ends.local > wall("2027-01-05T09:00")
    dates.choose(ends=wall("2027-01-04T09:00"))
    assert "before" in dates.problem
    dates.choose(ends=wall("2031-01-04T09:00"))
    assert "two years" in dates.problem


@pytest.mark.parametrize("phase", list(Making))
async def test_every_step_of_the_making_is_shown(
    greetings: GreetingsModel, service: MemoryGreetings, phase: Making
) -> None:
    made = NewGreeting(phase, hum(2), end=2.0, seconds=0.5)
    service.make(OWN, made)
    assert greetings.own.step.value == phase.value
    assert greetings.own.is_busy == (phase is not Making.READY)
    assert greetings.own.share == (0.5 if phase is Making.SAVING else 0.0)
    service.make(OWN, replace(made, problem="microphone-gone"))
    assert "gone" in greetings.own.problem
