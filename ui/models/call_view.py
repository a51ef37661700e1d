"""One call, for the eye."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.calls import Call, CallId, Direction, EndOfCall, Phase
from desktop.domain.numbers import Address, Capability, NumberId, can_be_answered
from desktop.domain.state import State
from ui.i18n import _
from ui.models.elsewhere import ended_elsewhere
from ui.models.emergency import EmergencyAdvice, emergency_advice
from ui.models.from_number import why_not
from ui.models.moments import clock_time
from ui.models.plain import isolated
from ui.models.remedy import Remedy, remedy_for
from ui.models.unheard import UnheardView, unheard_view
from ui.models.who import country_name, number_name, who, who_in
from ui.words import why_call_ended

_CODECS = {"PCMU/8000": "G.711 µ-law", "PCMA/8000": "G.711 A-law", "G722/16000": "G.722 (HD)"}
_NEVER = (EndOfCall.PREMIUM_RATE, EndOfCall.EMERGENCY_NOT_SUPPORTED, EndOfCall.SESSION_ENDED)
"""Neither calling again nor a message would come any further."""
_POINTLESS = (
    EndOfCall.ANSWERED_ELSEWHERE,
    EndOfCall.MOVED,
    EndOfCall.CALL_OVER,
    EndOfCall.NO_CREDIT,
    EndOfCall.WRONG_NUMBER,
)
"""Calling again from the same number would end the same way."""


@dataclass(frozen=True, slots=True)
class CallView:
    """A call, for the eye."""

    key: CallId
    name: str
    initials: str
    number: str
    """Theirs, formatted; empty where it is hidden or is the name already."""
    country: str
    country_code: str
    mine: str
    """The name of my number."""
    colour: int
    phase: Phase
    incoming: bool
    silenced: bool
    """Do not disturb: it shows, and does not ring."""
    muted: bool
    tones: str
    words: str
    """What is going on: ringing, or why it ended. Empty while a timer says it."""
    note: str
    """What else there is to know while it goes on: they hold it, or others are in it."""
    held_there: bool
    joined: bool
    asks_for: CallId | None
    """Whom it was asked for whether they may be put through; None once that call is gone."""
    is_handed_on: bool
    """It is on its way to somebody else: there is nothing to do but to wait, or to hang up."""
    answered_monotonic: float | None
    codec: str
    encrypted: bool
    detail: str
    can_message: bool
    can_call_again: bool
    """It is over, and another try may come further."""
    peer: Address
    number_id: NumberId
    emergency: EmergencyAdvice | None = None
    """What to do instead: it was a call for help, and this service does not reach any."""
    unheard: UnheardView | None = None
    """Why the other side does not hear what is said here."""
    remedy: Remedy | None = None
    """What one button can do about its end."""

    @property
    def is_ringing_here(self) -> bool:
        return self.incoming and self.phase in (Phase.RINGING, Phase.DIALING)

    @property
    def is_talked_on(self) -> bool:
        """Answered and not over, on hold or not."""
        return self.phase in (Phase.TALKING, Phase.HELD)

    @property
    def is_live(self) -> bool:
        return self.phase is not Phase.ENDED

    def elapsed(self, now: float) -> str:
        """The timer at `now` (`time.monotonic()`); empty before an answer."""
        return "" if self.answered_monotonic is None else clock_time(now - self.answered_monotonic)

    @property
    def announcement(self) -> str:
        """Said once to a screen reader when it rings."""
        caller = f"{self.name}, {self.number}" if self.number else self.name
        return _("Incoming call from {name} to {number}").format(name=caller, number=self.mine)


def view_of(state: State, call: Call, region: str) -> CallView:
    number = state.number(call.number_id)
    them = who_in(state, call, home=number.country if number else "")
    mine = number_name(number) if number else ""
    asked = _asked_for(state, call)
    return CallView(
        call.id,
        them.name,
        them.initials,
        them.number if them.number != them.name else "",
        country_name(them.country),
        them.country,
        mine,
        number.colour if number else 0,
        call.phase,
        incoming=call.direction is Direction.INCOMING,
        silenced=call.silenced,
        muted=call.muted,
        tones=call.tones,
        words=ended_elsewhere(state, call) or _words(state, call, them.name, mine),
        note=_note(state, call, them.name),
        held_there=call.held_there,
        joined=call.joined,
        asks_for=asked.id if asked is not None else None,
        is_handed_on=call.transfer is not None,
        answered_monotonic=call.answered_monotonic,
        codec=codec_name(call.codec),
        encrypted=call.encrypted,
        detail=call.detail,
        can_message=can_be_answered(call.peer)
        and number is not None
        and call.end not in _NEVER
        and not why_not(number, Capability.MESSAGES),
        can_call_again=not call.is_live
        and bool(call.peer)
        and number is not None
        and call.end not in (*_NEVER, *_POINTLESS)
        and not why_not(number, Capability.CALLS),
        peer=call.peer,
        number_id=call.number_id,
        emergency=_advice(call, (number.country if number else "", region)),
        unheard=unheard_view(state.sound, muted=call.muted) if call.phase is Phase.TALKING else None,
        remedy=remedy_for(state, call),
    )


def _advice(call: Call, regions: tuple[str, str]) -> EmergencyAdvice | None:
    if call.end is not EndOfCall.EMERGENCY_NOT_SUPPORTED:
        return None
    return emergency_advice(call.peer, regions)


def _words(state: State, call: Call, name: str, mine: str) -> str:
    if call.transfer is not None:
        to = isolated(who(state, call.transfer.to).name)
        words = _("It rings at {name}…") if call.transfer.rings else _("Being transferred to {name}…")
        return words.format(name=to)
    match call.phase:
        case Phase.DIALING:
            return _("Taking the call over…") if call.taken_over else _("Calling…")
        case Phase.RINGING:
            return _("Incoming call") if call.direction is Direction.INCOMING else _("Ringing…")
        case Phase.TALKING:
            return ""
        case Phase.HELD:
            return _("On hold")
        case Phase.ENDED:
            return why_call_ended(call.end or EndOfCall.TECHNICAL, name=isolated(name), number=isolated(mine))


def _note(state: State, call: Call, name: str) -> str:
    if call.phase not in (Phase.TALKING, Phase.HELD):
        return ""
    parts = []
    asked = _asked_for(state, call)
    if asked is not None:
        parts.append(_("Asked for {name}").format(name=isolated(_name(state, asked))))
    if call.handed_on_by is not None:
        by = isolated(who(state, call.handed_on_by).name)
        parts.append(_("Put through by {name}").format(name=by))
    if call.joined:
        others = [
            isolated(_name(state, other))
            for other in state.live_calls
            if other.joined and other.id != call.id
        ]
        parts.append(_("Joined with {names}").format(names=", ".join(others)))
    if call.held_there:
        parts.append(_("{name} has put you on hold").format(name=isolated(name)))
    return " · ".join(parts)


def codec_name(codec: str) -> str:
    """As people write it, of the engine's name for it."""
    return _CODECS.get(codec, codec)


def _name(state: State, call: Call) -> str:
    return who_in(state, call).name


def _asked_for(state: State, call: Call) -> Call | None:
    asked = state.call(call.asks_for) if call.asks_for is not None else None
    return asked if asked is not None and asked.is_live else None
