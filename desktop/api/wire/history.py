"""Calls and voicemails."""

from __future__ import annotations

import msgspec

from desktop.api.wire import bounds
from desktop.domain.calls import CallRecord, Direction, EndOfCall, Outcome
from desktop.domain.numbers import Address, NumberId
from desktop.domain.voicemail import Voicemail, VoicemailId

_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
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

    def to_domain(self) -> CallRecord:
        return CallRecord(
            id=self.id,
            number_id=NumberId(self.number_id),
            peer=Address(self.peer),
            direction=Direction.INCOMING if self.direction == "incoming" else Direction.OUTGOING,
            outcome=_OUTCOMES.get(self.outcome, Outcome.FAILED),
            began_at=self.started_at,
            duration=self.duration_seconds,
            reason=None if self.reason is None else _ENDS.get(self.reason, EndOfCall.TECHNICAL),
            seen=self.seen,
            sequence=self.sequence,
        )


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

    def to_domain(self) -> Voicemail:
        return Voicemail(
            VoicemailId(self.id),
            NumberId(self.number_id),
            Address(self.peer),
            self.received_at,
            self.duration_seconds,
            self.heard,
        )


class Voicemails(msgspec.Struct, frozen=True):
    voicemails: list[WireVoicemail]
