"""Sending later: choosing a time, what waits in a conversation, and all that waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget

from desktop.domain.later import Scheduled, ScheduledState
from desktop.domain.messages import Attachment, MessageFailure, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.wall_time import WallTime, wall_time
from tests.fakes_later import MemoryLater, waiting
from tests.galleries import entry
from tests.galleries.messages import beside, threads
from tests.galleries.sample import KARIM, MARIE, PRIVATE, WORK, Sample, account
from ui.models.later import LaterModel
from ui.models.thread import ThreadModel
from ui.models.waiting import WaitingModel
from ui.screens.thread import ThreadScreen
from ui.screens.waiting import WaitingScreen

ZONE = "Europe/Paris"
NEW_YORK = Address("+12125550123")
THURSDAY = datetime(2026, 11, 26, 13, 40, tzinfo=UTC)


def paris() -> str:
    return ZONE


def some(now: datetime) -> tuple[Scheduled, ...]:
    marie, karim, far = (ThreadKey(PRIVATE, MARIE), ThreadKey(WORK, KARIM), ThreadKey(WORK, NEW_YORK))

    def in_(hours: float) -> WallTime:
        return wall_time(now + timedelta(hours=hours), ZONE)

    return (
        waiting(marie, "Happy birthday! 🎂 I call you tonight.", in_(18.4), id_="a"),
        waiting(karim, "The figures are in the folder, as we said.", in_(90), id_="b"),
        replace(
            waiting(marie, "عيد ميلاد سعيد", in_(40), id_="e"),
            file=Attachment("p", "Gâteau.jpg", "image/jpeg", 284_000),
        ),
        waiting(far, "Good morning from Paris", in_(-0.01), id_="c"),
        replace(
            waiting(karim, "Are you there already?", in_(-5), id_="d"),
            state=ScheduledState.REFUSED,
            reason=MessageFailure.NUMBER_OFF,
        ),
        replace(
            waiting(marie, "On my way", in_(-2), id_="f"),
            state=ScheduledState.SENT,
            late=timedelta(minutes=40),
            settled_at=now - timedelta(hours=1),
        ),
    )


def conversation(
    key: ThreadKey, *scheduled: Scheduled, now: datetime = THURSDAY
) -> tuple[ThreadScreen, LaterModel]:
    sample = account()
    later = MemoryLater(sample.store, *scheduled)
    model = ThreadModel(sample.store, sample.messages, sample.start, clock=lambda: now)
    screen = ThreadScreen(model)
    choosing = LaterModel(
        sample.store, later, model.composer, sample.start, clock=lambda: now, zone=paris, parent=screen
    )
    here = WaitingModel(sample.store, later, sample.start, clock=lambda: now, zone=paris, parent=screen)
    model.setParent(screen)
    screen.offer_later(choosing, here)
    model.open(key)
    here.show_thread(key)
    return screen, choosing


def choosing_at(now: datetime, key: ThreadKey, when: WallTime | None = None) -> QWidget:
    screen, choosing = conversation(key, now=now)
    screen.composer.field.setPlainText("See you at the station.")
    choosing.begin()
    if when is not None:
        choosing.choose(when)
    return screen


@entry("later/choosing", size=(560, 620))
def choosing() -> QWidget:
    return choosing_at(THURSDAY, ThreadKey(WORK, KARIM))


@entry("later/their-clock", size=(456, 560))
def their_clock() -> QWidget:
    return choosing_at(THURSDAY, ThreadKey(WORK, NEW_YORK))


@entry("later/late-in-the-evening", size=(560, 620))
def late_in_the_evening() -> QWidget:
    return choosing_at(THURSDAY.replace(hour=22, minute=50), ThreadKey(WORK, KARIM))


@entry("later/comes-twice", size=(560, 620))
def comes_twice() -> QWidget:
    when = WallTime(datetime(2027, 10, 31, 2, 30), ZONE)  # noqa: DTZ001 (on a wall)
    return choosing_at(THURSDAY, ThreadKey(WORK, KARIM), when)


@entry("later/skipped", size=(560, 620))
def skipped() -> QWidget:
    when = WallTime(datetime(2027, 3, 28, 2, 30), ZONE)  # noqa: DTZ001 (on a wall)
    return choosing_at(THURSDAY, ThreadKey(WORK, KARIM), when)


@entry("later/passed", size=(560, 620))
def passed() -> QWidget:
    return choosing_at(THURSDAY, ThreadKey(WORK, KARIM), wall_time(THURSDAY - timedelta(hours=2), ZONE))


@entry("later/in-the-thread", size=(560, 620))
def in_the_thread() -> QWidget:
    return conversation(ThreadKey(PRIVATE, MARIE), *some(THURSDAY))[0]


@entry("later/failed", size=(456, 560))
def failed() -> QWidget:
    return conversation(ThreadKey(WORK, KARIM), *some(THURSDAY))[0]


@entry("later/changing", size=(560, 620))
def changing() -> QWidget:
    screen, choosing = conversation(ThreadKey(PRIVATE, MARIE), *some(THURSDAY))
    choosing.begin_change(some(THURSDAY)[0].id)
    return screen


@entry("later/changing-one-with-a-file", size=(560, 620))
def changing_one_with_a_file() -> QWidget:
    screen, choosing = conversation(ThreadKey(PRIVATE, MARIE), *some(THURSDAY))
    choosing.begin_change(some(THURSDAY)[2].id)
    return screen


def all_that_waits(*scheduled: Scheduled, number: NumberId | None = None) -> QWidget:
    sample: Sample = account()
    later = MemoryLater(sample.store, *scheduled)
    model = WaitingModel(sample.store, later, sample.start, clock=lambda: THURSDAY, zone=paris)
    model.show_number(number)
    screen = WaitingScreen(model)
    model.setParent(screen)
    listed = threads(sample, number)
    listed.show_waiting(model.count_words, some_failed=model.some_failed)
    screen.take_keyboard()
    return beside(listed, screen)


@entry("later/all", size=(1000, 560))
def all_numbers() -> QWidget:
    return all_that_waits(*some(THURSDAY))


@entry("later/one-number", size=(860, 560))
def one_number() -> QWidget:
    return all_that_waits(*some(THURSDAY), number=WORK)


@entry("later/none", size=(860, 560))
def none() -> QWidget:
    return all_that_waits()
