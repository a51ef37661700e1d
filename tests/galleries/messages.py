"""Conversations: the list, a thread, the composer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain import events as e
from desktop.domain.calls import Direction
from desktop.domain.messages import (
    Message,
    MessageFailure,
    MessageId,
    MessageStatus,
    ThreadFlags,
    ThreadKey,
)
from desktop.domain.numbers import Address, NumberId
from tests.fakes_finding import MemoryFinder
from tests.fakes_later import due, waiting
from tests.galleries import entry
from tests.galleries.sample import KARIM, MARIE, PRIVATE, WARSAW, WORK, Sample, account, now
from ui.models.recipient import RecipientModel
from ui.models.search import SearchModel
from ui.models.thread import ThreadModel
from ui.models.thread_acts import ThreadActs
from ui.models.threads import ThreadsModel
from ui.screens.new_message import NewMessageScreen
from ui.screens.thread import ThreadScreen
from ui.screens.threads import ThreadsScreen
from ui.widgets.words import Hairline


def threads(sample: Sample, number: NumberId | None = None) -> ThreadsScreen:
    model = ThreadsModel(sample.store, sample.messages, sample.start, clock=now)
    acts = ThreadActs(sample.messages, sample.threads, sample.start)
    search = SearchModel(sample.store, MemoryFinder(sample.messages, sample.history), sample.start, clock=now)
    screen = ThreadsScreen(model, lambda: search, acts=acts)
    for each in (model, search, acts):
        each.setParent(screen)
    model.show_number(number)
    return screen


def thread(sample: Sample, key: ThreadKey, *, choose: int = 0) -> ThreadScreen:
    """`choose` so many of the newest messages."""
    model = ThreadModel(sample.store, sample.messages, sample.start, clock=now)
    acts = ThreadActs(sample.messages, sample.threads, sample.start)
    screen = ThreadScreen(model, acts=acts)
    for each in (model, acts):
        each.setParent(screen)
    if choose:
        model.opened.connect(lambda: screen.messages.chosen.take(model.rows.rows[-choose:]))
    model.open(key)
    return screen


def beside(start: QWidget, detail: QWidget) -> QWidget:
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    start.setFixedWidth(340)
    row.addWidget(start)
    row.addWidget(Hairline(upright=True))
    row.addWidget(detail, 1)
    return page


@entry("messages/all-numbers", size=(1100, 700))
def all_numbers() -> QWidget:
    sample = account()
    screen = threads(sample)
    return beside(screen, thread(sample, ThreadKey(PRIVATE, MARIE)))


@entry("messages/list", size=(340, 640))
def one_number() -> QWidget:
    return threads(account(), PRIVATE)


@entry("messages/list-where-one-waits", size=(340, 640))
def one_waits() -> QWidget:
    sample = account()
    nine = (now() + timedelta(days=1)).astimezone().replace(hour=9, minute=0)
    leaves = waiting(ThreadKey(WORK, Address("+33612000001")), "Bonjour", due(nine.astimezone(UTC)))
    sample.store.apply(e.ScheduledChanged((replace(leaves, made_at=now()),)))
    return threads(sample)


@entry("messages/list-flags", size=(340, 640))
def flagged() -> QWidget:
    """One pinned and muted, one that is to be read again, three chosen."""
    sample = account()
    flags = sample.messages.flags
    for key in {message.thread for message in sample.messages.kept.values()}:
        if key.number_id == WORK:
            flags[key] = ThreadFlags(key, muted=True, pinned=key.peer == KARIM)
        elif key == ThreadKey(PRIVATE, MARIE):
            flags[key] = ThreadFlags(key, marked_unread=True)
    screen = threads(sample)
    screen.list.rows().modelReset.connect(screen.list.selectAll)
    return screen


@entry("messages/what-can-be-clicked", size=(620, 700))
def clickable() -> QWidget:
    """Codes with their button, links, numbers, an address, and emoji alone."""
    sample = account(messages=False)
    key = ThreadKey(PRIVATE, Address("ParcelCo"))
    texts = (
        "482910 is your ParcelCo code. Do not share it.",
        "رمز التحقق الخاص بك هو ٤٨٢٩١٠",
        "Votre colis : https://parcelco.example@pаypal.com/suivi ou 01 42 68 53 00",
        "Une question ? Écrivez à aide@parcelco.example",
        "🎉👍🏽",
        "شكرًا، call me on +44 20 7946 0123 before 18:30",
    )
    for place, text in enumerate(texts):
        message_id = MessageId(f"c{place}")
        side = Direction.OUTGOING if place > 3 else Direction.INCOMING
        status = MessageStatus.DELIVERED if place > 3 else MessageStatus.RECEIVED
        at = now() - timedelta(minutes=7 * (len(texts) - place))
        sample.messages.kept[message_id] = Message(message_id, key, side, text, at, status, place + 1)
    return thread(sample, key)


@entry("messages/nothing-written", size=(620, 420))
def nothing_written() -> QWidget:
    return thread(account(messages=False), ThreadKey(PRIVATE, MARIE))


@entry("messages/choosing", size=(620, 560))
def choosing() -> QWidget:
    return thread(account(), ThreadKey(PRIVATE, MARIE), choose=4)


@entry("messages/empty", size=(340, 640))
def no_threads() -> QWidget:
    return threads(account(messages=False))


@entry("messages/thread", size=(780, 640))
def one_thread() -> QWidget:
    return thread(account(), ThreadKey(PRIVATE, MARIE))


@entry("messages/thread-short", size=(560, 560))
def short_thread() -> QWidget:
    return thread(account(), ThreadKey(WORK, KARIM))


@entry("messages/cannot-message", size=(560, 560))
def cannot_message() -> QWidget:
    return thread(account(), ThreadKey(WARSAW, MARIE))


@entry("messages/sender-with-a-name", size=(560, 560))
def sender_with_a_name() -> QWidget:
    """It has a contact's name and is not the contact; and it can't be answered."""
    sample = account(messages=False)
    key = ThreadKey(PRIVATE, Address("Théo Lamb."))
    at = now() - timedelta(hours=1)
    for place, text in enumerate(("It's me, new phone!", "Can you send me the code you get?")):
        message_id = MessageId(f"m{place}")
        sample.messages.kept[message_id] = Message(
            message_id, key, Direction.INCOMING, text, at, MessageStatus.RECEIVED, place + 1
        )
    return thread(sample, key)


@entry("messages/unconfirmed", size=(560, 560))
def unconfirmed() -> QWidget:
    """Handed to the network, and nobody knows more."""
    sample = account(messages=False)
    key = ThreadKey(WORK, KARIM)
    sample.messages.kept[MessageId("m")] = Message(
        MessageId("m"),
        key,
        Direction.OUTGOING,
        "I'm at the station, where are you?",
        now() - timedelta(hours=1),
        MessageStatus.SENT,
        1,
        MessageFailure.UNCONFIRMED,
    )
    return thread(sample, key)


@entry("messages/writing-long", size=(560, 560))
def writing_long() -> QWidget:
    screen = thread(account(), ThreadKey(WORK, KARIM))
    screen.composer.field.setPlainText("I looked at the figures again and they add up. " * 7)
    return screen


@entry("messages/hundred-thousand", size=(780, 640))
def very_long() -> QWidget:
    sample = account(messages=False)
    key = ThreadKey(PRIVATE, Address("+33612345678"))
    for place in range(100_000):
        side = Direction.INCOMING if place % 3 else Direction.OUTGOING
        status = MessageStatus.RECEIVED if place % 3 else MessageStatus.DELIVERED
        at = now() - timedelta(minutes=3 * (100_000 - place))
        text = f"Message {place}. " + "Some more words about it. " * (place % 7)
        message_id = MessageId(f"m{place}")
        sample.messages.kept[message_id] = Message(message_id, key, side, text, at, status, place + 1)
    return thread(sample, key)


def new_message(typed: str) -> QWidget:
    sample = account()
    model = RecipientModel(sample.store)
    screen = NewMessageScreen(model)
    model.setParent(screen)
    model.begin(PRIVATE)
    screen.field.setText(typed)
    model.type(typed)
    return beside(threads(sample), screen)


@entry("messages/new", size=(1000, 560))
def new_by_name() -> QWidget:
    return new_message("ma")


@entry("messages/new-refused", size=(1000, 560))
def new_refused() -> QWidget:
    return new_message("0899123456")
