"""What a wall time means, in both nights of a clock change and where the clocks do odder things."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.later.wall_time import UnknownZone, WallTime, rules_version
from tests.carrier.later.zones import MADE_UP, rules

FROM, TO = datetime(1990, 1, 1), datetime(2090, 1, 1)  # noqa: DTZ001 (on a wall)
ZONES = (
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Pacific/Chatham",
    "UTC",
)


@pytest.mark.parametrize(
    ("wall", "zone", "utc"),
    [
        ("2026-01-15T09:00", "Europe/Paris", "2026-01-15T08:00"),
        ("2026-07-15T09:00", "Europe/Paris", "2026-07-15T07:00"),
        # the night the clocks go forward: an hour that does not exist comes an hour later
        ("2026-03-29T01:59", "Europe/Paris", "2026-03-29T00:59"),
        ("2026-03-29T02:00", "Europe/Paris", "2026-03-29T01:00"),
        ("2026-03-29T02:30", "Europe/Paris", "2026-03-29T01:30"),
        ("2026-03-29T03:00", "Europe/Paris", "2026-03-29T01:00"),
        ("2026-03-08T02:15", "America/New_York", "2026-03-08T07:15"),
        # half an hour only
        ("2026-10-04T02:10", "Australia/Lord_Howe", "2026-10-03T15:40"),
        # a whole day that never was
        ("2011-12-30T10:00", "Pacific/Apia", "2011-12-30T20:00"),
        # Casablanca puts its clocks back for Ramadan
        ("2026-02-14T09:00", "Africa/Casablanca", "2026-02-14T08:00"),
        ("2026-02-20T09:00", "Africa/Casablanca", "2026-02-20T09:00"),
        # after 2037 only the rule at the end of a zone's file is left
        ("2038-01-19T04:14", "Europe/Paris", "2038-01-19T03:14"),
        ("2045-03-26T02:30", "Europe/Paris", "2045-03-26T01:30"),
        ("2099-07-01T12:00", "Europe/Paris", "2099-07-01T10:00"),
    ],
)
def test_a_wall_time_means_one_instant(wall: str, zone: str, utc: str) -> None:
    assert WallTime.read(wall, zone).instant() == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    # One that does not come twice has no second.
    assert WallTime.read(wall, zone, second=True).instant() == WallTime.read(wall, zone).instant()


@pytest.mark.parametrize(
    ("wall", "zone", "first", "apart"),
    [
        ("2026-10-25T02:30", "Europe/Paris", "2026-10-25T00:30", 60),
        ("2026-10-25T02:00", "Europe/Paris", "2026-10-25T00:00", 60),
        ("2026-11-01T01:59", "America/New_York", "2026-11-01T05:59", 60),
        ("2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45", 30),
        ("2041-10-27T02:59", "Europe/Paris", "2041-10-27T00:59", 60),
    ],
)
def test_a_time_that_comes_twice_is_the_first_unless_the_second_is_asked_for(
    wall: str, zone: str, first: str, apart: int
) -> None:
    instant = datetime.fromisoformat(first).replace(tzinfo=UTC)
    assert WallTime.read(wall, zone).instant() == instant
    assert WallTime.read(wall, zone, second=True).instant() == instant + timedelta(minutes=apart)


@given(
    local=st.datetimes(FROM, TO),
    zone=st.sampled_from(ZONES),
    second=st.booleans(),
)
def test_the_wall_shows_what_was_meant_or_later_by_a_jump(local: datetime, zone: str, second: bool) -> None:
    local = local.replace(second=0, microsecond=0)
    meant = WallTime.read(local.isoformat(timespec="minutes"), zone, second=second).instant()
    shown = meant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    assert shown >= local
    if shown != local:  # nothing that exists on the wall is passed over
        before = (meant - (shown - local)).astimezone(ZoneInfo(zone))
        assert before.utcoffset() != meant.astimezone(ZoneInfo(zone)).utcoffset()


@given(
    instant=st.datetimes(FROM, TO, timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
)
def test_every_instant_has_a_wall_time_that_means_it(instant: datetime, zone: str) -> None:
    instant = instant.replace(second=0, microsecond=0)
    local = instant.astimezone(ZoneInfo(zone))
    wall = WallTime(local.replace(tzinfo=None), zone)
    again = WallTime.read(wall.written, zone, second=bool(local.fold))
    assert again.instant() == instant


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-29T24:00",
        "2026-02-29T10:00",
        "2026-3-29T10:00",
        "2026-03-29 10:00",
        "2026-03-29T10:00Z",
        "2026-03-29T10:00:00",
        "٢٠٢٦-03-29T10:00",
        "",
    ],
)
def test_what_is_no_time_of_the_calendar_is_none(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        WallTime.read(written, "Europe/Paris")


@pytest.mark.parametrize(
    ("wall", "zone"), [("0001-01-01T00:00", "Asia/Tokyo"), ("9999-12-31T23:59", "America/New_York")]
)
def test_beyond_the_calendar_there_is_no_instant(wall: str, zone: str) -> None:
    with pytest.raises(ValueError, match="calendar"):
        WallTime.read(wall, zone).instant()


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Pariss",
        "europe",
        "Europe",
        "../Europe/Paris",
        "/etc/passwd",
        "",
        "tzdata.zi",
        "a\0b",
        "x" * 300,
    ],
)
def test_what_is_no_zone_is_an_unknown_one(zone: str) -> None:
    with pytest.raises(UnknownZone):
        WallTime.read("2026-03-29T10:00", zone).instant()


def test_the_version_of_the_rules_is_that_of_the_rules_in_use(tmp_path: Path) -> None:
    with rules(tmp_path, version="2031a", hours=3):
        assert rules_version() == "2031a"
        assert WallTime.read("2026-06-01T10:00", MADE_UP).instant() == datetime(2026, 6, 1, 7, tzinfo=UTC)
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([])
    try:  # as on Windows: the package alone
        assert rules_version().startswith("20")
    finally:
        zoneinfo.reset_tzpath(before)
