"""Several calls as they are shown: who is talked with, who waits, what a click does to others (CALL-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from desktop.domain import events as e
from desktop.domain.calls import Call, CallId, Direction, Phase
from desktop.domain.numbers import HIDDEN
from tests.galleries.calls import call
from tests.galleries.sample import KARIM, MARIE, OMAR, PRIVATE, WORK, Sample
from tests.models.conftest import Until
from ui.models.calls import CallsModel

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Two:
    """Marie waits, Karim is talked with."""

    model: CallsModel
    sample: Sample
    marie: CallId
    karim: CallId

    def phases(self) -> list[Phase]:
        return [view.phase for view in self.model.views if view.key in (self.marie, self.karim)]


@pytest.fixture
def two(sample: Sample) -> Two:
    model = CallsModel(sample.store, sample.calls, sample.start)
    marie = call(sample, MARIE, PRIVATE, phase=Phase.HELD)
    return Two(model, sample, marie, call(sample, KARIM, WORK))


async def test_switching_holds_whoever_was_talked_with(two: Two, until: Until) -> None:
    two.model.resume(two.marie)
    await until(lambda: two.phases() == [Phase.TALKING, Phase.HELD])
    two.model.hold(two.marie)
    await until(lambda: two.phases() == [Phase.HELD, Phase.HELD])


async def test_joining_says_with_whom_and_splitting_holds_the_others(two: Two, until: Until) -> None:
    assert two.model.can_join(two.karim)
    two.model.join(two.marie)
    await until(lambda: two.phases() == [Phase.TALKING, Phase.TALKING])
    marie = two.model.view(two.marie)
    assert marie is not None
    assert marie.note == "Joined with \u2068Karim Benali\u2069"
    assert not two.model.can_join(two.karim)
    two.model.split(two.karim)
    await until(lambda: two.phases() == [Phase.HELD, Phase.TALKING])


async def test_a_switch_that_comes_after_joining_holds_nobody(two: Two, until: Until) -> None:
    two.model.join(two.marie)
    await until(lambda: two.phases() == [Phase.TALKING, Phase.TALKING])
    two.model.resume(two.marie)
    two.model.mute(two.marie, True)
    await until(lambda: any(view.muted for view in two.model.views))  # it came after the other
    assert two.phases() == [Phase.TALKING, Phase.TALKING]


async def test_a_third_can_be_joined_and_there_is_no_fourth(two: Two, until: Until) -> None:
    two.model.join(two.marie)
    await until(lambda: two.phases() == [Phase.TALKING, Phase.TALKING])
    assert two.model.can_add
    omar = call(two.sample, OMAR, WORK, phase=Phase.HELD)
    assert two.model.can_join(omar)
    assert not two.model.can_add


async def test_being_put_on_hold_is_said_with_their_name(two: Two) -> None:
    two.sample.store.apply(e.CallHeld(two.karim, here=False, there=True))
    view = two.model.view(two.karim)
    assert view is not None
    assert view.note == "\u2068Karim Benali\u2069 has put you on hold"
    assert view.phase is Phase.TALKING


async def test_whoever_is_put_through_has_the_name_and_the_one_before_is_said(two: Two) -> None:
    two.sample.store.apply(e.CallHandedOn(two.karim, OMAR))
    view = two.model.view(two.karim)
    assert view is not None
    assert (view.peer, view.note) == (OMAR, "Put through by \u2068Karim Benali\u2069")
    two.sample.store.apply(e.CallHandedOn(two.karim, HIDDEN))
    view = two.model.view(two.karim)
    assert view is not None
    assert view.name == "Hidden number"
    assert not view.can_call_again


async def test_a_hold_that_cannot_be_ended_is_said(two: Two) -> None:
    two.sample.store.apply(e.ResumeFailed(two.marie))
    assert two.model.problem.startswith("\u2068Marie Dupont\u2069 could not be taken off hold.")


async def test_a_shortcut_means_the_page_that_is_open_else_whoever_is_talked_with(
    two: Two, until: Until
) -> None:
    two.model.mute_current()
    await until(lambda: [view.muted for view in two.model.views] == [False, True])
    two.model.look_at(two.marie)
    two.model.hold_current()
    await until(lambda: two.phases() == [Phase.TALKING, Phase.HELD])
    wanted: list[object] = []
    two.model.keypad_wanted.connect(wanted.append)
    two.model.show_keypad()
    assert wanted == [two.marie]
    two.model.look_at(two.karim)  # who is held hears no keys
    two.model.show_keypad()
    assert wanted == [two.marie, two.marie]


async def test_hanging_up_by_shortcut_means_what_is_looked_at_else_what_was_begun_last(
    two: Two, until: Until
) -> None:
    def live() -> list[CallId]:
        return [view.key for view in two.model.views if view.is_live]

    dialled = call(two.sample, OMAR, WORK, phase=Phase.RINGING)
    ringing = call(two.sample, OMAR, PRIVATE, Direction.INCOMING, phase=Phase.RINGING)
    two.model.hang_up_current()
    await until(lambda: live() == [two.marie, two.karim, ringing])
    assert dialled not in live()
    two.model.look_at(two.marie)
    two.model.hang_up_current()
    await until(lambda: live() == [two.karim, ringing])
    two.model.look_at(None)
    two.model.hang_up_current()
    await until(lambda: live() == [ringing])
    two.model.hang_up_current()
    await two.sample.tasks.settle(within=2)
    assert live() == [ringing]


async def test_without_a_call_a_shortcut_does_nothing(sample: Sample) -> None:
    model = CallsModel(sample.store, sample.calls, sample.start)
    ringing = call(sample, KARIM, WORK, Direction.INCOMING, phase=Phase.RINGING)
    model.mute_current()
    model.hold_current()
    model.show_keypad()
    model.hold(ringing)
    model.join(ringing)
    view = model.view(ringing)
    assert view is not None
    assert (view.phase, view.muted) == (Phase.RINGING, False)


@dataclass(frozen=True)
class Page:
    """Of the call that is looked at; it follows as the window does."""

    two: Two

    def __post_init__(self) -> None:
        self.two.model.page_wanted.connect(self.two.model.look_at)

    @property
    def shown(self) -> CallId | None:
        return self.two.model._looked_at


async def test_the_page_follows_whoever_is_switched_to(two: Two, until: Until) -> None:
    page = Page(two)
    two.model.look_at(two.karim)
    two.model.resume(two.marie)
    await until(lambda: page.shown == two.marie)
    two.model.resume(two.karim)
    await until(lambda: page.shown == two.karim)


async def test_the_page_of_one_who_waits_stays_where_nothing_changes(two: Two, until: Until) -> None:
    page = Page(two)
    two.model.look_at(two.marie)
    two.model.mute(two.karim, True)
    await until(lambda: any(view.muted for view in two.model.views))
    assert page.shown == two.marie
    two.model.look_at(two.karim)
    two.model.hold(two.karim)
    await until(lambda: two.phases() == [Phase.HELD, Phase.HELD])
    assert page.shown == two.karim


async def test_the_page_follows_whoever_is_dialled_or_answered(two: Two, sample: Sample) -> None:
    page = Page(two)
    two.model.look_at(two.karim)
    third = call(sample, OMAR, WORK, phase=Phase.RINGING, direction=Direction.INCOMING)
    assert page.shown == two.karim
    sample.store.apply(e.CallHeld(two.karim, True, False))  # as the engine tells it
    assert page.shown == two.karim
    sample.store.apply(e.CallAnswered(third, NOW, 1_000.0, "G722/16000", True))
    assert page.shown == third
    dialled = Call(CallId("new"), Direction.OUTGOING, WORK, OMAR, "", Phase.DIALING, NOW)
    sample.store.apply(e.CallBegan(dialled))
    assert page.shown == dialled.id


async def test_a_party_that_is_held_as_one_leaves_the_page_where_it_is(two: Two, until: Until) -> None:
    page = Page(two)
    two.model.join(two.marie)
    await until(lambda: two.phases() == [Phase.TALKING, Phase.TALKING])
    two.model.look_at(two.marie)
    two.model.hold(two.marie)
    await until(lambda: two.phases() == [Phase.HELD, Phase.HELD])
    assert page.shown == two.marie


async def test_whose_page_is_wanted_is_known_while_the_dialler_hides_it(two: Two, until: Until) -> None:
    page = Page(two)
    two.model.look_at(two.karim)
    two.model.look_at(None)
    two.model.resume(two.marie)
    await until(lambda: page.shown == two.marie)


async def test_no_page_opens_where_none_was(two: Two, until: Until) -> None:
    page = Page(two)
    two.model.resume(two.marie)
    await until(lambda: two.phases() == [Phase.TALKING, Phase.HELD])
    assert page.shown is None
