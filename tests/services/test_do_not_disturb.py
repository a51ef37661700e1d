"""Do not disturb ends when it should: after sleep, over a restart, with a clock set anew, in DST nights."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from desktop.domain import events as e
from desktop.domain.numbers import NumberId
from desktop.domain.quiet import QuietFor, next_morning
from desktop.services.quiet import QuietTimes
from desktop.store import Store
from desktop.system.settings import KeptQuiet, KeptQuietTime, SettingsFile

PARIS = ZoneInfo("Europe/Paris")
WORK = NumberId("n2")
NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)


class Watch:
    """A clock on the wall and a steady one, which the test moves."""

    def __init__(self, path: Path, now: datetime = NOON) -> None:
        self.now = now
        self.steady = 5_000.0
        self.path = path
        self.changes = 0
        self.begin_program()

    def begin_program(self) -> None:
        """As after a restart: another process, another steady clock."""
        self.store = Store()
        self.store.subscribe(lambda event, _: self._count(event))
        self.quiet = QuietTimes(
            self.store,
            SettingsFile(self.path),
            clock=lambda: self.now,
            seconds=lambda: self.steady,
            zone=PARIS,
        )

    def passes(self, **time: float) -> None:
        """Time goes by, awake or asleep."""
        self.now += timedelta(**time)
        self.steady += timedelta(**time).total_seconds()
        self.quiet.look()

    def is_set(self, **by: float) -> None:
        """Somebody sets the clock on the wall."""
        self.now += timedelta(**by)
        self.quiet.look()

    @property
    def is_on(self) -> bool:
        return self.store.state.quiet.everything is not None

    def rings(self) -> bool:
        return not self.is_on

    @property
    def until(self) -> datetime | None:
        everything = self.store.state.quiet.everything
        assert everything is not None
        return everything.until

    def _count(self, event: e.Event) -> None:
        self.changes += isinstance(event, e.QuietChanged)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path / "settings.json")


@pytest.mark.parametrize(("wanted", "minutes"), [(QuietFor.HALF_HOUR, 30), (QuietFor.HOUR, 60)])
async def test_it_lasts_as_long_as_was_asked_for(watch: Watch, wanted: QuietFor, minutes: int) -> None:
    await watch.quiet.begin(wanted)
    assert watch.until == NOON + timedelta(minutes=minutes)
    watch.passes(minutes=minutes - 0.1)
    assert watch.is_on
    watch.passes(minutes=0.2)
    assert watch.rings()


async def test_eight_hours_asleep_end_it(watch: Watch) -> None:
    await watch.quiet.begin(QuietFor.HOUR)
    watch.passes(hours=8)
    assert watch.rings()


@pytest.mark.parametrize("by", [{"days": 3650}, {"days": -3650}, {"hours": 1}, {"hours": -1}])
async def test_a_clock_that_is_set_neither_ends_nor_lengthens_half_an_hour(
    watch: Watch, by: dict[str, float]
) -> None:
    await watch.quiet.begin(QuietFor.HALF_HOUR)
    watch.passes(minutes=10)
    watch.is_set(**by)
    assert watch.is_on
    assert watch.until == watch.now + timedelta(minutes=20)
    watch.passes(minutes=21)
    assert watch.rings()


async def test_a_clock_that_is_put_right_by_a_second_changes_nothing(watch: Watch) -> None:
    await watch.quiet.begin(QuietFor.HALF_HOUR)
    before = watch.changes
    watch.is_set(seconds=1)
    assert watch.changes == before


async def test_until_the_morning_is_seven_of_the_clock_on_the_wall(watch: Watch) -> None:
    await watch.quiet.begin(QuietFor.MORNING)
    assert watch.until == datetime(2026, 11, 27, 7, 0, tzinfo=PARIS)
    watch.passes(hours=18)  # six in the morning
    assert watch.is_on
    watch.passes(hours=1)
    assert watch.rings()


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (datetime(2026, 11, 27, 1, 30, tzinfo=PARIS), datetime(2026, 11, 27, 7, 0, tzinfo=PARIS)),
        (datetime(2026, 11, 27, 5, 0, tzinfo=PARIS), datetime(2026, 11, 28, 7, 0, tzinfo=PARIS)),
        (datetime(2027, 3, 27, 22, 0, tzinfo=PARIS), datetime(2027, 3, 28, 5, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=PARIS), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),
    ],
    ids=["after midnight", "for early birds", "an hour is lost", "an hour is won"],
)
def test_the_morning_that_is_meant(now: datetime, morning: datetime) -> None:
    assert next_morning(now.astimezone(UTC), PARIS) == morning


async def test_a_clock_set_back_by_years_does_not_make_a_night_of_years(watch: Watch) -> None:
    await watch.quiet.begin(QuietFor.MORNING)
    watch.is_set(days=-3650)
    assert watch.is_on
    assert watch.until is not None
    assert watch.until - watch.now < timedelta(hours=29)


async def test_it_goes_on_over_a_restart_and_ends_then(watch: Watch) -> None:
    await watch.quiet.begin(QuietFor.HOUR)
    await watch.quiet.begin(QuietFor.ALWAYS, number_id=WORK)
    watch.passes(minutes=20)
    watch.steady = 7.0  # the computer was started anew
    watch.begin_program()
    assert watch.until == NOON + timedelta(minutes=60)
    watch.passes(minutes=39)
    assert watch.is_on
    watch.passes(minutes=2)
    assert watch.rings()
    assert watch.store.state.quiet.silences(WORK)


async def test_what_ended_while_the_program_was_closed_is_over_at_the_next_start(watch: Watch) -> None:
    await watch.quiet.begin(QuietFor.HOUR)
    watch.now += timedelta(hours=2)
    watch.begin_program()
    assert watch.rings()


async def test_a_restart_with_a_clock_set_back_does_not_lengthen_it(watch: Watch) -> None:
    await watch.quiet.begin(QuietFor.HALF_HOUR)
    watch.now -= timedelta(days=365)
    watch.begin_program()
    watch.passes(minutes=31)
    assert watch.rings()


@pytest.mark.parametrize(
    "kept",
    [
        KeptQuietTime(datetime(9999, 12, 31, tzinfo=UTC), 1e300),
        KeptQuietTime(datetime(9999, 12, 31, tzinfo=UTC), 0.0),
        KeptQuietTime(datetime(1, 1, 1, tzinfo=UTC), 1e-9),
        KeptQuietTime(datetime(2026, 11, 26, 12, 0, tzinfo=UTC), -5.0),
    ],
    ids=["for ever", "a morning far away", "long ago", "a negative length"],
)
async def test_settings_that_make_no_sense_last_a_day_at_most(watch: Watch, kept: KeptQuietTime) -> None:
    settings = SettingsFile(watch.path)
    settings.change(msgspec.structs.replace(settings.now, quiet=KeptQuiet(kept, {"n2": kept})))
    watch.begin_program()
    watch.passes(hours=30)
    assert watch.rings()


async def test_until_i_switch_it_off_stays_and_ends_at_a_word(watch: Watch) -> None:
    await watch.quiet.begin(QuietFor.ALWAYS)
    watch.passes(days=400)
    watch.begin_program()
    assert watch.is_on
    assert watch.until is None
    await watch.quiet.end()
    assert watch.rings()


async def test_one_number_is_silent_by_itself(watch: Watch) -> None:
    await watch.quiet.begin(QuietFor.HALF_HOUR, number_id=WORK)
    quiet = watch.store.state.quiet
    assert quiet.silences(WORK)
    assert not quiet.silences(NumberId("n1"))
    await watch.quiet.begin(QuietFor.HOUR)
    await watch.quiet.end()
    assert watch.store.state.quiet.silences(WORK)
    watch.passes(minutes=31)
    assert not watch.store.state.quiet.silences(WORK)


async def test_what_was_asked_for_last_holds(watch: Watch) -> None:
    await watch.quiet.begin(QuietFor.HALF_HOUR)
    await watch.quiet.begin(QuietFor.ALWAYS)
    watch.passes(hours=3)
    assert watch.is_on


async def test_whoever_watches_ends_it_without_being_asked(watch: Watch) -> None:
    await watch.quiet.begin(QuietFor.HALF_HOUR)
    over = asyncio.Event()
    watch.store.subscribe(lambda _, state: over.set() if state.quiet.everything is None else None)
    watch.now += timedelta(minutes=30)
    watch.steady += 1_799.95
    watching = asyncio.create_task(watch.quiet.watch())
    watch.steady += 0.1
    async with asyncio.timeout(5):
        await over.wait()
    watching.cancel()
