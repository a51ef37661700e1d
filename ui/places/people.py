"""The place of people: the address book, and the person that is open."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.contacts import ContactId
from desktop.domain.numbers import Address, NumberId
from desktop.phone import Phone
from ui.i18n import _
from ui.models.listening import Start
from ui.models.people import PeopleModel
from ui.models.plain import isolated
from ui.screens.main import MainScreen, Place

if TYPE_CHECKING:
    from ui.screens.people import PersonScreen


class PeoplePlace(QObject):
    call_wanted = Signal(object, object)
    """An Address, and the NumberId it goes out on."""
    message_wanted = Signal(object)
    """A ThreadKey."""
    block_wanted = Signal(object, bool)
    """Addresses, and whether they are blocked or let through again."""

    def __init__(self, phone: Phone, start: Start, main: MainScreen) -> None:
        super().__init__()
        self._main = main
        self._model = PeopleModel(phone.store, phone.contacts, start)
        self._undo_offered = ""
        self._store = phone.store
        self._person: PersonScreen | None = None
        self._model.call_wanted.connect(self.call_wanted)
        self._model.message_wanted.connect(self.message_wanted)
        self._model.block_wanted.connect(self.block_wanted)
        self._model.changed.connect(self._offer_undo)

    def show_number(self, number_id: NumberId | None) -> None:
        self._model.show_number(number_id)

    def open_address(self, address: Address) -> None:
        """The card of whoever has it, or the form for a new person."""
        person = self._person
        if person is None:  # the section was not opened before
            return
        known = self._store.state.contact_for(address)
        if known is not None:
            self._open(person, known.id)
        else:
            person.fill(self._model.edited_with(address))
            self._main.show_detail()

    def close(self) -> None:
        self._model.close()

    def place(self) -> Place:
        from ui.screens.people import PeopleScreen, PersonScreen

        people, person = PeopleScreen(self._model, self._main), PersonScreen(self._model, self._main)
        people.person_chosen.connect(partial(self._open, person))
        people.new_wanted.connect(partial(self._new, person))
        self._person = person
        return Place(people, person)

    def _open(self, person: PersonScreen, contact_id: ContactId) -> None:
        self._model.choose(contact_id)
        person.show_person()
        self._main.show_detail()

    def _new(self, person: PersonScreen) -> None:
        person.edit()
        self._main.show_detail()

    def _offer_undo(self) -> None:
        """Somebody was deleted a moment ago: once for each, with the way back."""
        name = self._model.undoable
        if name and name != self._undo_offered:
            text = _("{name} was deleted.").format(name=isolated(name))
            self._main.toast.tell(text, undo=self._model.undo_delete)
        self._undo_offered = name
