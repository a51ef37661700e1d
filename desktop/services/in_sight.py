"""What is always in sight, told from the cache: at the start, after a listing, after whatever changes it."""

from __future__ import annotations

from typing import Any

from desktop.domain.events import (
    BlockedChanged,
    ContactsChanged,
    DeviceNamesChanged,
    Event,
    GreetingsChanged,
    MoneyChanged,
    MutedChanged,
    NumbersChanged,
    ScheduledChanged,
    UnreadChanged,
    WaitingChanged,
)
from desktop.domain.state import State
from desktop.storage import (
    blocking,
    contacts,
    device_names,
    greetings,
    later,
    money,
    numbers,
    outbox,
    thread_flags,
)


def everything(db: Any) -> tuple[Event, ...]:
    """As it stands."""
    return (
        NumbersChanged(numbers.load(db)),
        ContactsChanged(contacts.load(db)),
        BlockedChanged(blocking.load(db)),
        ScheduledChanged(later.load(db)),
        GreetingsChanged(greetings.load(db)),
        DeviceNamesChanged(device_names.load(db)),
        MutedChanged(thread_flags.muted(db)),
        *counts(db),
    )


def counts(db: Any) -> tuple[Event, ...]:
    """What is counted, and the money that is left beside what waits."""
    return (
        UnreadChanged(numbers.unread(db)),
        WaitingChanged(outbox.waiting_messages(db)),
        MoneyChanged(money.load(db)),
    )


def is_news(event: Event, state: State) -> bool:
    """False where `counts` say what is known: they are told after each change, whatever it was."""
    match event:
        case UnreadChanged(unread):
            return dict(state.unread) != unread
        case WaitingChanged(waiting):
            return state.waiting != waiting
        case MoneyChanged(money_):
            return state.money != money_
        case _:
            return True
