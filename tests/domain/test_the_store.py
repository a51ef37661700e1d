from __future__ import annotations

import gc
import weakref

import pytest

from desktop.domain.events import Event, WaitingChanged
from desktop.domain.state import State
from desktop.store import Store


def test_listeners_hear_in_order_and_see_the_state_after_the_event() -> None:
    store = Store()
    heard: list[int] = []

    def listen(event: Event, state: State) -> None:
        heard.append(state.waiting)
        if state.waiting == 1:
            store.apply(WaitingChanged(2))

    store.subscribe(listen)
    store.apply(WaitingChanged(1))
    assert heard == [1, 2]


@pytest.mark.logs("a listener failed")
def test_one_that_fails_does_not_keep_it_from_the_others() -> None:
    store = Store()
    heard: list[Event] = []

    def fails(event: Event, state: State) -> None:
        raise RuntimeError("mine")

    store.subscribe(fails)
    store.subscribe(lambda event, state: heard.append(event))
    store.apply(WaitingChanged(1))
    assert heard == [WaitingChanged(1)]


def test_who_has_left_hears_nothing_and_can_be_collected() -> None:
    class Model:
        def __init__(self, store: Store) -> None:
            self.heard = 0
            self.leave = store.subscribe(self.hear)

        def hear(self, event: Event, state: State) -> None:
            self.heard += 1

    store = Store()
    model = Model(store)
    gone = weakref.ref(model)
    model.leave()
    store.apply(WaitingChanged(1))
    assert model.heard == 0
    del model
    gc.collect()
    assert gone() is None
