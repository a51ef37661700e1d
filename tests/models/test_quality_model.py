"""How calls sounded, in one sentence, bars and figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.calls import CallId, EndOfCall
from desktop.domain.events import CallDismissed, CallEnded, QualityMeasured
from desktop.domain.quality import Grade
from desktop.domain.timeline import Counters, Point, Timeline
from desktop.domain.trouble import Account, Trouble
from tests.galleries.call_quality import GAPS, LOSSY, KeptQuality, sounded
from tests.galleries.calls import call
from tests.galleries.sample import Sample
from tests.models.conftest import Until
from ui.models.quality import MOST_BARS, LiveQualityModel, RecordQualityModel, record_view
from ui.quality_words import account_words, duration_words, percent_words


@pytest.mark.parametrize(
    ("account", "said"),
    [
        (Account(Trouble.NONE), "The sound was good throughout."),
        (Account(Trouble.LOST_HERE, 6.2, 20.4), "The network lost 6 % for 20 s."),
        (Account(Trouble.LOST_HERE, 0.4, 130), "The network lost 1 % for 2 min 10 s."),
        (
            Account(Trouble.LOST_THERE, begin=70, end=90),
            "Your voice reached them with gaps from \u20661:10\u2069 to \u20661:30\u2069.",
        ),
        (Account(Trouble.NOTHING_CAME, 100, 5), "Nothing came from the network for 5 s."),
        (Account(Trouble.SLOW, round_trip_ms=1200), "Voices took about 0.6 s to arrive."),
        (Account(Trouble.UNEVEN, seconds=60), "The sound came unevenly for 1 min."),
        (Account(Trouble.UNKNOWN), ""),
    ],
)
def test_one_sentence_in_plain_words(account: Account, said: str) -> None:
    assert account_words(account) == said


def test_what_is_little_is_not_called_nothing() -> None:
    assert [percent_words(each) for each in (0, 0.01, 99.6, 250)] == ["0", "1", "100", "100"]
    assert [duration_words(each) for each in (0.2, 59.7, 120)] == ["1 s", "1 min", "2 min"]


async def test_the_page_of_a_call_tells_what_was_worst(sample: Sample, until: Until) -> None:
    model = RecordQualityModel(KeptQuality(LOSSY), sample.start)
    model.show("a call")
    await until(lambda: model.view is not None)
    view = model.view
    assert view is not None
    assert view.sentence == "The network lost 6 % for 20 s."
    assert (view.begin, view.end) == ("0:00", "2:14")
    assert len(view.bars) <= MOST_BARS
    assert {bar.grade for bar in view.bars} == {Grade.GOOD, Grade.FAIR}
    assert "6 %" in view.spoken


def test_gaps_in_my_voice_are_placed(sample: Sample) -> None:
    view = record_view(GAPS)
    assert view is not None
    assert "1:10" in view.sentence
    assert "1:30" in view.sentence


async def test_a_call_that_was_not_talked_here_says_nothing(sample: Sample, until: Until) -> None:
    model = RecordQualityModel(KeptQuality(sounded([0.5], [0.0])), sample.start)
    told: list[bool] = []
    model.changed.connect(lambda: told.append(True))
    model.show("too short")
    await sample.tasks.settle(within=2)
    assert model.view is None
    assert record_view(Timeline()) is None


def test_while_it_goes_on_the_last_seconds_count(sample: Sample) -> None:
    shown = call(sample)
    model = LiveQualityModel(sample.store)
    told: list[bool] = []
    model.changed.connect(lambda: told.append(True))
    assert model.view(shown) is None
    sample.store.apply(QualityMeasured(shown, sounded([0.3] * 30 + [0.0] * 5, [0.0] * 35)))
    view = model.view(shown)
    assert told
    assert view is not None
    assert (view.grade, view.sentence) == (Grade.GOOD, "Sound: Good")
    sample.store.apply(QualityMeasured(shown, sounded([0.0] * 30 + [0.3] * 5, [0.0] * 35)))
    view = model.view(shown)
    assert view is not None
    assert view.sentence == "Sound: Bad"
    sample.store.apply(CallEnded(shown, EndOfCall.HUNG_UP))
    sample.store.apply(CallDismissed(shown))
    assert model.view(shown) is None
    assert model.view(CallId("never")) is None


def test_a_hold_stands_where_it_was_and_as_long_as_it_was() -> None:
    timeline = sounded([0.0] * 10, [0.0] * 10)
    for place in range(1, 11):
        timeline = timeline.after(Counters(100 * place, 0, 100 * place), 60.0 + 2 * place)
    view = record_view(timeline.paused(100.0))
    assert view is not None
    assert view.end == "1:40"
    share = [bar.grade is not None for bar in view.bars]
    assert share == [True] * 10 + [False] * 20 + [True] * 10 + [False] * 10


def test_what_nobody_reported_is_said_to_be_so() -> None:
    unreported, told = Timeline("G722/16000"), Timeline("G722/16000")
    for place in range(1, 6):
        counted = Counters(100 * place, 0, 100 * place, 0, 0, 1.0)
        unreported = unreported.after(counted, 2.0 * place)
        late = replace(counted, far_reports=int(place > 2), round_trip_ms=300.0 if place > 2 else 0.0)
        told = told.after(late, 2.0 * place)
    lines = [view.lines for view in map(record_view, (unreported, told)) if view is not None]
    assert lines[0][1:3] == (
        "Your voice there: not reported",
        "There and back: not reported. Jitter 1 ms",
    )
    assert lines[1][1:3] == ("Your voice there: 0 % lost", "There and back 300 ms, jitter 1 ms")


def test_a_call_of_which_nothing_came_yet_has_no_empty_card(sample: Sample) -> None:
    shown = call(sample)
    silent = tuple(Point(second, 2.0, 0, 0, 0, None, 0.0, 0.0) for second in (0.0, 2.0))
    sample.store.apply(QualityMeasured(shown, Timeline("PCMU/8000", silent)))
    assert LiveQualityModel(sample.store).view(shown) is None
