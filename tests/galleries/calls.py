"""The dialler, the call bar, the call page, the incoming card, the history."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain import events as e
from desktop.domain.calls import Call, CallId, Direction, EndOfCall, Outcome, Phase
from desktop.domain.connection import Engine
from desktop.domain.numbers import Address, NumberId
from tests.galleries import entry
from tests.galleries.call_reports import report_of
from tests.galleries.messages import beside, thread
from tests.galleries.sample import ANNA, KARIM, LONDON, LONG, MARIE, OMAR, PRIVATE, WORK, Sample, account, now
from tests.galleries.settings import MadeUpSound
from ui.models.calls import CallsModel
from ui.models.history import HistoryModel
from ui.models.levels import LevelsModel
from ui.models.transfer import TransferModel
from ui.screens.call import CallPage
from ui.screens.history import CallRecordScreen, HistoryScreen
from ui.widgets.call_bar import CallBar
from ui.widgets.incoming_card import IncomingCard


def call(
    sample: Sample,
    peer: Address = MARIE,
    number: NumberId = PRIVATE,
    direction: Direction = Direction.OUTGOING,
    *,
    phase: Phase = Phase.TALKING,
    seconds: float = 134,
    name: str = "",
) -> CallId:
    call_id = CallId(f"call-{peer}-{number}")
    sample.store.apply(
        e.CallBegan(Call(call_id, direction, number, peer, name, Phase.DIALING, datetime.now(UTC)))
    )
    if phase in (Phase.RINGING,):
        sample.store.apply(e.CallRang(call_id))
    if phase in (Phase.TALKING, Phase.HELD):
        sample.store.apply(
            e.CallAnswered(
                call_id, datetime.now(UTC), time.monotonic() - seconds, "G722/16000", encrypted=True
            )
        )
    if phase is Phase.HELD:
        sample.store.apply(e.CallHeld(call_id, here=True, there=False))
    return call_id


def model_of(sample: Sample) -> CallsModel:
    levels = LevelsModel(sample.store, MadeUpSound(sample.store), sample.start)
    transfers = TransferModel(sample.store, sample.transfers, sample.start)
    return CallsModel(sample.store, sample.calls, sample.start, levels=levels, transfers=transfers)


@entry("calls/bar", size=(780, 640))
def bar() -> QWidget:
    sample = account()
    call(sample, KARIM, WORK)
    page = QWidget()
    model = model_of(sample)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(CallBar(model, page))
    from desktop.domain.messages import ThreadKey

    column.addWidget(thread(sample, ThreadKey(PRIVATE, MARIE)), 1)
    model.setParent(page)
    return page


@entry("calls/bars", size=(780, 240))
def bars() -> QWidget:
    sample = account()
    call(sample, MARIE, PRIVATE)
    call(sample, OMAR, LONDON, phase=Phase.RINGING)
    ended = call(sample, KARIM, WORK, phase=Phase.RINGING)
    sample.store.apply(e.CallEnded(ended, EndOfCall.UNREACHABLE, "480 Temporarily Unavailable"))
    page = QWidget()
    model = model_of(sample)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(CallBar(model, page))
    column.addStretch(1)
    model.setParent(page)
    return page


def with_bars(sample: Sample, key: CallId | None = None) -> QWidget:
    """The bars, above the page of the call `key`."""
    page = QWidget()
    model = model_of(sample)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(CallBar(model, page))
    if key is not None:
        large = CallPage(model)
        large.show_call(key)
        column.addWidget(large, 1)
    else:
        column.addStretch(1)
    model.setParent(page)
    return page


@entry("calls/held-bar", size=(456, 180))
def held_bar() -> QWidget:
    sample = account()
    call(sample, MARIE, PRIVATE, phase=Phase.HELD, seconds=734)
    call(sample, KARIM, WORK, Direction.INCOMING, seconds=12)
    return with_bars(sample)


@entry("calls/held", size=(456, 560))
def held() -> QWidget:
    sample = account()
    return call_page(sample, call(sample, MARIE, PRIVATE, phase=Phase.HELD))


@entry("calls/held-by-them", size=(456, 560))
def held_by_them() -> QWidget:
    sample = account()
    key = call(sample, MARIE, PRIVATE)
    sample.store.apply(e.CallHeld(key, here=False, there=True))
    return call_page(sample, key)


@entry("calls/put-through", size=(456, 560))
def put_through() -> QWidget:
    sample = account()
    key = call(sample, MARIE, PRIVATE, seconds=95)
    sample.store.apply(e.CallHandedOn(key, KARIM))
    return call_page(sample, key)


@entry("calls/two", size=(456, 560))
def two() -> QWidget:
    sample = account()
    call(sample, MARIE, PRIVATE, phase=Phase.HELD, seconds=734)
    return with_bars(sample, call(sample, KARIM, WORK, seconds=12))


@entry("calls/joined", size=(456, 560))
def joined() -> QWidget:
    sample = account()
    calls = call(sample, MARIE, PRIVATE, seconds=734), call(sample, LONG, WORK, seconds=12)
    sample.store.apply(e.CallsJoined(frozenset(calls)))
    return with_bars(sample, calls[1])


@entry("calls/joined-bars", size=(456, 180))
def joined_bars() -> QWidget:
    sample = account()
    calls = call(sample, MARIE, PRIVATE, seconds=734), call(sample, KARIM, WORK, seconds=12)
    sample.store.apply(e.CallsJoined(frozenset(calls)))
    return with_bars(sample)


def _asking(typed: str) -> Callable[[], QWidget]:
    def build() -> QWidget:
        sample = account()
        call(sample, KARIM, WORK, phase=Phase.HELD)
        page = call_page(sample, call(sample, MARIE, PRIVATE))
        page.transfer_button.setChecked(True)
        assert page.transfer_panel is not None
        page.transfer_panel.field.setText(typed)
        return page

    return build


entry("calls/transfer", size=(456, 640))(_asking("o"))
entry("calls/transfer-low", size=(456, 452))(_asking("06 45 67 89 01"))
entry("calls/transfer-refused", size=(456, 640))(_asking("0899123456"))


@entry("calls/being-transferred", size=(456, 500))
def being_transferred() -> QWidget:
    sample = account()
    key = call(sample, MARIE, PRIVATE, phase=Phase.HELD)
    sample.store.apply(e.TransferBegan(key, KARIM))
    sample.store.apply(e.TransferRang(key))
    return call_page(sample, key)


@entry("calls/asked", size=(456, 560))
def asked() -> QWidget:
    """Karim is asked whether he takes Marie."""
    sample = account()
    marie = call(sample, MARIE, PRIVATE, phase=Phase.HELD, seconds=734)
    key = CallId("asked")
    sample.store.apply(
        e.CallBegan(Call(key, Direction.OUTGOING, PRIVATE, KARIM, "", Phase.DIALING, now(), asks_for=marie))
    )
    sample.store.apply(e.CallAnswered(key, now(), time.monotonic() - 9, "G722/16000", encrypted=True))
    return with_bars(sample, key)


@entry("calls/asked-bars", size=(456, 180))
def asked_bars() -> QWidget:
    page = asked()
    large = page.findChild(CallPage)
    assert large is not None
    large.hide()
    return page


def call_page(sample: Sample, key: CallId) -> CallPage:
    model = model_of(sample)
    page = CallPage(model)
    model.setParent(page)
    page.show_call(key)
    return page


@entry("calls/talking", size=(720, 640))
def talking() -> QWidget:
    sample = account()
    page = call_page(sample, call(sample))
    page._fold.setChecked(True)
    return page


@entry("calls/keypad", size=(720, 700))
def keypad() -> QWidget:
    sample = account()
    key = call(sample, ANNA, LONDON)
    sample.store.apply(e.TonesSent(key, "12#45"))
    page = call_page(sample, key)
    page.keypad_button.setChecked(True)
    return page


@entry("calls/failed", size=(720, 640))
def failed() -> QWidget:
    sample = account()
    key = call(sample, LONG, WORK, phase=Phase.RINGING)
    sample.store.apply(e.CallEnded(key, EndOfCall.NO_CREDIT, "402 Payment Required"))
    return call_page(sample, key)


@entry("calls/ringing", size=(720, 640))
def ringing() -> QWidget:
    sample = account()
    return call_page(sample, call(sample, KARIM, WORK, phase=Phase.RINGING))


@entry("calls/keypad-low", size=(440, 470))
def keypad_low() -> QWidget:
    sample = account()
    key = call(sample, ANNA, LONDON)
    sample.store.apply(e.TonesSent(key, "1"))
    page = call_page(sample, key)
    page.keypad_button.setChecked(True)
    return page


def _ended(reason: EndOfCall) -> Callable[[], QWidget]:
    def build() -> QWidget:
        sample = account()
        to = Address("112") if reason is EndOfCall.EMERGENCY_NOT_SUPPORTED else MARIE
        key = call(sample, to, WORK, phase=Phase.RINGING)
        sample.store.apply(e.CallEnded(key, reason, "480"))
        return call_page(sample, key)

    return build


for _reason in EndOfCall:
    # As low and narrow as the detail ever is beside a list.
    entry(f"calls/ended-{_reason.value}", size=(440, 460))(_ended(_reason))


@entry("calls/engine-restarting", size=(720, 640))
def engine_restarting() -> QWidget:
    sample = account()
    key = call(sample)
    sample.store.apply(e.EngineChanged(Engine.RESTARTING))
    sample.store.apply(e.CallEnded(key, EndOfCall.ENGINE_STOPPED))
    return call_page(sample, key)


@entry("calls/incoming", size=(380, 156))
def incoming() -> QWidget:
    sample = account()
    call(sample, KARIM, WORK, Direction.INCOMING, phase=Phase.RINGING)
    model = model_of(sample)
    card = IncomingCard(model, model.ringing[0])
    model.setParent(card)
    return card


@entry("calls/incoming-silenced", size=(380, 156))
def incoming_silenced() -> QWidget:
    sample = account()
    key = CallId("silenced")
    ringing = Call(key, Direction.INCOMING, WORK, KARIM, "", Phase.RINGING, now(), silenced=True)
    sample.store.apply(e.CallBegan(ringing))
    model = model_of(sample)
    card = IncomingCard(model, model.ringing[0])
    model.setParent(card)
    return card


@entry("calls/incoming-while-talking", size=(380, 200))
def incoming_while_talking() -> QWidget:
    sample = account()
    call(sample, MARIE, PRIVATE)
    call(sample, KARIM, WORK, Direction.INCOMING, phase=Phase.RINGING)
    model = model_of(sample)
    card = IncomingCard(model, model.ringing[0])
    model.setParent(card)
    return card


@entry("calls/incoming-unknown", size=(380, 156))
def incoming_unknown() -> QWidget:
    sample = account()
    call(sample, Address(""), LONDON, Direction.INCOMING, phase=Phase.RINGING)
    model = model_of(sample)
    card = IncomingCard(model, model.ringing[0])
    model.setParent(card)
    return card


def history(sample: Sample, number: NumberId | None = None) -> HistoryScreen:
    model = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    screen = HistoryScreen(model)
    model.setParent(screen)
    model.show_number(number)
    return screen


@entry("calls/history", size=(1000, 720))
def history_all() -> QWidget:
    sample = account()
    screen = history(sample)
    model = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    detail = CallRecordScreen(model, report_of(sample, ()))
    model.setParent(detail)
    screen.row_chosen.connect(detail.show_row)

    def show_fifth() -> None:
        if screen.list.model().rowCount() > 4:
            detail.show_row(screen.list.rows().row(4))
            screen.list.choose_key("c4")

    screen.list.model().modelReset.connect(show_fifth)
    return beside(screen, detail)


@entry("calls/history-empty", size=(340, 640))
def history_empty() -> QWidget:
    return history(account(messages=False))


@entry("calls/history-groups", size=(1000, 720))
def history_groups() -> QWidget:
    """A group that is open, several calls chosen, and a page with all that can be done."""
    sample = account()
    first, second, third, *others = sample.history.records
    alike = [
        replace(second, id=f"g{n}", sequence=200 - n, outcome=out)
        for n, out in enumerate((Outcome.ANSWERED, Outcome.MISSED, Outcome.NO_ANSWER))
    ]
    sample.history.records = [*alike, first, third, *others]
    screen = history(sample)
    model = screen.model
    detail = CallRecordScreen(model, report_of(sample, ()))
    chosen: list[bool] = []

    def choose() -> None:
        if screen.list.model().rowCount() > 4 and not chosen:
            chosen.append(True)
            model.unfold(model.rows.row(0), True)
            detail.show_row(model.rows.row(0))
            for place in (1, 2, 4):
                screen.list.selectionModel().select(
                    model.rows.index(place), QItemSelectionModel.SelectionFlag.Select
                )

    screen.list.model().modelReset.connect(choose)
    return beside(screen, detail)
