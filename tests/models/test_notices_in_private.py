"""Notices where not all may be read, of numbers and threads that are not wanted; answers; the badge."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from desktop.domain import events as e
from desktop.domain.calls import EndOfCall
from desktop.domain.messages import LONGEST_TEXT, ThreadKey
from desktop.domain.notices import Content, Counted, NoticeChoice, Notices
from desktop.domain.numbers import Address, Unread
from desktop.domain.session import SignedOut
from tests.galleries.sample import KARIM, MARIE, PRIVATE, WORK, Sample
from tests.models.conftest import Until
from tests.models.test_notices import Outside
from ui.models.badge import BadgeModel
from ui.tasks import Tasks


@pytest.fixture
def outside(sample: Sample, tasks: Tasks, until: Until) -> Outside:
    del until
    return Outside(sample, tasks)


def stand(outside: Outside, *, locked: bool | None = None, **wanted: Any) -> None:
    choice = replace(NoticeChoice(), **wanted)
    outside.store.apply(e.NoticesChanged(Notices(choice=choice, locked=locked)))


def told(outside: Outside) -> str:
    return " ".join(f"{each.title} {each.text}" for each in outside.board.shown.values())


def test_the_name_alone(outside: Outside) -> None:
    stand(outside, content=Content.NAME)
    outside.write(KARIM)
    assert (outside.shown.title, outside.shown.text) == ("Karim Benali", "New message")


def test_on_a_locked_screen_neither_name_nor_text_and_no_field_to_answer_in(outside: Outside) -> None:
    stand(outside, locked=True)
    outside.write(KARIM)
    assert (outside.shown.title, outside.shown.text, outside.shown.reply) == ("New message", "", "")
    outside.board.reply(outside.shown.key, "written by whoever stands there")
    assert not outside.replies.sent


def test_what_stands_there_is_hidden_when_the_screen_is_locked(outside: Outside) -> None:
    outside.write(KARIM, MARIE)
    outside.ring()
    assert "Karim" in told(outside)
    stand(outside, locked=True)
    assert "Karim" not in told(outside)
    assert "there?" not in told(outside)
    assert len(outside.board.shown) == 3


def test_who_does_not_mind_is_told_on_a_locked_screen_too(outside: Outside) -> None:
    outside.write(KARIM)
    stand(outside, locked=True, hides_when_locked=False)
    outside.write(MARIE)
    assert "Karim Benali" in told(outside)
    assert "Marie Dupont" in told(outside)


def test_a_number_of_which_none_are_wanted_still_rings(outside: Outside) -> None:
    stand(outside, silent=frozenset({WORK}))
    outside.write(KARIM)
    assert not outside.board.shown
    outside.ring()
    assert outside.shown.title == "Karim Benali"
    outside.end(EndOfCall.CANCELLED)
    assert not outside.board.shown


def test_a_muted_thread_says_nothing_and_takes_back_what_it_said(outside: Outside) -> None:
    outside.write(KARIM)
    outside.store.apply(e.MutedChanged(frozenset({ThreadKey(WORK, KARIM)})))
    assert not outside.board.shown
    outside.write(KARIM, MARIE)
    assert outside.shown.title == "Marie Dupont"


async def test_an_answer_leaves_as_a_message_of_that_thread(outside: Outside, until: Until) -> None:
    outside.write(KARIM)
    assert outside.shown.reply == "Reply"
    key = outside.shown.key
    outside.board.reply(key, "  On my\tway\u2028" + "x" * 5_000)
    await until(lambda: outside.replies.sent)
    ((thread, text),) = outside.replies.sent
    assert thread == ThreadKey(WORK, KARIM)
    assert text.startswith("On my way\nx")
    assert len(text) == LONGEST_TEXT
    assert not outside.board.shown
    outside.board.reply(key, "again")
    assert len(outside.replies.sent) == 1
    assert outside.came == 0


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u2060"])
def test_an_answer_without_words_is_none(outside: Outside, text: str) -> None:
    outside.write(KARIM)
    outside.board.reply(outside.shown.key, text)
    assert not outside.replies.sent
    assert outside.board.shown


def test_a_sender_with_a_name_is_offered_no_answer(outside: Outside) -> None:
    outside.write(Address("Colis-Point"))
    assert outside.shown.reply == ""


@pytest.mark.parametrize(
    ("badge", "count"),
    [
        (frozenset(Counted), 3 + 2 + 1 + 4),
        (frozenset({Counted.MESSAGES}), 3 + 4),
        (frozenset({Counted.MISSED_CALLS, Counted.VOICEMAILS}), 3),
        (frozenset[Counted](), 0),
    ],
)
def test_the_badge_counts_what_was_chosen(sample: Sample, badge: frozenset[Counted], count: int) -> None:
    model = BadgeModel(sample.store)
    seen: list[int] = []
    model.changed.connect(lambda: seen.append(model.count))
    sample.store.apply(e.NoticesChanged(Notices(choice=replace(NoticeChoice(), badge=badge))))
    unread = {WORK: Unread(3, 2, 1), PRIVATE: Unread(4, 0, 0)}
    sample.store.apply(e.UnreadChanged(unread))
    assert model.count == count
    sample.store.apply(e.SessionChanged(SignedOut()))
    assert model.count == 0
    assert seen[-1:] == ([0] if count else seen[-1:])
    model.close()


def test_settings_say_what_the_system_does_not_tell(outside: Outside) -> None:
    assert outside.model.why_not_locked
    stand(outside, locked=False)
    assert not outside.model.why_not_locked
    assert MappingProxyType(dict(outside.model.numbers))[WORK] == "Work"
