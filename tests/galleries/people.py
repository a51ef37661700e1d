"""People."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tests.galleries import entry
from tests.galleries.messages import beside
from tests.galleries.sample import PEOPLE, PRIVATE, account
from ui.models.people import PeopleModel
from ui.screens.people import PeopleScreen, PersonScreen


def people(*, editing: bool = False, chosen: bool = True) -> QWidget:
    sample = account()
    model = PeopleModel(sample.store, sample.contacts, sample.start)
    model.show_number(PRIVATE)
    screen, detail = PeopleScreen(model), PersonScreen(model)
    if chosen:
        model.choose(PEOPLE[0].id)
        screen.list.choose_key(PEOPLE[0].id)
    if editing:
        detail.edit(PEOPLE[0].id if chosen else None)
    page = beside(screen, detail)
    model.setParent(page)
    return page


@entry("people/card", size=(1000, 680))
def card() -> QWidget:
    return people()


@entry("people/form", size=(1000, 680))
def form() -> QWidget:
    return people(editing=True)


@entry("people/nobody-chosen", size=(1000, 680))
def nobody() -> QWidget:
    return people(chosen=False)
