"""Whether this computer would ring, as the settings say it: each broken link names what to do."""

from __future__ import annotations

import pytest

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.numbers import NumberId
from desktop.domain.ring_check import Holds, Link, Tried
from tests.galleries.ring_check import NoCheck, check_of
from tests.galleries.sample import PRIVATE, WORK, Sample
from tests.models.conftest import Until
from ui.models.ring_check import RingCheckModel


@pytest.fixture
def checks() -> NoCheck:
    return NoCheck()


@pytest.fixture
def model(sample: Sample, checks: NoCheck) -> RingCheckModel:
    return RingCheckModel(sample.store, checks, sample.start)


async def test_the_chosen_number_is_called(model: RingCheckModel, checks: NoCheck, until: Until) -> None:
    assert (model.number_id, model.lines) == (PRIVATE, ())
    model.choose(WORK)
    model.begin()
    await until(lambda: checks.begun)
    assert checks.begun == [WORK]


def test_where_all_holds_the_answer_is_yes(sample: Sample, model: RingCheckModel) -> None:
    sample.store.apply(e.RingCheckChanged(check_of(Tried(Link.BELL, Holds.YES, "Jabra"))))
    assert model.verdict == "Yes. A call rings on this computer."
    assert all(line.advice == "" for line in model.lines)
    words = [line.words.replace("\u2068", "").replace("\u2069", "") for line in model.lines]
    assert words[-2:] == ["The call came after 84 ms", "It rings on Jabra"]


def test_a_ring_device_that_is_gone_is_named_although_another_rings(
    sample: Sample, model: RingCheckModel
) -> None:
    bell = Tried(Link.BELL, Holds.YES, "Speakers", gone="Jabra")
    sample.store.apply(e.RingCheckChanged(check_of(bell)))
    assert model.verdict == "Yes. A call rings on this computer."
    assert "Jabra" in model.lines[-1].advice


def test_a_bell_that_is_turned_down_says_so(sample: Sample, model: RingCheckModel) -> None:
    sample.store.apply(e.RingCheckChanged(check_of(Tried(Link.BELL, Holds.NO, "turned-down"))))
    assert model.lines[-1].advice == "The ring volume is at 0. Turn it up."


@pytest.mark.parametrize("link", Link)
def test_each_broken_link_says_what_to_do(sample: Sample, model: RingCheckModel, link: Link) -> None:
    sample.store.apply(e.RingCheckChanged(check_of(Tried(link, Holds.NO))))
    assert model.verdict == "No. A call would not ring on this computer."
    [broken] = [line for line in model.lines if line.holds is Holds.NO]
    assert broken.link is link
    assert broken.advice
    assert len({line.words for line in model.lines}) == len(Link)


@pytest.mark.parametrize("word", ["number-off", "number-expired", "not-verified"])
def test_a_number_says_why_it_is_not_called(sample: Sample, model: RingCheckModel, word: str) -> None:
    sample.store.apply(e.RingCheckChanged(check_of(Tried(Link.NUMBER, Holds.NO, word))))
    [broken] = [line for line in model.lines if line.holds is Holds.NO]
    assert "Private" in broken.words
    assert "switched on" not in broken.words


def test_while_it_runs_there_is_no_verdict_and_no_second_one(
    sample: Sample, model: RingCheckModel, checks: NoCheck
) -> None:
    sample.store.apply(e.RingCheckChanged(check_of(Tried(Link.CALL, Holds.TRYING), running=True)))
    assert (model.verdict, model.running) == ("", True)
    assert "Test call from the carrier…" in [line.words for line in model.lines]
    model.begin()
    assert checks.begun == []


async def test_why_it_can_not_be_tried_is_said(sample: Sample, until: Until) -> None:
    class InACall:
        async def begin(self, number_id: NumberId) -> None:
            raise Mendable("in-a-call")

    model = RingCheckModel(sample.store, InACall(), sample.start)
    model.begin()
    await until(lambda: model.problem)
    assert model.problem == "This can be tried when no call goes on."
