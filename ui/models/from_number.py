"""Which of my numbers a call or message goes out from (CALL-1, CON-3)."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.numbers import Address, Capability, Number, NumberId, NumberStatus
from desktop.domain.state import State
from ui.i18n import _
from ui.models.plain import isolated
from ui.models.who import number_name, number_shown


@dataclass(frozen=True, slots=True)
class FromNumber:
    """One of my numbers, as the picker beside a button shows it."""

    id: NumberId
    name: str
    number: str
    colour: int
    can: bool
    """Whether it can do what the button does."""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The number that was chosen, by the person or for them."""

    number_id: NumberId | None
    follows_contact: bool = False


def from_numbers(state: State, capability: Capability) -> tuple[FromNumber, ...]:
    return tuple(as_from_number(number, capability) for number in state.numbers)


def as_from_number(number: Number, capability: Capability) -> FromNumber:
    reason = why_not(number, capability)
    return FromNumber(
        number.id,
        number_name(number),
        number_shown(Address(number.e164)),
        number.colour,
        can=not reason,
        why_not=reason,
    )


def why_not(number: Number, capability: Capability) -> str:
    """Empty when `number` can do it."""
    name = isolated(number_name(number))
    match number.status:
        case NumberStatus.OFF:
            return _("{number} is switched off.").format(number=name)
        case NumberStatus.EXPIRED:
            return _("{number} has expired.").format(number=name)
        case NumberStatus.UNVERIFIED:
            return _("{number} is not verified yet.").format(number=name)
        case NumberStatus.ACTIVE:
            pass
    if number.can(capability):
        return ""
    if capability is Capability.MESSAGES:
        return _("Messages can't be sent from {number}. It is for calls and voicemail.").format(number=name)
    return _("Calls can't be made from {number}.").format(number=name)


def choose(
    state: State,
    capability: Capability,
    *,
    to: Address | None = None,
    tab: NumberId | None = None,
    picked: NumberId | None = None,
) -> Choice:
    """What the person picked, else the contact's number, else the tab's, else the first that can."""
    able = {number.id for number in state.numbers if not why_not(number, capability)}
    if picked in able:
        return Choice(picked)
    contact = state.contact_for(to) if to else None
    if contact is not None and contact.assigned_number in able:
        return Choice(contact.assigned_number, follows_contact=True)
    if tab in able:
        return Choice(tab)
    return Choice(next((number.id for number in state.numbers if number.id in able), None))


def next_number(options: tuple[FromNumber, ...], current: NumberId | None) -> NumberId | None:
    """The one after `current` that can, going round."""
    able = [option.id for option in options if option.can]
    if not able:
        return None
    return able[(able.index(current) + 1) % len(able)] if current in able else able[0]
