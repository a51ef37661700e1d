"""The opinion score against the tables of G.107 and G.113; a call's story against what was done to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.quality import Grade, grade_of, opinion_score, rating, score_of
from desktop.domain.timeline import MOST_POINTS, Counters, Timeline, merged
from desktop.domain.trouble import Trouble, account_of


@pytest.mark.parametrize(
    ("r", "mos"), [(0, 1.0), (50, 2.58), (60, 3.1), (70, 3.6), (80, 4.02), (90, 4.34), (100, 4.5)]
)
def test_the_score_of_a_rating_is_that_of_g107_annex_b(r: float, mos: float) -> None:
    assert score_of(r) == pytest.approx(mos, abs=0.01)


@pytest.mark.parametrize(
    ("loss", "delay", "r"),
    [
        (0.0, 0, 93.2),
        (0.01, 0, 93.2 - 95 * 1 / 26.1),
        (0.05, 0, 93.2 - 95 * 5 / 30.1),
        (0.0, 100, 90.8),
        (0.0, 400, 93.2 - 9.6 - 0.11 * 222.7),
        (1.0, 0, 93.2 - 95 * 100 / 125.1),
    ],
)
def test_g711_under_loss_and_delay(loss: float, delay: float, r: float) -> None:
    assert rating("PCMU/8000", loss=loss, delay_ms=delay) == pytest.approx(r, abs=0.01)
    assert rating("PCMA/8000", loss=loss, delay_ms=delay) == pytest.approx(r, abs=0.01)


def test_g722_is_judged_on_the_wide_scale() -> None:
    assert rating("G722/16000", loss=0, delay_ms=0) == pytest.approx(116 / 1.29, abs=0.01)
    assert grade_of(opinion_score("G722/16000", loss=0, delay_ms=80)) is Grade.GOOD
    assert grade_of(opinion_score("G722/16000", loss=0.05, delay_ms=80)) is Grade.FAIR
    assert grade_of(opinion_score("G722/16000", loss=0.1, delay_ms=80)) is Grade.BAD
    assert grade_of(opinion_score("PCMU/8000", loss=0.05, delay_ms=80)) is Grade.FAIR


@given(st.sampled_from(["PCMU/8000", "G722/16000", ""]), st.floats(0, 1), st.floats(0, 1), st.floats(0, 5000))
def test_more_loss_or_delay_is_never_better(codec: str, a: float, b: float, delay: float) -> None:
    less, more = sorted((a, b))
    best, worst = (
        opinion_score(codec, loss=less, delay_ms=delay),
        opinion_score(codec, loss=more, delay_ms=delay),
    )
    assert 1.0 <= worst <= best <= 4.5
    assert opinion_score(codec, loss=less, delay_ms=delay + 100) <= best


def told(losses: list[float], far: list[float], *, step: float = 2.0, report_every: int = 3) -> Timeline:
    """A call of points with these losses, as the engine would count it."""
    timeline, now = Timeline("G722/16000"), Counters()
    unreported = 0.0
    for place, (loss, far_loss) in enumerate(zip(losses, far, strict=True)):
        packets = round(50 * step)
        lost = round(packets * loss)
        unreported += packets * far_loss
        reports = (place + 1) % report_every == 0
        now = replace(
            now,
            received=now.received + packets - lost,
            lost=now.lost + lost,
            sent=now.sent + packets,
            far_lost=now.far_lost + (round(unreported) if reports else 0),
            far_reports=now.far_reports + reports,
            jitter_ms=3.0,
            round_trip_ms=40.0,
        )
        if reports:
            unreported = 0.0
        timeline = timeline.after(now, step * (place + 1))
    return timeline


@given(st.integers(0, 60), st.integers(2, 40), st.integers(0, 60), st.floats(0.03, 0.85))
def test_an_episode_of_loss_is_named_within_a_percent_and_its_length_within_two_points(
    calm: int, bad: int, after: int, loss: float
) -> None:
    losses = [0.0] * calm + [loss] * bad + [0.0] * after
    account = account_of(told(losses, [0.0] * len(losses)))
    assert account.trouble is Trouble.LOST_HERE
    assert account.percent == pytest.approx(100 * loss, abs=1)
    assert account.seconds == pytest.approx(2 * bad, abs=4)
    assert account.begin == pytest.approx(2 * calm, abs=2)


@given(st.integers(0, 30), st.integers(5, 30), st.floats(0.06, 0.9))
def test_gaps_in_our_voice_are_placed_by_what_the_other_side_reports(
    calm: int, bad: int, loss: float
) -> None:
    far = [0.0] * calm + [loss] * bad + [0.0] * 6
    account = account_of(told([0.0] * len(far), far))
    assert account.trouble is Trouble.LOST_THERE
    assert account.begin == pytest.approx(2 * calm, abs=6)
    assert account.end == pytest.approx(2 * (calm + bad), abs=6)


@given(st.lists(st.floats(0, 0.0149), min_size=2, max_size=80))
def test_a_loss_that_nobody_notices_is_no_trouble(losses: list[float]) -> None:
    assert account_of(told(losses, [0.0] * len(losses))).trouble is Trouble.NONE


def test_a_gap_is_laid_where_it_was_and_said_as_silence() -> None:
    timeline, now = Timeline("PCMU/8000"), Counters()
    for second in range(2, 62, 2):
        gap = 20 < second <= 30
        back = second == 32
        now = replace(
            now,
            received=now.received + (0 if gap else 100),
            lost=now.lost + (500 if back else 0),
            sent=now.sent + 100,
        )
        timeline = timeline.after(now, float(second))
    account = account_of(timeline)
    assert account.trouble is Trouble.NOTHING_CAME
    assert (account.begin, account.end) == (20.0, 30.0)


@pytest.mark.parametrize(("silent", "said"), [(30, Trouble.NOTHING_CAME), (2, Trouble.NONE)])
def test_a_call_that_ended_because_nothing_came_was_not_good_throughout(silent: int, said: Trouble) -> None:
    timeline, now = Timeline("PCMU/8000"), Counters()
    for second in range(2, 42 + silent, 2):
        heard = second <= 40
        now = replace(now, received=now.received + (100 if heard else 0), sent=now.sent + 100)
        timeline = timeline.after(now, float(second))
    account = account_of(timeline.ended(40.0 + silent))
    assert account.trouble is said
    assert account.seconds == (silent if said is Trouble.NOTHING_CAME else 0)


def test_the_worse_way_is_told() -> None:
    assert account_of(told([0.1] * 9, [0.3] * 9)).trouble is Trouble.LOST_THERE
    assert account_of(told([0.3] * 9, [0.1] * 9)).trouble is Trouble.LOST_HERE


def test_slow_and_uneven_ways_are_told_where_nothing_was_lost() -> None:
    slow, uneven = Timeline("PCMU/8000"), Timeline("PCMU/8000")
    for place in range(1, 20):
        now = Counters(100 * place, 0, 100 * place, 0, 0, 5.0, 700.0)
        slow = slow.after(now, 2.0 * place)
        uneven = uneven.after(replace(now, jitter_ms=90.0, round_trip_ms=40.0), 2.0 * place)
    assert account_of(slow).trouble is Trouble.SLOW
    assert account_of(uneven).trouble is Trouble.UNEVEN


def test_of_a_call_of_two_seconds_or_on_hold_nothing_is_said() -> None:
    assert account_of(Timeline()).trouble is Trouble.UNKNOWN
    assert account_of(told([0.5], [0.0])).trouble is Trouble.UNKNOWN
    held = Timeline("PCMU/8000")
    for place in range(1, 30):
        held = held.after(Counters(0, 0, 100 * place), 2.0 * place)
    assert account_of(held).trouble is Trouble.UNKNOWN


def held_for(seconds: float, *, lost_after: int = 0) -> Timeline:
    """Talked for 20 s, held (the engine measures nothing), and talked for 20 s more: it counts anew."""
    timeline = told([0.06] * 2 + [0.0] * 8, [0.0] * 10)
    for place in range(1, 11):
        counted = Counters(100 * place - lost_after, lost_after, 100 * place, 0, 0, 3.0, 40.0)
        timeline = timeline.after(counted, 20 + seconds + 2.0 * place)
    return timeline


def test_a_hold_is_no_measurement_and_lengthens_no_trouble() -> None:
    points = held_for(150, lost_after=20).points
    assert [(point.second, point.span) for point in points[9:12]] == [(18, 2), (20, 150), (170, 2)]
    assert not points[10].says_something
    assert sum(point.received + point.lost for point in points) == 2_000
    account = account_of(held_for(150, lost_after=20))
    assert (account.trouble, account.begin, account.seconds) == (Trouble.LOST_HERE, 170, 2)


def test_an_episode_does_not_go_on_over_a_hold() -> None:
    timeline = told([0.0] * 8 + [0.2] * 2, [0.0] * 10)
    for place in range(1, 11):
        lost = 20 * min(place, 3)
        timeline = timeline.after(Counters(100 * place - lost, lost, 100 * place), 80.0 + 2 * place)
    account = account_of(timeline)
    assert (account.begin, account.seconds) == (80, 6)


def test_what_the_other_side_reports_after_a_hold_is_about_what_was_said_after_it() -> None:
    timeline = told([0.0] * 10, [0.0] * 10, report_every=100)
    for place in range(1, 4):
        reports = int(place == 3)
        counted = Counters(100 * place, 0, 100 * place, 30 * reports, reports)
        timeline = timeline.after(counted, 80.0 + 2 * place)
    assert [point.far_lost for point in timeline.points] == [None] * 11 + [10.0] * 3


def test_a_round_trip_that_is_not_known_yet_makes_no_way_quick() -> None:
    timeline = Timeline("PCMU/8000")
    for place in range(1, 9):
        known = 700.0 if place > 5 else 0.0
        timeline = timeline.after(Counters(100 * place, 0, 100 * place, round_trip_ms=known), 2.0 * place)
    account = account_of(timeline)
    assert (account.trouble, account.round_trip_ms) == (Trouble.SLOW, 700.0)


def test_a_long_call_is_kept_in_few_points_and_nothing_is_forgotten() -> None:
    losses = [0.0] * 1000 + [0.06] * 60 + [0.0] * 1000
    timeline = told(losses, [0.0] * len(losses))
    assert len(timeline.points) <= MOST_POINTS
    assert sum(point.lost for point in timeline.points) == 6 * 60
    assert timeline.end == 2.0 * len(losses)
    account = account_of(timeline)
    assert (account.trouble, round(account.percent)) == (Trouble.LOST_HERE, 6)
    assert account.seconds == pytest.approx(120, abs=16)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_merging_keeps_all_that_was_counted(losses: list[float]) -> None:
    points = told(losses, losses).points
    joined = merged(points)
    for count in (lambda p: p.received, lambda p: p.lost, lambda p: p.sent, lambda p: p.far_lost or 0.0):
        assert sum(map(count, joined)) == pytest.approx(sum(map(count, points)))
    assert joined[-1].end == points[-1].end
    assert len(joined) == (len(points) + 1) // 2
