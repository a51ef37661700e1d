"""Calls that did not come about, with the button that helps."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop.domain import events as e
from desktop.domain.calls import EndOfCall, Phase
from desktop.domain.numbers import Address, NumberId, NumberStatus
from tests.galleries import entry
from tests.galleries.calls import call, call_page, with_bars
from tests.galleries.sample import MARIE, NUMBERS, PRIVATE, Sample, account

ABROAD = Address("+447400123456")


def ended(sample: Sample, end: EndOfCall, peer: Address = MARIE, number: NumberId = PRIVATE) -> QWidget:
    key = call(sample, peer, number, phase=Phase.RINGING)
    sample.store.apply(e.CallEnded(key, end))
    return call_page(sample, key)


@entry("calls/no-credit", size=(720, 560))
def no_credit() -> QWidget:
    return ended(account(), EndOfCall.NO_CREDIT, ABROAD)


@entry("calls/wrong-number", size=(456, 560))
def wrong_number() -> QWidget:
    return ended(account(), EndOfCall.WRONG_NUMBER)


@entry("calls/number-off", size=(456, 560))
def number_off() -> QWidget:
    sample = account()
    off = replace(NUMBERS[0], status=NumberStatus.OFF)
    sample.store.apply(e.NumbersChanged((off, *NUMBERS[1:])))
    return ended(sample, EndOfCall.NUMBER_OFF)


@entry("calls/not-registered-bar", size=(620, 120))
def not_registered() -> QWidget:
    sample = account()
    key = call(sample, MARIE, PRIVATE, phase=Phase.RINGING)
    sample.store.apply(e.CallEnded(key, EndOfCall.NOT_REGISTERED))
    return with_bars(sample)
