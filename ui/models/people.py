"""People: the list, one card, and editing it (CON-1, CON-3)."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import Address, Capability, NumberId
from desktop.domain.state import State
from desktop.services.contacts import Contacts
from desktop.services.dialling import Verdict, read_number
from desktop.store import Store
from ui.i18n import _
from ui.models.from_number import FromNumber, as_from_number, choose, from_numbers
from ui.models.listening import Start, listen
from ui.models.plain import one_line
from ui.models.row_list import RowList
from ui.models.suggestion import folded
from ui.models.who import initials_of, number_shown
from ui.words import sentence_for, verdict_words

LONGEST_NAME = 80
MOST_PHONES = 10


@dataclass(frozen=True, slots=True)
class PersonRow:
    key: ContactId
    name: str
    initials: str
    number: str
    more: int
    """Telephones beside the first."""
    colour: int | None
    """Of the number that is assigned to the person."""
    number_name: str

    @property
    def spoken(self) -> str:
        return ". ".join(part for part in (self.name, self.number, self.number_name) if part)


@dataclass(frozen=True, slots=True)
class PhoneCard:
    address: Address
    number: str
    label: str


@dataclass(frozen=True, slots=True)
class PersonCard:
    id: ContactId
    name: str
    initials: str
    phones: tuple[PhoneCard, ...]
    assigned: FromNumber | None
    calls_from: FromNumber | None
    messages_from: FromNumber | None
    is_blocked: bool = False
    """All its numbers are."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What stands in the form: strings as they were typed."""

    id: ContactId | None
    name: str = ""
    phones: tuple[tuple[str, str], ...] = (("", "mobile"),)
    """Number and label."""
    assigned: NumberId | None = None


class PeopleModel(QObject):
    changed = Signal()
    saved = Signal(str)
    """The contact's id: the form may close."""
    call_wanted = Signal(object, object)
    message_wanted = Signal(object)
    block_wanted = Signal(object, bool)
    """Addresses, and whether they are blocked or let through again."""

    def __init__(
        self, store: Store, contacts: Contacts, start: Start, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.rows: RowList[PersonRow] = RowList(self)
        self.search = ""
        self.problem = ""
        self.busy = False
        self.tab: NumberId | None = None
        self.chosen: ContactId | None = None
        self._deleted: Contact | None = None
        self._store, self._contacts, self._start = store, contacts, start
        self._unsubscribe = listen(store, self._hear)
        self.rows.start_over(self._rows())

    def close(self) -> None:
        self._unsubscribe()

    # --- what is shown ------------------------------------------------------------------------------------
    @property
    def card(self) -> PersonCard | None:
        contact = self._contact(self.chosen)
        if contact is None:
            return None
        state = self._store.state
        name = one_line(contact.name, longest=LONGEST_NAME)
        first = contact.phones[0].address if contact.phones else None
        assigned = state.number(contact.assigned_number) if contact.assigned_number else None
        return PersonCard(
            contact.id,
            name,
            initials_of(name),
            tuple(
                PhoneCard(p.address, number_shown(p.address), phone_label(p.label)) for p in contact.phones
            ),
            as_from_number(assigned, Capability.CALLS) if assigned else None,
            self._from(Capability.CALLS, first),
            self._from(Capability.MESSAGES, first),
            is_blocked=bool(contact.phones) and all(p.address in state.blocked for p in contact.phones),
        )

    @property
    def numbers(self) -> tuple[FromNumber, ...]:
        return from_numbers(self._store.state, Capability.CALLS)

    @property
    def total(self) -> int:
        return len(self._store.state.contacts)

    @property
    def undoable(self) -> str:
        """The name of who was deleted last, while that can be taken back."""
        return one_line(self._deleted.name, longest=LONGEST_NAME) if self._deleted else ""

    # --- what the person does -----------------------------------------------------------------------------
    def show_number(self, number_id: NumberId | None) -> None:
        """People are of the account, not of a number; calls go out from the tab's number."""
        self.tab = number_id
        self.changed.emit()

    def find(self, text: str) -> None:
        self.search = text.strip()
        self.rows.become(self._rows())
        self.changed.emit()

    def retranslate(self) -> None:
        self.rows.become(self._rows())
        self.changed.emit()

    def choose(self, contact_id: ContactId | None) -> None:
        if contact_id != self.chosen:
            self.chosen = contact_id
            self.problem = ""
            self.changed.emit()

    def call(self, address: Address) -> None:
        number = self._from(Capability.CALLS, address)
        if number is not None:
            self.call_wanted.emit(address, number.id)

    def message(self, address: Address) -> None:
        number = self._from(Capability.MESSAGES, address)
        if number is not None:
            self.message_wanted.emit(ThreadKey(number.id, address))

    def set_blocked(self, card: PersonCard, blocked: bool) -> None:
        """All telephones of a person."""
        self.block_wanted.emit(tuple(phone.address for phone in card.phones), blocked)

    def edited(self, contact_id: ContactId | None) -> Edited:
        """The form for a person, or for a new one."""
        contact = self._contact(contact_id)
        if contact is None:
            return Edited(None)
        phones = tuple((number_shown(p.address).strip("\u2066\u2069"), p.label) for p in contact.phones)
        return Edited(contact.id, contact.name, phones or (("", "mobile"),), contact.assigned_number)

    def edited_with(self, address: Address) -> Edited:
        """The form for whoever has this address, or for a new person who has it."""
        known = self._store.state.contact_for(address)
        if known is not None:
            return self.edited(known.id)
        return Edited(None, phones=((number_shown(address).strip("\u2066\u2069"), "mobile"),))

    def why_not_save(self, form: Edited) -> str:
        """What is missing or wrong; empty where it can be saved."""
        if not form.name.strip():
            return _("A name is needed.")
        typed = [number for number, _label in form.phones if number.strip()]
        if not typed:
            return _("A telephone number is needed.")
        for number in typed:
            read = read_number(number, country=self._home())
            if read.address is None or not read.can_call:
                words = verdict_words(read.verdict) or _("This number is not complete.")
                return (
                    f"\u2066{number.strip()}\u2069: {words}" if read.verdict is not Verdict.EMPTY else words
                )
        return ""

    def save(self, form: Edited) -> None:
        self.problem = self.why_not_save(form)
        if self.problem:
            self.changed.emit()
            return
        phones = []
        for typed, label in form.phones[:MOST_PHONES]:
            address = read_number(typed, country=self._home()).address
            if address is not None:
                phones.append(ContactPhone(address, one_line(label, longest=30)))
        contact = Contact(
            form.id or ContactId(str(uuid4())),
            one_line(form.name, longest=LONGEST_NAME),
            tuple(phones),
            form.assigned,
        )
        self._work(self._save(contact))

    def delete(self, contact_id: ContactId) -> None:
        contact = self._contact(contact_id)
        if contact is not None:
            self._work(self._delete(contact))

    def undo_delete(self) -> None:
        if self._deleted is not None:
            contact, self._deleted = self._deleted, None
            self._work(self._save(contact))

    # --- inside -------------------------------------------------------------------------------------------
    def _work(self, work: Coroutine[Any, Any, None]) -> None:
        self.busy = True
        self.changed.emit()
        self._start(work)

    async def _save(self, contact: Contact) -> None:
        try:
            await self._contacts.save(contact)
        except Exception as error:
            self._done(sentence_for(error))
            return
        self.chosen = contact.id
        self._done("")
        self.saved.emit(contact.id)

    async def _delete(self, contact: Contact) -> None:
        try:
            await self._contacts.delete(contact.id)
        except Exception as error:
            self._done(sentence_for(error))
            return
        self._deleted = contact
        if self.chosen == contact.id:
            self.chosen = None
        self._done("")

    def _done(self, problem: str) -> None:
        self.busy = False
        self.problem = problem
        self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        if isinstance(event, e.ContactsChanged | e.NumbersChanged | e.BlockedChanged | e.SessionChanged):
            self.rows.become(self._rows())
            self.changed.emit()

    def _contact(self, contact_id: ContactId | None) -> Contact | None:
        return next((c for c in self._store.state.contacts if c.id == contact_id), None)

    def _from(self, capability: Capability, to: Address | None) -> FromNumber | None:
        if to is None:
            return None
        state = self._store.state
        choice = choose(state, capability, to=to, tab=self.tab)
        number = state.number(choice.number_id) if choice.number_id else None
        return as_from_number(number, capability) if number else None

    def _home(self) -> str:
        state = self._store.state
        number = state.number(self.tab) if self.tab else next(iter(state.numbers), None)
        return number.country if number else "FR"

    def _rows(self) -> list[PersonRow]:
        wanted = folded(self.search)
        digits = "".join(c for c in self.search if c.isdecimal()).lstrip("0")
        rows = []
        for contact in self._store.state.contacts:
            found = not wanted or wanted in folded(contact.name)
            found = found or (len(digits) > 2 and any(digits in p.address for p in contact.phones))
            if found:
                rows.append(self._row(contact))
        return sorted(rows, key=lambda row: (folded(row.name), row.key))

    def _row(self, contact: Contact) -> PersonRow:
        state = self._store.state
        assigned = state.number(contact.assigned_number) if contact.assigned_number else None
        name = one_line(contact.name, longest=LONGEST_NAME)
        return PersonRow(
            contact.id,
            name,
            initials_of(name),
            number_shown(contact.phones[0].address) if contact.phones else "",
            more=max(0, len(contact.phones) - 1),
            colour=assigned.colour if assigned else None,
            number_name=one_line(assigned.name, longest=40) if assigned else "",
        )


def phone_label(label: str) -> str:
    """The three usual ones in the person's language, any other as it was written."""
    match label:
        case "mobile":
            return _("Mobile")
        case "work":
            return _("Work")
        case "home":
            return _("Home")
        case other:
            return one_line(other, longest=30)
