"""A message that may have left is asked about, and fails only by the carrier's word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.messages import MessageFailure
from desktop.domain.outbox import (
    Accepted,
    Dropped,
    Failed,
    NeverArrived,
    NoAnswer,
    RefusedForGood,
    Settled,
    Step,
    Waits,
    follow,
    lane,
    next_step,
)
from tests.storage.made import MARIE, PAUL, to_mark_read, to_send


def test_a_message_that_never_left_is_requested() -> None:
    assert next_step(to_send()) is Step.REQUEST


def test_a_message_that_may_have_left_is_asked_about() -> None:
    assert next_step(replace(to_send(), begun=True)) is Step.ASK


def test_what_may_be_said_twice_is_said_twice() -> None:
    assert next_step(replace(to_mark_read(1), begun=True)) is Step.REQUEST


def test_an_accepted_intent_is_settled() -> None:
    assert follow(to_send(), Accepted()) == Settled()


def test_one_that_never_arrived_leaves_again_at_once() -> None:
    intent = to_send()
    assert follow(replace(intent, begun=True), NeverArrived()) == Waits(intent, pause=False)


@pytest.mark.parametrize(("left", "begun"), [(True, True), (False, False)])
def test_without_an_answer_it_waits_and_is_unknown_if_it_may_have_left(left: bool, begun: bool) -> None:
    intent = to_send()
    assert follow(intent, NoAnswer(left)) == Waits(replace(intent, begun=begun), pause=True)


def test_what_was_unknown_stays_unknown_while_nobody_answers() -> None:
    unknown = replace(to_send(), begun=True)
    assert follow(unknown, NoAnswer(left=False)) == Waits(unknown, pause=True)


@pytest.mark.parametrize(
    ("word", "failure"),
    [("no-credit", MessageFailure.NO_CREDIT), ("something-new", MessageFailure.TECHNICAL)],
)
def test_a_refused_message_fails_with_the_carriers_reason(word: str, failure: MessageFailure) -> None:
    assert follow(to_send(), RefusedForGood(word)) == Failed(failure)


def test_anything_else_that_is_refused_is_dropped() -> None:
    assert follow(to_mark_read(1), RefusedForGood("not-found")) == Dropped("not-found")


def test_each_thread_has_a_lane_and_reading_one_of_its_own() -> None:
    lanes = {lane(i.act) for i in (to_send(), to_send(thread=PAUL), to_mark_read(1), to_mark_read(2))}
    assert len(lanes) == 3
    assert lane(to_send("a").act) == lane(to_send("b", thread=MARIE).act)
