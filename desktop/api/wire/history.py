"""Calls and voicemails."""

from __future__ import annotations

from typing import Annotated

import msgspec

from desktop.api.wire import bounds
from desktop.domain.active_calls import ActiveCall
from desktop.domain.call_report import CallReport, DeviceReport, Fate
from desktop.domain.calls import CallRecord, Direction, EndOfCall, Outcome
from desktop.domain.numbers import Address, NumberId
from desktop.domain.session import DeviceId
from desktop.domain.voicemail import Voicemail, VoicemailId

_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_FATES = {fate.value: fate for fate in Fate}
_ENDS = {end.value: end for end in EndOfCall}


class WireCall(msgspec.Struct, frozen=True):
    id: bounds.Id
    number_id: bounds.Id
    peer: bounds.Address
    direction: str
    outcome: str
    started_at: bounds.Instant
    duration_seconds: bounds.Seconds
    seen: bool
    sequence: bounds.Sequence
    reason: bounds.Word | None = None
    answered_by: bounds.Id | None = None
    declined_by: bounds.Id | None = None

    def to_domain(self, *, here: DeviceId | None = None) -> CallRecord:
        """As it is seen from the device `here`: a call that rang here may have been taken elsewhere."""
        outcome = _OUTCOMES.get(self.outcome, Outcome.FAILED)
        incoming = self.direction == "incoming"
        taken_by_another = here is not None and self.answered_by not in (None, here)
        if incoming and outcome is Outcome.ANSWERED and taken_by_another:
            outcome = Outcome.ANSWERED_ELSEWHERE
        plain = self.reason is None or outcome is Outcome.BLOCKED  # there the outcome says it all
        return CallRecord(
            id=self.id,
            number_id=NumberId(self.number_id),
            peer=Address(self.peer),
            direction=Direction.INCOMING if incoming else Direction.OUTGOING,
            outcome=outcome,
            began_at=self.started_at,
            duration=self.duration_seconds,
            reason=None if plain else _ENDS.get(self.reason or "", EndOfCall.TECHNICAL),
            seen=self.seen,
            sequence=self.sequence,
            answered_by=None if self.answered_by is None else DeviceId(self.answered_by),
            declined_by=None if self.declined_by is None else DeviceId(self.declined_by),
        )


class WireActiveCall(msgspec.Struct, frozen=True):
    id: bounds.Id
    number_id: bounds.Id
    peer: bounds.Address
    direction: str
    device_id: bounds.Id
    answered_at: bounds.Instant

    def to_domain(self) -> ActiveCall:
        return ActiveCall(
            self.id,
            NumberId(self.number_id),
            Address(self.peer),
            Direction.INCOMING if self.direction == "incoming" else Direction.OUTGOING,
            DeviceId(self.device_id),
            self.answered_at,
        )


class ActiveCalls(msgspec.Struct, frozen=True):
    calls: Annotated[list[WireActiveCall], msgspec.Meta(max_length=100)]

    def to_domain(self) -> tuple[ActiveCall, ...]:
        return tuple(call.to_domain() for call in self.calls)


class WireCallDevice(msgspec.Struct, frozen=True):
    device_id: bounds.Id
    name: bounds.Name
    fate: bounds.Word
    rang_after: bounds.Seconds | None = None

    def to_domain(self) -> DeviceReport:
        fate = _FATES.get(self.fate, Fate.TECHNICAL)
        return DeviceReport(DeviceId(self.device_id), self.name, fate, self.rang_after)


class WireCallReport(msgspec.Struct, frozen=True):
    devices: Annotated[list[WireCallDevice], msgspec.Meta(max_length=100)]
    waited_seconds: bounds.Seconds | None = None
    to_voicemail: bool = False

    def to_domain(self) -> CallReport:
        devices = tuple(device.to_domain() for device in self.devices)
        return CallReport(self.waited_seconds, devices, self.to_voicemail)


class CallPage(msgspec.Struct, frozen=True):
    calls: list[WireCall]
    next: bounds.Sequence | None = None


class WireVoicemail(msgspec.Struct, frozen=True):
    id: bounds.Id
    number_id: bounds.Id
    peer: bounds.Address
    received_at: bounds.Instant
    duration_seconds: bounds.Seconds
    heard: bool
    call_id: bounds.Id | None = None

    def to_domain(self) -> Voicemail:
        return Voicemail(
            VoicemailId(self.id),
            NumberId(self.number_id),
            Address(self.peer),
            self.received_at,
            self.duration_seconds,
            self.heard,
            self.call_id,
        )


class Voicemails(msgspec.Struct, frozen=True):
    voicemails: list[WireVoicemail]
    next: bounds.Sequence | None = None
