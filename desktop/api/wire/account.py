"""The account and its numbers."""

from __future__ import annotations

import msgspec

from desktop.api.wire import bounds
from desktop.domain.numbers import (
    COLOURS,
    E164,
    Capability,
    Number,
    NumberId,
    NumberStatus,
    OffSays,
    VoicemailChange,
    VoicemailSettings,
)
from desktop.domain.session import Account, Plan


class Me(msgspec.Struct, frozen=True):
    email: bounds.Name
    name: bounds.Name
    plan: str
    event_cursor: bounds.Sequence

    def to_domain(self) -> Account:
        return Account(self.email, self.name, Plan.STARTER if self.plan == "starter" else Plan.PREMIUM)


_CAPABILITIES = {capability.value: capability for capability in Capability}
_STATUSES = {status.value: status for status in NumberStatus}


_OFF_SAYS = {each.value: each for each in OffSays}


class WireVoicemailSettings(msgspec.Struct, frozen=True):
    on: bool
    answer_after_seconds: bounds.Small
    off_says: bounds.Word
    language: bounds.Word

    def to_domain(self) -> VoicemailSettings:
        """What we do not know that callers hear is that it rings out."""
        return VoicemailSettings(
            on=self.on,
            answer_after_seconds=self.answer_after_seconds,
            off_says=_OFF_SAYS.get(self.off_says, OffSays.RINGS_OUT),
            language=self.language,
        )


def voicemail_body(change: VoicemailChange) -> dict[str, object] | None:
    """None where nothing of it changes."""
    wanted = {
        "on": change.on,
        "answer_after_seconds": change.answer_after_seconds,
        "off_says": None if change.off_says is None else change.off_says.value,
        "language": change.language,
    }
    return {name: value for name, value in wanted.items() if value is not None} or None


class WireNumber(msgspec.Struct, frozen=True):
    id: bounds.Id
    e164: bounds.Address
    name: bounds.Name
    country: bounds.Word
    colour: bounds.Small
    position: bounds.Small
    capabilities: list[str]
    status: str
    refuses_hidden: bool = False
    voicemail: WireVoicemailSettings | None = None

    def to_domain(self) -> Number:
        """A capability that we do not know is left out; a status that we do not know is off."""
        return Number(
            id=NumberId(self.id),
            e164=E164(self.e164),
            name=self.name,
            country=self.country,
            colour=self.colour % COLOURS,
            position=self.position,
            capabilities=frozenset(_CAPABILITIES[w] for w in self.capabilities if w in _CAPABILITIES),
            status=_STATUSES.get(self.status, NumberStatus.OFF),
            refuses_hidden=self.refuses_hidden,
            voicemail=VoicemailSettings() if self.voicemail is None else self.voicemail.to_domain(),
        )


class Numbers(msgspec.Struct, frozen=True):
    numbers: list[WireNumber]
