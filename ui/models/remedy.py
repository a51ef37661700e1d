"""What one button can do about a call that did not come about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from desktop.domain.calls import Call, EndOfCall
from desktop.domain.numbers import Capability, Number, NumberId
from desktop.domain.state import State
from desktop.services.dialling import country_of
from ui.i18n import _
from ui.models.from_number import why_not
from ui.models.plain import isolated
from ui.models.who import number_name


class Act(Enum):
    OTHER_NUMBER = "other-number"
    EDIT_NUMBER = "edit-number"
    CONNECT = "connect"


@dataclass(frozen=True, slots=True)
class Remedy:
    act: Act
    words: str
    number_id: NumberId | None = None
    """The number to call with instead."""


def remedy_for(state: State, call: Call) -> Remedy | None:
    match call.end:
        case EndOfCall.WRONG_NUMBER:
            return Remedy(Act.EDIT_NUMBER, _("Change the number"))
        case EndOfCall.NOT_REGISTERED:
            return Remedy(Act.CONNECT, _("Connect again"))
        case EndOfCall.NUMBER_OFF | EndOfCall.NUMBER_EXPIRED | EndOfCall.NOT_VERIFIED:
            return _with(_usable(state, call))
        case EndOfCall.NO_CREDIT:
            # From a number of that country the call goes nowhere abroad.
            there = country_of(call.peer)
            return _with([number for number in _usable(state, call) if number.country == there])
        case _:
            return None


def _usable(state: State, call: Call) -> list[Number]:
    return [
        number
        for number in state.numbers
        if number.id != call.number_id and not why_not(number, Capability.CALLS)
    ]


def _with(numbers: list[Number]) -> Remedy | None:
    if not numbers:
        return None
    words = _("Call with {number}").format(number=isolated(number_name(numbers[0])))
    return Remedy(Act.OTHER_NUMBER, words, numbers[0].id)
