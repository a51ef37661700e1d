"""Somebody does not want to be disturbed; and somebody declines a call from a notification."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.notice_screen import NoticeScreen
from tests.harness.session import Session
from tests.harness.waiting import until
from tests.journeys import person
from tests.sound import level, wait_for


@pytest.fixture
def notices(session: Session) -> Iterator[NoticeScreen]:
    screen = NoticeScreen(session)
    yield screen
    screen.close()


def test_under_do_not_disturb_nothing_sounds_and_the_missed_call_says_why(
    make_desktop: Callable[..., Desktop], carrier: CarrierProcess, notices: NoticeScreen
) -> None:
    alex_account, marie_account = (
        carrier.account("premium", numbers=5),
        carrier.account("premium", numbers=2),
    )
    alex, marie = make_desktop("alex"), make_desktop("marie")
    alex_window = person.sign_in(alex, alex_account)
    marie_window = person.sign_in(marie, marie_account)
    marie_window.keyboard.press("ctrl+shift+n")
    marie_window.wait_for("Do not disturb", state="checked")

    alex.activate()
    with marie.headset.listening() as ear:
        began = ear.samples_heard
        person.dial(alex_window, marie_account["numbers"][0])
        marie_window.button("Answer", within=8)
        alex_window.reads(re.compile("Ringing"))
        wait_for(lambda: ear.samples_heard - began > 4 * 16_000, "four seconds were heard")
        assert level(ear.recorded()[began:]) < -60
        person.hang_up(alex_window)
        marie_window.wait_until_gone("Answer")
    assert notices.shown == [], "nothing pops up"

    marie.activate()
    marie_window.button("Calls").press()
    marie_window.row(re.compile("^Alex.*Missed call")).click()
    marie_window.reads(re.compile("do-not-disturb was on"), within=8)

    marie_window.button("Will I ring now?").press()
    marie_window.button("Call me").press()
    marie_window.reads(re.compile("^No. A call would not ring"), within=10)
    marie_window.reads("Do not disturb is on")
    marie_window.keyboard.press("ctrl+shift+n")
    with marie.headset.listening() as ear:
        marie_window.button("Call me").press()
        wait_for(lambda: ear.level() > -45, "the carrier's call is heard")
        marie_window.reads(re.compile("^Yes. A call rings"), within=10)
    with marie.headset.listening() as ear:
        alex.activate()
        person.dial(alex_window, marie_account["numbers"][0])
        wait_for(lambda: ear.level() > -45, "it rings again")
        person.hang_up(alex_window)


def test_a_call_is_declined_with_a_sentence_from_its_notification(
    make_desktop: Callable[..., Desktop], carrier: CarrierProcess, notices: NoticeScreen
) -> None:
    alex_account, marie_account = (
        carrier.account("premium", numbers=5),
        carrier.account("premium", numbers=2),
    )
    alex, marie = make_desktop("alex"), make_desktop("marie")
    alex_window = person.sign_in(alex, alex_account)
    person.sign_in(marie, marie_account)
    alex.activate()

    person.dial(alex_window, marie_account["numbers"][0])
    call = notices.wait_for("", "Decline with a message")
    assert call["hints"]["urgency"] == 2
    assert set(call["buttons"].values()) >= {"Answer", "Decline"}
    notices.press(call, "Decline with a message")
    person.talk(alex_window)  # to Marie's voicemail
    person.hang_up(alex_window)
    sentences = notices.wait_for("", "Write…")
    notices.press(sentences, "I can't talk now. What is it about?")
    alex_window.button("Messages").press()
    alex_window.row(re.compile("What is it about"), within=10).click()
    person.write(alex_window, "About Tuesday. Shall we?")
    asked = notices.wait_for("", "Reply")
    assert asked["text"] == "About Tuesday. Shall we?"
    notices.reply(asked, "Tuesday is fine")
    alex_window.row(re.compile("Tuesday is fine"), within=10)

    person.dial(alex_window, marie_account["numbers"][0])
    notices.press(notices.wait_for("", "Answer"), "Answer")
    person.talk(alex_window)
    until(lambda: not notices.now, what="the notice goes")
    person.hang_up(alex_window)
