"""A wall time means the same here as at the carrier; what is odd about it is known beforehand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.later import limits
from carrier.later.wall_time import WallTime as CarriersWallTime
from desktop.domain import later
from desktop.domain.wall_time import WallTime, wall_time

FROM, TO = datetime(1990, 1, 1), datetime(2090, 1, 1)  # noqa: DTZ001 (on a wall)
ZONES = (
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "UTC",
)


def wall(written: str, zone: str, *, fold: int = 0) -> WallTime:
    return WallTime(datetime.fromisoformat(written).replace(fold=fold), zone)


@given(local=st.datetimes(FROM, TO), zone=st.sampled_from(ZONES), fold=st.integers(0, 1))
def test_a_wall_time_means_the_same_here_and_at_the_carrier(local: datetime, zone: str, fold: int) -> None:
    here = WallTime(local.replace(second=0, microsecond=0, fold=fold), zone)
    there = CarriersWallTime.read(here.written, here.zone, second=here.second)
    assert here.instant() == there.instant()


@given(instant=st.datetimes(FROM, TO, timezones=st.just(UTC)), zone=st.sampled_from(ZONES))
def test_what_the_clocks_show_means_that_instant(instant: datetime, zone: str) -> None:
    instant = instant.replace(second=0, microsecond=0)
    shown = wall_time(instant, zone)
    assert shown.instant() == instant
    assert shown.jump() == timedelta()


@pytest.mark.parametrize(
    ("written", "zone", "jump", "twice"),
    [
        ("2026-03-29T02:30", "Europe/Paris", 60, False),
        ("2026-03-29T03:00", "Europe/Paris", 0, False),
        ("2026-10-25T02:30", "Europe/Paris", 0, True),
        ("2026-10-25T03:00", "Europe/Paris", 0, False),
        ("2026-10-04T02:10", "Australia/Lord_Howe", 30, False),
        ("2026-04-05T01:40", "Australia/Lord_Howe", 0, True),
        ("2011-12-30T10:00", "Pacific/Apia", 24 * 60, False),
        ("2041-03-31T02:30", "Europe/Paris", 60, False),
        ("2041-10-27T02:30", "Europe/Paris", 0, True),
    ],
)
def test_what_is_jumped_over_and_what_comes_twice_is_known(
    written: str, zone: str, jump: int, twice: bool
) -> None:
    chosen = wall(written, zone)
    assert chosen.jump() == timedelta(minutes=jump)
    assert chosen.comes_twice() is twice
    if twice:
        assert wall(written, zone, fold=1).instant() > chosen.instant()


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../Europe/Paris", "Europe"])
def test_a_zone_that_is_not_known_here_is_taken_for_utc(zone: str) -> None:
    assert wall("2026-05-01T10:00", zone).instant() == datetime(2026, 5, 1, 10, tzinfo=UTC)


def test_what_is_said_beforehand_is_what_the_carrier_does() -> None:
    assert later.LATEST == limits.LATEST
    assert later.MOST_WAITING == limits.MOST_WAITING
    assert later.FURTHEST == limits.FURTHEST
