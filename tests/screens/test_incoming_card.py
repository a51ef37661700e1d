"""An incoming call is seen and heard, and takes nothing from what is being typed (CALL-5)."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain import events as e
from desktop.domain.calls import Call, CallId, Direction, EndOfCall, Phase
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import Address
from desktop.domain.quiet import DoNotDisturb
from tests.galleries.notices import MadeUpReplies
from tests.galleries.sample import KARIM, MARIE, WORK, Sample
from tests.screens.conftest import Until
from ui.models.calls import CallsModel
from ui.models.replies import RepliesModel
from ui.widgets.incoming_card import IncomingCard, IncomingCards


def ring(sample: Sample, call_id: str = "one", peer: Address = KARIM) -> CallId:
    sample.store.apply(
        e.CallBegan(
            Call(CallId(call_id), Direction.INCOMING, WORK, peer, "", Phase.RINGING, datetime.now(UTC))
        )
    )
    return CallId(call_id)


@pytest.fixture
def model(qt_app: QApplication, sample: Sample) -> CallsModel:
    return CallsModel(sample.store, sample.calls, sample.start)


@pytest.mark.window
def test_the_keyboard_stays_where_it_is() -> None:
    """On a real X server, since the offscreen one activates whatever is shown."""
    script = Path(__file__).with_name("typing_while_it_rings.py")
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, script],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_card_asks_for_no_focus(model: CallsModel, sample: Sample) -> None:
    ring(sample)
    card = IncomingCard(model, model.ringing[0])
    assert card.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert card.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


def test_no_button_is_the_default(model: CallsModel, sample: Sample) -> None:
    ring(sample)
    card = IncomingCard(model, model.ringing[0])
    for button in (card.answer_button, card.message_button, card.decline_button):
        assert not button.isDefault()
        assert not button.autoDefault()
        assert button.focusPolicy() is Qt.FocusPolicy.NoFocus


async def test_answer_by_mouse(model: CallsModel, sample: Sample, until: Until) -> None:
    cards = IncomingCards(model)
    call_id = ring(sample)
    QTest.mouseClick(cards.cards[call_id].answer_button, Qt.MouseButton.LeftButton)
    await until(lambda: sample.store.state.live_calls[0].phase is Phase.TALKING)
    assert cards.cards == {}


async def test_decline_by_shortcut_takes_the_longest_ringing(
    model: CallsModel, sample: Sample, until: Until
) -> None:
    cards = IncomingCards(model)
    first, second = ring(sample), ring(sample, "two", MARIE)
    assert list(cards.cards) == [first, second]
    model.decline_first()
    await until(lambda: list(cards.cards) == [second])


async def test_message_declines_and_opens_the_thread(model: CallsModel, sample: Sample, until: Until) -> None:
    cards = IncomingCards(model)
    wanted: list[object] = []
    model.message_wanted.connect(wanted.append)
    call_id = ring(sample)
    cards.cards[call_id].message_button.click()
    assert wanted == [ThreadKey(WORK, KARIM)]
    await until(lambda: cards.cards == {})


def test_answered_elsewhere_takes_the_card_away(model: CallsModel, sample: Sample) -> None:
    cards = IncomingCards(model)
    call_id = ring(sample)
    sample.store.apply(e.CallEnded(call_id, EndOfCall.ANSWERED_ELSEWHERE))
    assert cards.cards == {}


def test_it_says_who_and_to_which_number(model: CallsModel, sample: Sample) -> None:
    ring(sample)
    card = IncomingCard(model, model.ringing[0])
    assert "Karim Benali" in card.accessibleName()
    assert "Work" in card.accessibleName()
    assert card.size().toTuple() == (380, 156)


def test_it_stands_top_right_and_top_left_in_arabic(
    model: CallsModel, sample: Sample, qt_app: QApplication
) -> None:
    ring(sample)
    card = IncomingCard(model, model.ringing[0])
    area = qt_app.primaryScreen().availableGeometry()
    card.ring(0, qt_app.primaryScreen())
    assert area.right() - card.geometry().right() == 16
    qt_app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        card.ring(0, qt_app.primaryScreen())
        assert card.geometry().left() - area.left() == 16
    finally:
        qt_app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def silenced(sample: Sample) -> CallId:
    key = CallId("silenced")
    call = Call(key, Direction.INCOMING, WORK, KARIM, "", Phase.RINGING, datetime.now(UTC), silenced=True)
    sample.store.apply(e.CallBegan(call))
    return key


def test_under_do_not_disturb_the_card_is_there_and_says_why_it_is_quiet(
    model: CallsModel, sample: Sample
) -> None:
    cards = IncomingCards(model)
    card = cards.cards[silenced(sample)]
    assert card.isVisible()
    assert card._moon.isVisible()


def test_who_wants_no_card_under_do_not_disturb_sees_none_and_can_still_answer(
    model: CallsModel, sample: Sample
) -> None:
    sample.store.apply(e.QuietChanged(DoNotDisturb(shows_calls=False)))
    cards = IncomingCards(model)
    key = silenced(sample)
    assert not cards.cards
    assert [view.key for view in model.ringing] == [key]
    assert list(cards.cards) == []
    ring(sample, "another")
    assert list(cards.cards) == [CallId("another")]


async def test_while_one_talks_the_first_may_be_held_or_ended_for_the_second(
    model: CallsModel, sample: Sample, until: Until
) -> None:
    cards = IncomingCards(model)
    first = ring(sample)
    assert not cards.cards[first].end_and_answer_button.isVisibleTo(cards.cards[first])
    await sample.calls.answer(first)
    second = ring(sample, "two", MARIE)
    card = cards.cards[second]
    assert card.end_and_answer_button.isVisibleTo(card)
    assert "Karim Benali" in card.answer_button.accessibleDescription()
    card.end_and_answer_button.click()
    await until(lambda: cards.cards == {})
    assert [call.phase for call in sample.store.state.calls] == [Phase.ENDED, Phase.TALKING]


async def test_an_answer_while_one_talks_holds_the_first(
    model: CallsModel, sample: Sample, until: Until
) -> None:
    cards = IncomingCards(model)
    await sample.calls.answer(ring(sample))
    second = ring(sample, "two", MARIE)
    cards.cards[second].answer_button.click()
    await until(lambda: cards.cards == {})
    assert [call.phase for call in sample.store.state.calls] == [Phase.HELD, Phase.TALKING]


def test_cards_do_not_stand_on_each_other(model: CallsModel, sample: Sample) -> None:
    cards = IncomingCards(model)
    first, second = ring(sample), ring(sample, "two", MARIE)
    assert not cards.cards[first].geometry().intersects(cards.cards[second].geometry())


async def test_the_message_button_offers_sentences_that_are_ready(
    model: CallsModel, sample: Sample, until: Until
) -> None:
    sent = MadeUpReplies(sample.store)
    replies = RepliesModel(sample.store, sent, sample.start)
    call_id = ring(sample)
    card = IncomingCard(model, model.ringing[0], replies)
    menu = card.reply_menu(replies)
    offered = [action for action in menu.actions() if action.text()]
    assert [action.text() for action in offered] == [*replies.sentences, "Write…"]
    offered[0].trigger()
    await until(lambda: sent.declined)
    assert sent.declined == [(call_id, replies.sentences[0])]
    wanted: list[ThreadKey] = []
    model.message_wanted.connect(wanted.append)
    offered[-1].trigger()
    assert wanted == [ThreadKey(WORK, KARIM)]
