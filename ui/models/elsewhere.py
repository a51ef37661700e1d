"""Where a call was taken or declined, if it was not here: "Answered on Laptop"."""

from __future__ import annotations

from desktop.domain.calls import Call, CallRecord, Direction, EndOfCall, Outcome
from desktop.domain.session import DeviceId, SignedIn
from desktop.domain.state import State
from ui.i18n import _
from ui.models.plain import isolated, one_line


def elsewhere_words(state: State, record: CallRecord) -> str:
    """Empty where it was here, or on a device whose name is not known."""
    if record.direction is Direction.OUTGOING:
        return ""
    answered = device_name(state, record.answered_by)
    if record.outcome is Outcome.ANSWERED_ELSEWHERE and answered:
        return _("Answered on {device}").format(device=isolated(answered))
    declined = device_name(state, record.declined_by)
    if record.outcome is Outcome.DECLINED and declined and not is_here(state, record.declined_by):
        return _("Declined on {device}").format(device=isolated(declined))
    return ""


def ended_elsewhere(state: State, call: Call) -> str:
    """Where a call went on when it ended here; empty where it did not, or nobody knows where."""
    active = next((each for each in state.active_calls if each.id == call.carrier_id), None)
    name = device_name(state, active.device_id) if active is not None else ""
    if active is None or not name or is_here(state, active.device_id):
        return ""
    if call.end is EndOfCall.MOVED:
        return _("Moved to {device}.").format(device=isolated(name))
    if call.end is EndOfCall.ANSWERED_ELSEWHERE:
        return _("Answered on {device}.").format(device=isolated(name))
    return ""


def device_name(state: State, device_id: DeviceId | None) -> str:
    return "" if device_id is None else one_line(state.device_names.get(device_id, ""), longest=40)


def is_here(state: State, device_id: DeviceId | None) -> bool:
    return isinstance(state.session, SignedIn) and state.session.device_id == device_id
